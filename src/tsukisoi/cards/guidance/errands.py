"""How an errand to the counter goes: the same day or in two visits, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tebiki import pin
from tebiki.answer import cite
from tebiki.book import Book, book
from tebiki.table import Row
from tebiki.terms import terms
from tsukisoi.cards.guidance.places import Place, language, note, places_of


@dataclass(frozen=True, slots=True)
class Way:
    """How an errand goes: same_day, inquiry_letter (two visits), ask_municipality or not_yet_known, and why."""

    say: str
    notes: tuple[str, ...]
    papers: tuple[str, ...]
    places: tuple[Place, ...]
    confirm: bool
    doubts: tuple[tuple[str, str], ...] = ()
    """The rows (table, name) that only the town can make sure of."""
    sealed: bool = False
    """Does a reply go along that the person has sealed?"""

    @property
    def words(self) -> str:
        """How many visits."""
        return str(_WAYS.get(self.say, ""))

    @property
    def visits(self) -> int:
        """How many times somebody goes; 0 where that is not known."""
        return {"same_day": 1, "inquiry_letter": 2}.get(self.say, 0)

    @property
    def state(self) -> str:
        """As components draw it."""
        return {"same_day": "done", "inquiry_letter": "soon"}.get(self.say, "unknown")


_WAYS: dict[str, Promise] = {
    "same_day": _("その日に終わる"), "inquiry_letter": _("2回行く（照会書が先に届く）"),
    "ask_municipality": _("同じ日にできるかは、町に聞く"), "not_yet_known": _("まだわからない"),
    "at_application": _("申請のときに選ぶ"), "at_delivery": _("受け取るときに選ぶ"),
}  # fmt: skip


def renewal_way(
    as_of: date, who: str, sealed: bool | None, alive: bool | None, pin_remembered: bool | None, face_auth: bool = False
) -> Way:
    """How renewing the certificate goes, by who goes and what is there. A card without a PIN needs none remembered."""
    rules = book(as_of)
    known = True if face_auth else pin_remembered
    row = pin.renewal(rules, who or None, sealed, alive, known)  # type: ignore[arg-type]
    if row is None:
        return Way(
            "not_yet_known",
            (gettext("封をした回答書があるか、暗証番号を覚えているかを聞くと決まります。"),),
            (),
            (),
            False,
        )
    return _way([row], rules, "pin.renewal")


def switch_way(
    as_of: date, who: str, *, certificate_too: bool, certificate: str, guardian: str | None, signing: bool | None
) -> Way:  # fmt: skip
    """How switching to a card without a PIN goes: same day, or two visits where certificate work joins."""
    rules = book(as_of)
    state = {"valid": "alive", "renewable": "alive", "grace": "grace", "expired": "expired"}.get(certificate)
    rows = pin.ways(rules, "held", who or None, certificate_too, state, guardian, None, signing)  # type: ignore[arg-type]
    return _way(rows, rules, "pin.ways")


def _way(rows: Iterable[Row], rules: Book, table: str) -> Way:
    found = list(rows)
    say = next((row.say for row in found if row.say), "not_yet_known")
    papers = tuple(dict.fromkeys(_paper(paper) for row in found for paper in row.need))
    places = places_of(cite(rules[table], row) for row in found)
    doubts = tuple((table, row.name) for row in found if row.confirm)
    sealed = any(paper in _SEALED for row in found for paper in row.need)
    return Way(say, tuple(note(row) for row in found), papers, places, bool(doubts), doubts, sealed)


_SEALED = ("sealed_reply_form", "inquiry_reply")
_PAPERS = ("given", "credentials", "window_papers", "documents")


def _paper(code: str) -> str:
    """The name of a paper to take to the counter; the delegation is on the town's own form here."""
    if code == "authority_delegation":
        return gettext("委任状（町の様式）")
    groups = [terms(group, language()) for group in _PAPERS]
    return next((group[code] for group in groups if code in group), code)
