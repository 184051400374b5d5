"""The list: who is put on it, with which columns, and who is taken off."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import current, proposing, queries
from tsukisoi.receptions.actions.outdating import list_anew
from tsukisoi.receptions.actions.planning import replan
from tsukisoi.receptions.columns import plain
from tsukisoi.receptions.models import Listed, Place, Reception
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

COLUMNS = (
    "name", "kana", "birth_date", "sex", "address", "room", "town_of_record", "elsewhere", "renewal", "mode",
    "registers_use", "notification_card", "basic_resident_card", "identity", "photo_identity", "representative",
    "cares", "care", "extra_minutes", "missing", "call_at", "helper", "aid", "privacy", "walk_in",
)  # fmt: skip
"""The columns of a person on a list that may be written."""


def put_on(
    viewer: Viewer, reception: Reception, *, shared: UUID | None = None, resident: UUID | None = None,
    number: int | None = None, known: bool = False, **columns: Any,
) -> Listed:  # fmt: skip
    """Put one person on the list with these COLUMNS. The same `shared` or `resident` again returns who stands there.

    `number`: the ticket; the next free one where it is not given or taken. A walk-in of the day is put on the same way
    (`walk_in=True`). Papers with the list are out of date from then on. `known`: the other side put the person on.
    Raises ValidationError for a text that holds a forbidden number.
    """
    with transaction.atomic():
        made, is_new = enter(viewer, reception, shared=shared, resident=resident, number=number, **columns)
        if is_new and not made.walk_in:
            list_anew(viewer, reception, 1, known)
    return made


def enter(
    viewer: Viewer, reception: Reception, *, shared: UUID | None = None, resident: UUID | None = None,
    number: int | None = None, **columns: Any,
) -> tuple[Listed, bool]:  # fmt: skip
    """The same for one of many, and whether that is new: what it makes out of date is said once for all of them."""
    viewer.require(Right.RUN_RECEPTIONS)
    _screen(columns)
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        before = _standing(reception, shared, resident)
        if before is not None:
            return before, False
        made = Listed.objects.create(
            organisation_id=viewer.organisation, reception=reception, shared=shared or new_id(), resident_id=resident,
            number=_free(reception, number), **columns,
        )  # fmt: skip
        chain = Chain("resident", resident) if resident else Chain("reception", reception.pk)
        write(viewer, "receptions.put_on", chain, refs=[made.pk], values={"rows": made.number})
    return made, True


def _standing(reception: Reception, shared: UUID | None, resident: UUID | None) -> Listed | None:
    on_it = Listed.objects.filter(reception=reception)
    found = on_it.filter(shared=shared).first() if shared else None
    return found or (on_it.filter(resident_id=resident).first() if resident else None)


def _free(reception: Reception, wanted: int | None) -> int:
    taken = Listed.objects.filter(reception=reception)
    if wanted and not taken.filter(number=wanted).exists():
        return wanted
    return int(taken.aggregate(Max("number"))["number__max"] or 0) + 1


def put_on_residents(viewer: Viewer, reception: Reception, ids: Iterable[UUID]) -> list[Listed]:
    """Put these residents on the list, with what their own records and the rules say today. All or none.

    Somebody taken off before comes back with the same number.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    chosen = proposing.by_room(residents.persons(viewer, ids))
    with transaction.atomic():
        made, news = [], 0
        for line in proposing.lines(viewer, reception, chosen):
            one, is_new = enter(viewer, reception, resident=line.resident.pk, **proposing.columns(line))
            news += is_new
            if one.drawn is None:
                Listed.objects.filter(pk=one.pk).update(drawn=current.plain_columns(line))
            made.append(relist(viewer, one) if not one.listed else one)
        if news:
            list_anew(viewer, reception, news)
        replan(viewer, reception)
    return made


def refresh(viewer: Viewer, reception: Reception) -> int:
    """Write into the list what the people's own records say today, but for what was written by hand.

    Of how many people that was. It is done before the list is handed over, and once more as the day begins; nothing
    where it no longer follows the records.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        people = queries.people(viewer, reception)
        changed = current.changes(viewer, reception, people)
        for one in people:
            if told := changed.get(one.pk):
                change_listed(viewer, one, **told)
                drawn = {**(one.drawn or {}), **{name: plain(value) for name, value in told.items()}}
                Listed.objects.filter(pk=one.pk).update(drawn=drawn)
        if changed:
            replan(viewer, reception)
    return len(changed)


def relist(viewer: Viewer, listed: Listed, *, known: bool = False) -> Listed:
    """Somebody who was taken off the list stands on it again. `known`: the other side wrote it."""
    return _place(viewer, listed, Place.LISTED, "", known)


def take_off(viewer: Viewer, listed: Listed, why: str = "", *, known: bool = False) -> Listed:
    """Take somebody off the list; the number stays theirs. The person's will may be the reason: it need not be told.

    Papers with the list are out of date from then on. `known`: the other side wrote it.
    """
    model_validator(why)
    return _place(viewer, listed, Place.WITHDRAWN, why, known)


def _place(viewer: Viewer, listed: Listed, place: Place, why: str, known: bool) -> Listed:
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        locked = Listed.objects.select_for_update(of=("self",)).select_related("reception")
        found: Listed = locked.get(pk=listed.pk)
        if found.place != place:
            found.place, found.why_withdrawn = place, why
            found.save(update_fields=["place", "why_withdrawn"])
            write(
                viewer,
                "receptions.place",
                whose_chain(found),
                refs=[found.pk],
                values={"state": place.value},
                reason=why,
            )
            if not found.walk_in:
                list_anew(viewer, found.reception, 1, known)
    return found


def change_listed(viewer: Viewer, listed: Listed, **columns: Any) -> Listed:
    """Write columns of one person on the list. The same again changes nothing."""
    viewer.require(Right.RUN_RECEPTIONS)
    _screen(columns)
    with transaction.atomic():
        found = Listed.objects.select_for_update().get(pk=listed.pk)
        changed = {key: value for key, value in columns.items() if getattr(found, key) != value}
        if changed:
            Listed.objects.filter(pk=found.pk).update(**changed)
            write(viewer, "receptions.change_listed", whose_chain(found), refs=[found.pk], values=_plain(changed))
    return Listed.objects.get(pk=listed.pk)


def set_helpers(viewer: Viewer, people: Iterable[Listed], helper: str, aid: str = "") -> int:
    """Say who brings these people, and how they move where that is said; of how many that is news. All or none."""
    viewer.require(Right.RUN_RECEPTIONS)
    said = {"helper": helper, **({"aid": aid} if aid else {})}
    news = 0
    with transaction.atomic():
        for one in people:
            news += any(getattr(one, key) != value for key, value in said.items())
            change_listed(viewer, one, **said)
    return news


def join(viewer: Viewer, keep: UUID, drop: UUID) -> None:
    """Two records of one person are being merged: of a list that holds both, the second is taken off."""
    viewer.require(Right.MERGE_RESIDENTS)
    with transaction.atomic():
        both = Listed.objects.filter(resident_id=keep).values("reception")
        twice = Listed.objects.filter(resident_id=drop, reception__in=both)
        for one in list(twice):
            Listed.objects.filter(pk=one.pk).update(resident=None, place=Place.WITHDRAWN)
            write(viewer, "receptions.place", Chain("resident", keep), refs=[one.pk], values={"state": "withdrawn"})


def whose_chain(listed: Listed) -> Chain:
    """A person's own chain where the person is known here; else that of the reception."""
    return Chain("resident", listed.resident_id) if listed.resident_id else Chain("reception", listed.reception_id)


def _screen(columns: Mapping[str, Any]) -> None:
    unknown = set(columns) - set(COLUMNS)
    if unknown:
        raise TypeError(f"no column of a list: {', '.join(sorted(unknown))}")
    for value in columns.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                model_validator(text)


def _plain(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date | time) else value for key, value in columns.items()}
