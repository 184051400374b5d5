"""What people do when something went wrong: each permitted, in one transaction, written on the chain."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext

from tsukisoi.cards import actions as cards
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.upkeep import guidance, queries
from tsukisoi.upkeep.models import Goes, Incident, Leak, Outcome, Step, Trouble, Where


def _clean(text: str, longest: int) -> str:
    plain = " ".join(text.split())[:longest]
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def _past(at: datetime) -> datetime:
    if at > now():
        raise ValidationError(gettext("これからの時刻は書けません。"), code="future")
    return at


def begin(
    viewer: Viewer, resident: UUID, trouble: str, *, noticed_at: datetime, where: str = "", cannot_phone: bool = False,
    goes: str = "", said: Mapping[str, Any] | None = None, last_seen: str = "", id: UUID | None = None,
) -> Incident:  # fmt: skip
    """Begin a runbook. `id` from the form: sent twice is once; the same trouble still open is that one.

    Raises ValidationError for a time to come, ValueError for a code that does not exist.
    """
    person = residents.person(viewer, resident)
    viewer.require(Right.RUN_INCIDENTS, person.unit_id)
    values = {
        "trouble": Trouble(trouble), "noticed_at": _past(noticed_at), "where": Where(where) if where else "",
        "cannot_phone": cannot_phone, "goes": Goes(goes) if goes else "", "said": dict(said or {}),
        "last_seen": _clean(last_seen, 200), "opened_by_name": viewer.name,
    }  # fmt: skip
    with transaction.atomic():
        standing = Incident.objects.select_for_update().filter(resident_id=resident, trouble=trouble, closed_at=None)
        if (twin := standing.first()) is not None:
            return twin
        made, new = Incident.objects.get_or_create(
            organisation_id=viewer.organisation, id=id or new_id(), defaults={**values, "resident_id": resident}
        )
        if new:
            told = {"trouble": str(values["trouble"]), "where": str(values["where"])}
            _write(viewer, "begin", made, told, noticed_at)
    return made


def _write(
    viewer: Viewer, action: str, incident: Incident, values: Mapping[str, Any], at: datetime | None = None
) -> None:
    write(
        viewer, f"upkeep.{action}", Chain("resident", incident.resident_id), refs=[incident.pk], values=values,
        occurred_at=at,
    )  # fmt: skip


def _held(viewer: Viewer, incident: UUID) -> queries.Case:
    """The incident under a lock. Raises Http404 or NotPermitted. Call it inside the transaction."""
    case = queries.case(viewer, incident)
    viewer.require(Right.RUN_INCIDENTS, case.person.unit_id)
    Incident.objects.select_for_update().get(pk=incident)
    return queries.case(viewer, incident)


def tick(viewer: Viewer, incident: UUID, code: str, at: datetime | None = None, note: str = "") -> Step:
    """One step was done, at its real time. Ticked twice it is ticked once. Raises Http404 for a step that is none.

    Stopping the card or filing the report also says so of the card itself.
    """
    with transaction.atomic():
        case = _held(viewer, incident)
        if (standing := case.steps.get(code)) is not None:
            return standing
        if code not in guidance.book_of(viewer, case).codes:
            raise Http404
        moment = _past(at or now())
        made = Step.objects.create(
            organisation_id=viewer.organisation, incident=case.incident, code=code, done_at=moment, written_at=now(),
            by_name=viewer.name, note=_clean(note, 200),
        )  # fmt: skip
        _write(viewer, "step", case.incident, {"step": code, "note": made.note}, moment)
        _tell_the_card(viewer, case, code, moment)
    return made


def _tell_the_card(viewer: Viewer, case: queries.Case, code: str, at: datetime) -> None:
    if case.incident.trouble != Trouble.CARD_LOST:
        return
    day = timezone.localtime(at).date()
    if code.startswith("suspend"):
        cards.lose(viewer, case.person.pk, on=day)
    elif code == "loss_report":
        cards.lose(viewer, case.person.pk, on=day, reported_on=day)


def untick(viewer: Viewer, incident: UUID, code: str) -> None:
    """The tick was a mistake. The row stays and says when it was taken back; the card's state is put right there."""
    with transaction.atomic():
        case = _held(viewer, incident)
        standing = case.steps.get(code)
        if standing is not None:
            Step.objects.filter(pk=standing.pk).update(taken_back_at=now())
            _write(viewer, "untick", case.incident, {"step": code})


def describe(viewer: Viewer, incident: UUID, *, cause: str, prevention: str) -> Incident:
    """Write what led to it and what is done so that it does not happen again: both stand on the report."""
    with transaction.atomic():
        row = _held(viewer, incident).incident
        values = {"cause": _clean(cause, 300), "prevention": _clean(prevention, 500)}
        if (row.cause, row.prevention) != (values["cause"], values["prevention"]):
            Incident.objects.filter(pk=row.pk).update(**values)
            _write(viewer, "describe", row, values)
    return queries.case(viewer, incident).incident


def close(viewer: Viewer, incident: UUID, outcome: str) -> Incident:
    """It is settled. A card that was found is back in the person's hands. Closing twice is closing once."""
    end = Outcome(outcome)
    with transaction.atomic():
        case = _held(viewer, incident)
        if case.incident.closed_at is not None:
            return case.incident
        Incident.objects.filter(pk=incident).update(closed_at=now(), outcome=end)
        _write(viewer, "close", case.incident, {"outcome": str(end)})
        if end == Outcome.FOUND and case.incident.trouble == Trouble.CARD_LOST and not case.reported:
            cards.find(viewer, case.person.pk, on=timezone.localtime(now()).date())
    return queries.case(viewer, incident).incident


# ── a leak ──

_FLAGS = ("sensitive", "money", "wrongful", "over_1000")


def begin_leak(
    viewer: Viewer, *, noticed_at: datetime, flags: Iterable[str], outline: str = "", id: UUID | None = None
) -> Leak:
    """Write that data leaked, or may have. `id` from the form: sent twice is once."""
    viewer.require(Right.HANDLE_LEAKS)
    chosen = set(flags)
    values = {flag: flag in chosen for flag in _FLAGS}
    with transaction.atomic():
        made, new = Leak.objects.get_or_create(
            organisation_id=viewer.organisation, id=id or new_id(),
            defaults={
                **values, "noticed_at": _past(noticed_at), "opened_by_name": viewer.name,
                "items": {"outline": _clean(outline, 500)} if outline else {},
            },
        )  # fmt: skip
        if new:
            write(viewer, "upkeep.begin_leak", _chain(made), values={"kinds": sorted(chosen)}, occurred_at=noticed_at)
    return made


def _chain(leak: Leak) -> Chain:
    return Chain("leak", leak.pk)


def _held_leak(viewer: Viewer, leak: UUID) -> Leak:
    queries.leak(viewer, leak)
    return Leak.objects.select_for_update().get(pk=leak)


def describe_leak(viewer: Viewer, leak: UUID, flags: Iterable[str], items: Mapping[str, str]) -> Leak:
    """Write what is known so far: of which kind it is, and each item of the report."""
    viewer.require(Right.HANDLE_LEAKS)
    with transaction.atomic():
        row = _held_leak(viewer, leak)
        chosen = set(flags)
        for flag in _FLAGS:
            setattr(row, flag, flag in chosen)
        row.items = {code: _clean(text, 1000) for code, text in items.items() if text.strip()}
        row.save(update_fields=[*_FLAGS, "items"])
        write(viewer, "upkeep.describe_leak", _chain(row), values={"kinds": sorted(chosen), "items": sorted(row.items)})
    return row


def concern(viewer: Viewer, leak: UUID, people: Iterable[UUID]) -> Leak:
    """Write whom it concerns. Only people whom the viewer may see."""
    viewer.require(Right.HANDLE_LEAKS)
    with transaction.atomic():
        row = _held_leak(viewer, leak)
        ids = sorted(str(person.pk) for person in residents.persons(viewer, list(people)))
        if row.people != ids:
            row.people = ids
            row.save(update_fields=["people"])
            write(viewer, "upkeep.concern", _chain(row), refs=[UUID(pk) for pk in ids], values={"count": len(ids)})
    return row


def leak_done(viewer: Viewer, leak: UUID, kind: str, at: datetime | None = None) -> Leak:
    """A report was made, or the people were told. Pressed twice it is once. Raises Http404 for what is not due."""
    viewer.require(Right.HANDLE_LEAKS)
    with transaction.atomic():
        row = _held_leak(viewer, leak)
        if kind not in {duty.kind for duty in guidance.duties(row)} & {"first", "full", "people"}:
            raise Http404
        if kind not in row.done:
            row.done = {**row.done, kind: _past(at or now()).isoformat(timespec="minutes")}
            row.save(update_fields=["done"])
            write(viewer, "upkeep.leak_done", _chain(row), values={"report": kind}, occurred_at=at)
    return row


def close_leak(viewer: Viewer, leak: UUID) -> Leak:
    """Everything that was to be done is done. Raises ValidationError while something is open."""
    viewer.require(Right.HANDLE_LEAKS)
    with transaction.atomic():
        row = _held_leak(viewer, leak)
        if row.closed_at is None:
            if any(duty.open for duty in guidance.duties(row)):
                raise ValidationError(gettext("まだ、すんでいない報告か知らせがあります。"), code="open")
            row.closed_at = now()
            row.save(update_fields=["closed_at"])
            write(viewer, "upkeep.close_leak", _chain(row))
    return row
