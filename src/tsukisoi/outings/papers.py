"""The papers of a visit: slips of half an A4, two on a sheet, and one sheet for everybody in one van."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from tsukisoi.journal.actions import looked
from tsukisoi.outings.guidance import Place, Slip, slips_of
from tsukisoi.outings.queries import Stop, Trip
from tsukisoi.papers import days
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).resolve().parent / "papers" / "outings.typ"
_WISHES = {"yes": "○ 見せてよい", "no": "× 見せない", "there": "△ その場で決める", "": "― うかがっていない"}
# Half an A4 has no room for whole sentences: the row of the rules in a few words; one without them stands as it is.
_SHORT = {
    "card_and_notice": "カードと資格情報のお知らせを見せる", "card_and_portal": "カードとマイナポータルの画面を見せる",
    "provider_app": "病院の持ち運びの端末で読んでもらう", "declaration": "被保険者資格申立書を書く",
    "place_card": "カードを機械に置く", "touch_screen": "画面にふれる",
    "surgery": "手術", "care_and_medicines": "診療・薬", "checkup": "健診",
}  # fmt: skip


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


def slips_pdf(viewer: Viewer, trip: Trip, site: str, only: UUID | None = None) -> Pdf | None:
    """The slips of a trip, or of one person, two on a sheet; None where there is nobody."""
    with override("ja"):
        made = [pair for pair in slips_of(viewer, trip) if only in (None, pair[0].going.pk)]
        wanted = [
            Request("slips", "受診のしおり", one[0][0].going.pk, {"slips": [_slip(viewer, *pair) for pair in one]})
            for one in (made[i : i + 2] for i in range(0, len(made), 2))
        ]
        return _pressed(viewer, wanted, trip, [stop for stop, _slip_ in made], site, "受診のしおり")


def van_pdf(viewer: Viewer, trip: Trip, site: str) -> Pdf | None:
    """One sheet for everybody in one van."""
    with override("ja"):
        rows = [_row(*pair) for pair in slips_of(viewer, trip)]
        body = {"day": wareki.full(_local(trip.outing.leaves_at).date()), "rows": rows, **_times(trip)}
        wanted = [Request("van", "車に1枚", trip.outing.pk, body)] if rows else []
        return _pressed(viewer, wanted, trip, trip.stops, site, "車に1枚")


def _pressed(
    viewer: Viewer, wanted: Sequence[Request], trip: Trip, stops: Sequence[Stop], site: str, title: str
) -> Pdf | None:
    if not wanted:
        return None
    on = _local(trip.outing.leaves_at).date()
    leaves = issue(viewer, wanted, Imprint(organisation_of(viewer).name, edition(), on, site))
    looked(viewer, "print", [stop.person.pk for stop in stops])
    return press(TEMPLATE, leaves, title=title, printed_at=now())


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def _times(trip: Trip) -> dict[str, str]:
    return {
        "leaves": days.clock(_local(trip.outing.leaves_at)),
        "back": days.clock(_local(trip.outing.back_by)),
        "escort": trip.outing.escort,
    }


def _slip(viewer: Viewer, stop: Stop, slip: Slip) -> dict[str, Any]:
    person, going = stop.person, stop.going
    on = _local(going.outing.leaves_at).date()
    return {
        "name": person.name, "kana": person.kana if person.kana_state == "confirmed" else "",
        "born": f"{wareki.narrow(person.birth_date)}生まれ　{wareki.age(person.birth_date, on)}歳",
        "room": person.room, "day": wareki.full(on), **_times(Trip(going.outing)),
        "place": going.provider.name if going.provider else "", "care": str(going.get_care_display()),
        "phone": going.provider.phone if going.provider else "",
        "credential": slip.credential_words, "usable": slip.usable, "why": slip.why, "instead": slip.instead,
        "bring": list(slip.bring), "methods": list(slip.methods), "no_pin": slip.no_pin,
        "unsure_mode": slip.unsure_mode,
        "helps": [[_SHORT.get(line.code, line.words), line.asked] for line in slip.helps], "never": list(slip.never),
        "could_not_say": going.could_not_say,
        "consents": [[line.screen, _WISHES[line.wish]] for line in slip.consents],
        "fallback": [_SHORT.get(line.code, line.words) for line in slip.fallback], "card_goes": slip.card_goes,
        "ask": slip.ask.words if slip.ask else "", "house": organisation_of(viewer).name,
        "sources": _sources(slip.places), "confirm": slip.confirm,
    }  # fmt: skip


def _sources(places: Sequence[Place]) -> str:
    """The manual's places in one short line, and how many other sources the screen names."""
    first = places[0].title if places else ""
    where = dict.fromkeys(place.place for place in places if place.title == first)
    others = len({place.title for place in places} - {first})
    more = f"　ほか{others}件は、しおりの画面に" if others else ""
    return f"{first} {'・'.join(where)}{more}" if first else ""


def _row(stop: Stop, slip: Slip) -> dict[str, Any]:
    return {
        "room": stop.person.room, "name": stop.person.name,
        "place": stop.going.provider.name if stop.going.provider else "",
        "care": str(stop.going.get_care_display()), "bring": list(slip.bring),
        "identity": _short_identity(slip), "wishes": _short_wishes(stop, slip),
    }  # fmt: skip


def _short_wishes(stop: Stop, slip: Slip) -> list[str]:
    if stop.going.could_not_say:
        return ["お返事を確かめられない"]
    if slip.consents and not stop.going.wished_at:
        return ["うかがっていない"]
    return [f"{_SHORT.get(line.code, line.screen)} {_WISHES[line.wish]}" for line in slip.consents]


def _short_identity(slip: Slip) -> str:
    if not slip.card_goes:
        return "窓口で見せる"
    told = {True: "顔認証。難しければ目視", False: "顔か、本人だけで番号。難しければ目視"}
    return "種類を確かめる" if slip.unsure_mode else told[slip.no_pin] if slip.visual else "医療機関に聞く"
