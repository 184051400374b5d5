"""The papers of a card's errands: what stops working (for the person), what to take (for whoever goes)."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.cards import guidance, queries
from tsukisoi.cards.guidance import CardNow, Way
from tsukisoi.cards.queries import ErrandKind, Who
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import press
from tsukisoi.residents.queries import Person
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).resolve().parent / "papers" / "kit.typ"
MARKS = {"yes": "○", "no": "×", "ask_provider": "？"}
WORDS = {"": "―", "yes": "できる", "no": "できない", "ask_provider": "病院に聞く"}


def errand_pdf(
    viewer: Viewer, who: Person, facts: dict[str, Any], card: CardNow, kind: str, goes: str, site: str
) -> bytes:
    """A switch: the page for the person, then the sheet for the counter. A renewal: the sheet for the counter."""
    house = organisation_of(viewer)
    switching = kind != ErrandKind.CERTIFICATE
    with override("ja"):
        wanted = [Request("card_choice", "顔認証にする前に", who.pk, _choice(who), who.unit_id)] if switching else []
        body = _counter(viewer, who, facts, card, kind, goes)
        wanted.append(Request("card_errand", str(body["title"]), who.pk, body, who.unit_id))
        leaves = issue(viewer, wanted, Imprint(house.name, f"つきそい {version('tsukisoi')}", today(), site))
    return press(TEMPLATE, leaves, title=str(body["title"]), printed_at=now()).content


def _choice(who: Person) -> dict[str, Any]:
    services = guidance.services(today())
    rows = [
        {
            "name": one.name, "standard": WORDS.get(one.standard, one.standard),
            "face": WORDS.get(one.face_auth, one.face_auth), "stops": one.stops, "mark": MARKS.get(one.face_auth, ""),
        }
        for one in services
    ]  # fmt: skip
    places = dict.fromkeys(one.place for one in services if one.place)
    return {"name": who.name, "rows": rows, "sources": [f"{place.title}　{place.place}" for place in places]}


def _counter(viewer: Viewer, who: Person, facts: dict[str, Any], card: CardNow, kind: str, goes: str) -> dict[str, Any]:
    too = kind == ErrandKind.SWITCH_WITH_CERTIFICATE or card.certificate in ("grace", "expired")
    if kind == ErrandKind.CERTIFICATE:
        errand = queries.errand(viewer, who.pk, kind)
        alive = None if not card.certificate else card.certificate in ("valid", "renewable")
        told = (errand.who, errand.sealed, errand.pin_remembered) if errand else (goes, None, None)
        way = guidance.renewal_way(today(), told[0] or goes, told[1], alive, told[2], card.mode == guidance.FACE_AUTH)
        title, goes = "電子証明書の更新", told[0] or goes
    else:
        code = ErrandKind.SWITCH_WITH_CERTIFICATE if too else ErrandKind.SWITCH
        errand = queries.errand(viewer, who.pk, code)
        way = guidance.switch_way(
            today(),
            goes,
            certificate_too=too,
            certificate=card.certificate,
            guardian=facts.get("guardian"),
            signing=None,
        )
        title = "顔認証への切替え" + ("と電子証明書の発行・更新" if too else "")
    return _sheet(who, card, way, errand, title, goes)


def _sheet(who: Person, card: CardNow, way: Way, errand: Any, title: str, goes: str) -> dict[str, Any]:
    ends = card.certificate_ends
    return {
        "title": title, "name": who.name, "born": wareki.plain(who.birth_date),
        "town": f"{who.office.name}の窓口" if who.office else "",
        "phone": who.office.phone if who.office else "", "goes": str(Who(goes).label) if goes else "",
        "way": way.words, "visits": way.visits, "notes": list(way.notes), "papers": list(way.papers),
        "ends": wareki.plain(ends) if ends else "", "pinless": card.mode == guidance.FACE_AUTH,
        "sealed": way.sealed,
        "booked": wareki.plain(errand.booked_for) if errand and errand.booked_for else "",
        "form_from": errand.form_from if errand else "",
        "sources": [f"{place.title}　{place.place}" for place in way.places], "confirm": way.confirm,
    }  # fmt: skip
