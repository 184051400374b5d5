"""A movement happens: what it changes here and, through their actions, in the other rooms; all of it or nothing."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from tsukisoi.journal.actions import SERVER, Chain, write
from tsukisoi.movements import queries
from tsukisoi.movements.actions import effects
from tsukisoi.movements.guidance import STAYS, TODO, Draft, Line, consequences
from tsukisoi.movements.models import Duty, Kind, Movement, State
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

RIGHTS = frozenset({
    Right.SEE_RESIDENTS, Right.EDIT_RESIDENTS, Right.MOVE_PEOPLE, Right.RUN_CASES, Right.RUN_OUTINGS,
    Right.RUN_RECEPTIONS, Right.PRINT_PAPERS,
})  # fmt: skip
"""What the server may do when the day of a movement has come: what whoever planned it was allowed to do."""


def apply(viewer: Viewer, movement: UUID) -> Movement:
    """Let a movement that waits happen. Whatever has happened, or was called off, stays as it is."""
    seen = queries.movement(viewer, movement)
    viewer.require(Right.MOVE_PEOPLE, seen.resident.unit_id)
    with transaction.atomic():
        found: Movement = Movement.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        if found.state != State.WAITING:
            return found
        person = residents.person(viewer, found.resident_id)
        draft = draft_of(found)
        lines = consequences(viewer, person, draft)
        found.before = _happen(viewer, person, draft)
        found.state, found.done_at, found.told = State.DONE, now(), [line.words for line in lines]
        found.save(update_fields=["before", "state", "done_at", "told"])
        _duties(viewer, found, lines)
        said = {"kind": str(found.kind), "on": found.on.isoformat(), "room": found.room, "to": found.place}
        values = {key: value for key, value in said.items() if value}
        write(viewer, "movements.happen", Chain("resident", person.pk), refs=[found.pk], values=values)
    return found


def draft_of(movement: Movement) -> Draft:
    """A movement as it was written."""
    return Draft(
        movement.kind, movement.on, movement.until, movement.unit_id, movement.room, movement.office_id,
        movement.place, movement.note, STAYS if movement.insurer_stays else str(movement.insurer_id or ""),
    )  # fmt: skip


def _happen(viewer: Viewer, person: Person, draft: Draft) -> dict[str, Any]:
    """Do it, and tell what stood before: what a counter-entry puts back."""
    plans = queries.plans(viewer, person.pk)
    before = effects.stood(viewer, person)
    effects.suspend(viewer, person, draft, plans, before)
    effects.papers_fall(viewer, person, draft)
    if draft.kind == Kind.DEATH:
        effects.close(viewer, person, draft, plans, before)
    effects.move(viewer, person, draft, before)
    return before


def _duties(viewer: Viewer, movement: Movement, lines: list[Line]) -> None:
    Duty.objects.bulk_create(
        Duty(
            organisation_id=viewer.organisation, movement=movement, code=line.code, words=line.words[:300],
            due=line.due, page=line.page, item=line.item,
        )
        for line in lines
        if line.how == TODO
    )  # fmt: skip


def apply_due(viewer: Viewer) -> int:
    """Everything whose day has come happens: the first look of the day does it, or the server's daily round.

    How many. One that cannot happen any more is left waiting, where the house's page shows it.
    """
    viewer.require(Right.SEE_RESIDENTS)
    due = _come(today())
    clock = Viewer(SERVER, viewer.organisation, "サーバー", "server", RIGHTS)
    return sum(_applied(clock, pk) for pk in due)


@prepared
def _come(on: date) -> "QuerySet[Movement, UUID]":
    found = Movement.objects.filter(state=State.WAITING, on__lte=on).order_by("on", "id")
    return found.values_list("pk", flat=True)


def _applied(clock: Viewer, movement: UUID) -> bool:
    try:
        with transaction.atomic():
            return apply(clock, movement).state == State.DONE
    except ValidationError:
        return False
