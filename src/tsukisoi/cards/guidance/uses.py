"""What a card can do, ordinary and without a PIN, in plain words."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tebiki import pin
from tebiki.answer import cite
from tebiki.book import Book, book
from tebiki.table import Row
from tebiki.terms import terms
from tsukisoi.cards.guidance.places import Place, language, note, places_of

FACE_AUTH: Literal["face_auth"] = "face_auth"
STANDARD: Literal["standard"] = "standard"


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a card can or cannot do, ordinary and without a PIN, in plain words."""

    code: str
    name: str
    standard: str
    face_auth: str
    note: str
    place: Place | None

    @property
    def stops(self) -> bool:
        """Does it stop working with a card without a PIN?"""
        return self.standard != "no" and self.face_auth == "no"

    @property
    def changes(self) -> bool:
        """Is it any different?"""
        return self.standard != self.face_auth


_SERVICES: dict[str, Promise] = {
    "insurance": _("医療機関・薬局で健康保険証として使う"), "past_records": _("過去の薬などの情報を、医師に伝える"),
    "identity_document": _("写真のついた身分証明書にする"), "portal": _("マイナポータルを見る"),
    "convenience_store": _("コンビニで住民票などをとる"), "online_procedures": _("ネットで役所の手続をする"),
    "signing_certificate": _("ネットの契約などで署名する"), "online_care": _("オンライン診療をうける"),
    "home_medical": _("訪問診療・訪問看護で使う"), "disability_procedures": _("障害の手続で、保険の画面を見せる"),
    "phone": _("スマートフォンにのせる"),
}  # fmt: skip
"""What a card is used for, in the words of everyday."""


def services(as_of: date) -> list[Service]:
    """Everything either card can do, with what becomes of it; what stops first."""
    rules = book(as_of)
    standard, face = pin.services(rules, STANDARD, True, True), pin.services(rules, FACE_AUTH, True, True)
    found = [_service(code, standard.get(code), face.get(code), rules) for code in {**standard, **face}]
    return sorted(found, key=lambda service: (not service.stops, not service.changes))


def _service(code: str, standard: Row | None, face: Row | None, rules: Book) -> Service:
    row = face or standard
    places = places_of([cite(rules["pin.services"], row)]) if row else ()
    return Service(
        code, str(_SERVICES[code]), standard.say if standard else "",
        face.say if face else "", note(row) if row else "", places[0] if places else None,
    )  # fmt: skip


def mode_words() -> list[tuple[str, str]]:
    """The kinds of card."""
    return list(terms("card_modes", language()).items())
