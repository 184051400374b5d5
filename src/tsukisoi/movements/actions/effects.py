"""What a movement does in the other rooms, through their own actions: and what it did, so that it can be put back."""

from typing import Any
from uuid import UUID

from tsukisoi.cards import actions as cards
from tsukisoi.cards import queries as card_queries
from tsukisoi.cases import actions as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.insurance import actions as insurance_actions
from tsukisoi.insurance import queries as insurance
from tsukisoi.movements import queries
from tsukisoi.movements.guidance import STAYS, Draft, lists_off, town_insurance, trip_off, visits_off
from tsukisoi.movements.models import Kind, Movement, State, Stay, StayKind
from tsukisoi.outings import actions as outings
from tsukisoi.papers import actions as papers
from tsukisoi.papers import queries as paper_queries
from tsukisoi.receptions import actions as receptions
from tsukisoi.receptions import queries as reception_queries
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

RESIDENCE = "residence"
"""The fact that says where the person is: by it the rules know who certifies a photo."""


def stood(viewer: Viewer, person: Person) -> dict[str, Any]:
    """What stands of a person before a movement, as plain values."""
    fact = people.facts(viewer, person).get(RESIDENCE)
    stay = queries.stay_of(viewer, person.pk)
    return {
        "unit": _text(person.unit_id), "room": person.room, "office": _text(person.office_id), "status": person.status,
        "ended_on": person.ended_on.isoformat() if person.ended_on else "",
        "residence": [fact.value, fact.known, fact.told_by, str(fact.since or "")] if fact else [],
        "stay": _text(stay.pk if stay else None), "lists": [], "visits": [], "delivery": "", "case": "", "opened": "",
    }  # fmt: skip


def _text(id: UUID | None) -> str:
    return str(id) if id else ""


def suspend(viewer: Viewer, person: Person, draft: Draft, plans: queries.Plans, before: dict[str, Any]) -> None:
    """Visits, the lists of receptions and the trip that cannot be made; after a hospital the lists again."""
    why = str(Kind(draft.kind).label)
    for visit in visits_off(draft, plans):
        outings.drop(viewer, visit.pk)
        before["visits"].append(str(visit.pk))
    for listed in lists_off(draft, plans):
        receptions.take_off(viewer, listed, why)
        before["lists"].append(str(listed.pk))
    if trip_off(draft, plans):
        deliveries.stay_behind(viewer, person.pk)
    if draft.kind == Kind.BACK:
        _relist(viewer, person)


def _relist(viewer: Viewer, person: Person) -> None:
    """Back on the lists from which the hospital stay took them, where the reception is still to come."""
    last = Movement.objects.filter(resident=person.pk, kind=Kind.HOSPITAL, state=State.DONE).first()
    relist(viewer, last.before.get("lists", []) if last else [])


def relist(viewer: Viewer, lists: list[str]) -> None:
    """These rows of lists stand again, where the reception is still to come."""
    for id in lists:
        listed = reception_queries.listed(viewer, UUID(id))
        if listed.reception.open and listed.reception.on >= today() and not listed.listed:
            receptions.relist(viewer, listed)


def papers_fall(viewer: Viewer, person: Person, draft: Draft) -> None:
    """Papers printed before say so from now on, when somebody checks their number."""
    if draft.kind in (Kind.SHORT, Kind.DAY):
        return
    kinds = [kind for _subject, kind in paper_queries.current(viewer, [person.pk])]
    if kinds:
        why = f"{wareki.plain(draft.on)}の「{Kind(draft.kind).label}」の前に作った紙です。"
        papers.withdraw(viewer, person.pk, kinds, why)


def close(viewer: Viewer, person: Person, draft: Draft, plans: queries.Plans, before: dict[str, Any]) -> None:
    """After a death: the delivery, the case, what was asked for at the insurer, the errands at the counter."""
    if plans.delivery is not None:
        deliveries.end(viewer, person.pk, "withdrawn", draft.on)
        before["delivery"] = str(plans.delivery.delivery.pk)
    if plans.case is not None:
        cases.close(viewer, person.pk, str(Kind.DEATH.label))
        before["case"] = str(plans.case)
    asked = insurance.known_of(viewer, [person])[0].application
    if asked is not None:
        insurance_actions.end_application(viewer, person.pk, asked.pk, draft.on, "withdrawn")
    for errand in card_queries.errands(viewer, [person.pk]).get(person.pk, []):
        cards.drop_errand(viewer, person.pk, errand.pk)


def move(viewer: Viewer, person: Person, draft: Draft, before: dict[str, Any]) -> None:
    """What changes of the person and of how they are here."""
    if draft.kind in (Kind.LEAVE, Kind.DEATH):
        end_stay(person.pk, draft)
        (residents.die if draft.kind == Kind.DEATH else residents.leave)(viewer, person, draft.on)
    elif draft.kind == Kind.TOWN:
        _insured(viewer, person, draft, before)
        residents.change(viewer, person, office_id=draft.office)
    else:
        _in_the_house(viewer, person, draft, before)


def _insured(viewer: Viewer, person: Person, draft: Draft, before: dict[str, Any]) -> None:
    """The insurer goes with the town: the one that was said, or one that is still to be asked."""
    scheme = town_insurance(viewer, person, draft.on)
    if not scheme or draft.insurer == STAYS:
        return
    before["insurer"] = draft.on.isoformat()
    if draft.insurer_id is not None:
        insurance_actions.set_insurer(
            viewer, person.pk, scheme=scheme, insurer=draft.insurer_id, since=draft.on, told_by="staff", moved=True
        )
    else:
        insurance_actions.ask_insurer(viewer, person.pk, draft.on)


def _in_the_house(viewer: Viewer, person: Person, draft: Draft, before: dict[str, Any]) -> None:
    if person.status != people.HERE:
        residents.return_(viewer, person)
    if draft.room or draft.unit:
        fields: dict[str, Any] = {"room": draft.room, "unit_id": draft.unit}
        residents.change(viewer, person, **{key: value for key, value in fields.items() if value})
    if draft.kind != Kind.ROOM:
        end_stay(person.pk, draft)
    if draft.kind in StayKind.values:
        before["opened"] = str(_open_stay(viewer, person, draft).pk)
    _residence(viewer, person, draft)


def end_stay(resident: UUID, draft: Draft) -> None:
    """The open stay is over, on the day of the movement."""
    stay = Stay.objects.filter(resident=resident, ended_on=None).first()
    if stay is not None:
        Stay.objects.filter(pk=stay.pk).update(ended_on=max(draft.on, stay.since))


def _open_stay(viewer: Viewer, person: Person, draft: Draft) -> Stay:
    made: Stay = Stay.objects.create(
        organisation_id=viewer.organisation, resident=person, kind=StayKind(draft.kind), since=draft.on,
        until=draft.until, place=draft.place,
    )  # fmt: skip
    return made


def _residence(viewer: Viewer, person: Person, draft: Draft) -> None:
    """Where the person is, true since that day; of a short stay only where nobody said yet."""
    where = {Kind.HOSPITAL: "hospital", Kind.BACK: "facility", Kind.RETURN: "facility"}.get(Kind(draft.kind))
    known = people.facts(viewer, person).get(RESIDENCE)
    if where is None and draft.kind in (Kind.SHORT, Kind.DAY) and known is None:
        where = "home"
    if where:
        residents.record_fact(viewer, person, RESIDENCE, where, since=draft.on)


def goes_home(viewer: Viewer, movement: Movement) -> None:
    """A short stay with a last day: the way home is planned with it."""
    if movement.kind == Kind.SHORT and movement.until is not None and movement.until > today():
        Movement.objects.get_or_create(
            organisation_id=viewer.organisation, resident_id=movement.resident_id, kind=Kind.LEAVE, on=movement.until,
            state=State.WAITING, defaults={"recorded_at": now(), "by": viewer.worker},
        )  # fmt: skip


def stays_home(movement: Movement) -> None:
    """The short stay does not happen: nor does the way home."""
    if movement.kind == Kind.SHORT and movement.until is not None:
        Movement.objects.filter(
            resident=movement.resident_id, kind=Kind.LEAVE, on=movement.until, state=State.WAITING
        ).update(state=State.OFF)
