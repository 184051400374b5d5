"""The papers of fetching a card, as plain data for the press: the van's list, a folder's cover, help to write."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.cases.sheets import Footnotes, Source
from tsukisoi.deliveries.guidance import Paper, Place, agent_words
from tsukisoi.deliveries.models import Sealed, Trip, Way
from tsukisoi.deliveries.points import to_ask_of
from tsukisoi.deliveries.watch import Standing
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.residents.queries import Person
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).resolve().parent / "typst" / "deliveries.typ"
VAN, FOLDER, DELEGATION = "van_list", "delivery_folder", "delegation_help"
_NAMES = {VAN: "受取の一覧（車）", FOLDER: "受取のファイルの表紙", DELEGATION: "交付通知書の書きかた"}


def folder_pdf(viewer: Viewer, standing: Standing, site: str) -> Pdf:
    """One person's cover, and how the notice is filled in."""
    with override("ja"):
        town = standing.person.office or municipalities.home(viewer)
        wanted = _of_person(standing, town)
        return _pressed(viewer, wanted, site, "受取のファイル")


def trip_pdf(viewer: Viewer, trip: Trip, people: Sequence[Standing], site: str) -> Pdf:
    """The list for the van, then one folder a person."""
    with override("ja"):
        wanted = [Request(VAN, _NAMES[VAN], trip.pk, _van(trip, people))]
        for standing in people:
            wanted += _of_person(standing, trip.office)
        return _pressed(viewer, wanted, site, "受取の外出")


def _pressed(viewer: Viewer, wanted: Sequence[Request], site: str, title: str) -> Pdf:
    imprint = Imprint(organisation_of(viewer).name, f"つきそい {version('tsukisoi')}", today(), site)
    return press(TEMPLATE, issue(viewer, wanted, imprint), title=title, printed_at=now())


def _of_person(standing: Standing, town: municipalities.Place | None) -> list[Request]:
    person = standing.person
    made = [Request(FOLDER, _NAMES[FOLDER], person.pk, _folder(standing, town), person.unit_id)]
    if standing.reading.wants_delegation or standing.reading.wants_statement:
        made.append(Request(DELEGATION, _NAMES[DELEGATION], person.pk, _delegation(standing), person.unit_id))
    return made


def _person(person: Person) -> dict[str, str]:
    return {
        "name": person.name, "room": person.room, "unit": person.unit.name if person.unit else "",
        "birth": wareki.plain(person.birth_date),
    }  # fmt: skip


def _van(trip: Trip, people: Sequence[Standing]) -> dict[str, Any]:
    return {
        **_when(trip), "town": trip.office.name, "agent": f"{_kind(trip.agent)}　{trip.agent_name}".strip(),
        "place": _told(people, "counter.place"), "phone": f"{trip.office.section} {trip.office.phone}".strip(),
        "booking": _booking(trip), "rows": [_row(number, one) for number, one in enumerate(people, 1)],
    }  # fmt: skip


def _row(number: int, one: Standing) -> dict[str, str]:
    return {
        "number": str(number), "room": one.person.room, "name": one.person.name, "missing": "、".join(one.missing),
        "sealed": _SEALS[Sealed(one.waiting.delivery.sealed)] if one.waiting.delivery.way == Way.PROXY else "本人",
    }  # fmt: skip


_SEALS = {Sealed.NOT_YET: "□ まだ", Sealed.SEALED: "■ 封あり", Sealed.NONE_SET: "― 設定しない"}


def _kind(agent: str) -> str:
    return "本人" if agent == "self" else agent_words(agent)


def _when(trip: Trip | None) -> dict[str, str]:
    if trip is None:
        return {"day": "", "time": ""}
    return {"day": wareki.full(trip.on), "time": f"{trip.at:%H:%M}" if trip.at else ""}


def _booking(trip: Trip) -> str:
    return f"{wareki.plain(trip.booked_on)} {trip.booked_with}".strip() if trip.booked_on else ""


def _told(people: Sequence[Standing], key: str) -> str:
    town: Mapping[str, Any] = people[0].town if people else {}
    return offices.in_words(key, town[key]) if key in town else ""


def _sources(places: Sequence[Place], confirm: bool = False) -> list[Source]:
    return [Source(place.title, place.place, confirm) for place in places]


def _folder(one: Standing, town: municipalities.Place | None) -> dict[str, Any]:
    notes, row, trip = Footnotes(), one.waiting.delivery, one.waiting.trip
    reading, term = one.reading, one.clocks.collect.day
    return {
        "person": _person(one.person), **_when(trip), "town": town.name if town else "",
        "place": _told([one], "counter.place"), "phone": town.phone if town else "",
        "agent": (trip.agent_name if trip else "") or row.agent_name,
        "agent-kind": _kind((trip.agent if trip else "") or row.agent), "term": wareki.full(term) if term else "",
        "ground": reading.ground, "basis": notes.mark(_sources(reading.cites, reading.confirm)),
        "papers": [_paper(paper, paper.document in row.ready, notes) for paper in reading.papers],
        "certificate": _certificate(one) if reading.wants_certificate else None, "by-agent": row.way == Way.PROXY,
        "sealed": row.sealed, "ask": [offices.question(key).name for key in to_ask_of(one)],
        "sources": notes.listed(),
    }  # fmt: skip


def _paper(paper: Paper, ready: bool, notes: Footnotes) -> dict[str, Any]:
    name = f"{paper.words}（{paper.inside}）" if paper.inside else paper.words
    basis = notes.mark(_sources(paper.cites, paper.confirm))
    return {"name": name, "who": paper.who, "why": paper.why, "ready": ready, "basis": basis}


def _certificate(one: Standing) -> str:
    row, until = one.waiting.delivery, one.certificate.day
    signed = f"署名 {wareki.plain(row.signed_on)}" if row.signed_on else "□ 署名はまだ"
    limit = f"写真などで使えるのは {wareki.plain(until)} まで" if until else "写真をとった日を確かめる（6か月以内）"
    ask = "。署名から何か月使えるかは町に聞く" if one.certificate.about else ""
    return f"{signed}。{limit}{ask}"


def _delegation(one: Standing) -> dict[str, Any]:
    notes, row, trip = Footnotes(), one.waiting.delivery, one.waiting.trip
    papers = {paper.document: paper for paper in one.reading.papers}
    statement = papers.get("difficulty_statement")
    delegation = papers.get("authority_delegation")
    cited = notes.mark(_sources(statement.cites, statement.confirm)) if statement else ""
    if delegation:
        notes.mark(_sources(delegation.cites, delegation.confirm))
    form = one.town.get("delivery.own_form")
    return {
        "person": _person(one.person), "agent": (trip.agent_name if trip else "") or row.agent_name,
        "own-form": "" if form is None else "yes" if form else "no",
        "own-where": one.town.get("delivery.own_form_where", ""),
        "statement": statement is not None, "statement-basis": cited, "none-set": row.sealed == Sealed.NONE_SET,
        "sources": notes.listed(),
    }  # fmt: skip
