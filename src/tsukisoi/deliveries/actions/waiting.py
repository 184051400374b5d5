"""One person's delivery: it begins, the notice comes, the folder fills, the town is asked to wait; it ends."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cards import actions as cards
from tsukisoi.cards.guidance import holds_card
from tsukisoi.deliveries.models import Delivery, Outcome, Sealed, Stop, Way
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import actions as resident_actions
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

_TEXTS = {"agent_name": 60, "note": 120}


def clean(text: str, longest: int) -> str:
    """The text with single blanks. Raises ValidationError when it looks like an individual number or a PIN."""
    plain = " ".join(text.split())[:longest]
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def reach(viewer: Viewer, resident: UUID) -> residents.Person:
    """The person, for somebody who may work on a delivery. Raises Http404 or NotPermitted."""
    person = residents.person(viewer, resident)
    viewer.require(Right.RUN_CASES, person.unit_id)
    return person


def note(viewer: Viewer, action: str, resident: UUID, delivery: Delivery, values: Mapping[str, Any]) -> None:
    """One entry in the person's own chain."""
    told = {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}
    write(viewer, f"deliveries.{action}", Chain("resident", resident), values=told, refs=[delivery.pk])


def begin(viewer: Viewer, resident: UUID, *, way: str = Way.PROXY, applied_on: date | None = None) -> Delivery:
    """Begin to wait for a card. While one is open there is no second: it is returned as it stands."""
    reach(viewer, resident)
    with transaction.atomic():
        row, made = Delivery.objects.get_or_create(
            organisation_id=viewer.organisation, resident_id=resident, closed_on=None,
            defaults={"way": Way(way), "applied_on": past(applied_on)},
        )  # fmt: skip
        if made:
            note(viewer, "begin", resident, row, {"way": str(row.way), "applied_on": row.applied_on})
            _applied(viewer, resident, row.applied_on)
    return row


def _applied(viewer: Viewer, resident: UUID, on: date | None) -> None:
    """What the person's road goes by: a card was applied for. An unknown day says nothing."""
    if on is not None:
        resident_actions.record_fact(viewer, resident, "card.applied", on.isoformat())


def past(day: date | None) -> date | None:
    """The day, if it has come or is not known. Raises ValidationError for one to come."""
    if day is not None and day > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")
    return day


def change(viewer: Viewer, action: str, resident: UUID, values: Mapping[str, Any]) -> Delivery:
    """Write what is different; nothing where nothing is. Raises ValidationError where no delivery is open."""
    reach(viewer, resident)
    with transaction.atomic():
        row = _open(resident)
        changed = {key: value for key, value in values.items() if getattr(row, key) != value}
        if changed:
            Delivery.objects.filter(pk=row.pk).update(**changed)
            note(viewer, action, resident, row, changed)
    return Delivery.objects.get(pk=row.pk)


def _open(resident: UUID) -> Delivery:
    row = Delivery.objects.select_for_update().filter(resident_id=resident, closed_on=None).first()
    if row is None:
        raise ValidationError(gettext("受取の記録は、もう終わっています。画面を開きなおしてください。"), code="closed")
    return row


def notice_came(
    viewer: Viewer, resident: UUID, *, on: date, second: bool = False, collect_by: date | None = None,
    destroy_on: date | None = None, applied_on: date | None = None,
) -> Delivery:  # fmt: skip
    """The delivery notice, or the second one, has come. A new term replaces the old; an empty one is not known."""
    values: dict[str, Any] = {"second_on" if second else "notice_on": past(on), "collect_by": collect_by}
    values |= {"notice_lost_on": None, "destroy_on": destroy_on, "applied_on": past(applied_on)}
    with transaction.atomic():
        begin(viewer, resident, applied_on=applied_on)
        _applied(viewer, resident, applied_on)
        return change(viewer, "notice", resident, values)


def notice_lost(viewer: Viewer, resident: UUID, on: date) -> Delivery:
    """The notice was lost. The person may still collect with more papers; an agent cannot without a new one (D-01)."""
    return change(viewer, "notice_lost", resident, {"notice_lost_on": past(on)})


def keep_asked(viewer: Viewer, resident: UUID, on: date, until: date | None) -> Delivery:
    """The town was asked to keep the card longer, and until when it will."""
    return change(viewer, "keep", resident, {"kept_asked_on": past(on), "kept_until": until})


def prepare(
    viewer: Viewer, resident: UUID, *, way: str, agent: str = "", agent_name: str = "", photo_on: date | None = None,
    signed_on: date | None = None, sealed: str = "", ready: Iterable[str] = (), note: str = "",
) -> Delivery:  # fmt: skip
    """How far the folder is: who goes, which papers lie in it, the certificate\'s days, the seal (never its inside)."""
    values: dict[str, Any] = {"way": Way(way), "agent": agent, "sealed": Sealed(sealed), "ready": sorted(set(ready))}
    values |= {"photo_on": past(photo_on), "signed_on": past(signed_on)}
    values |= {"agent_name": clean(agent_name, 60), "note": clean(note, 120)}
    return change(viewer, "prepare", resident, values)


def end(viewer: Viewer, resident: UUID, outcome: str, on: date, note: str = "") -> Delivery:
    """The delivery is over: in the person's hand, in custody, sent back, destroyed, lost, or not wanted any more.

    Ended before with the same outcome, nothing happens.
    """
    reach(viewer, resident)
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(resident_id=resident, closed_on=None).first()
        last = Delivery.objects.filter(resident_id=resident).exclude(closed_on=None).order_by("-id").first()
        if row is None and last is not None and (last.outcome, last.closed_on) == (outcome, on):
            return last
        return close(viewer, _open(resident), resident, outcome, on, note)


def close(viewer: Viewer, row: Delivery, resident: UUID, outcome: str, on: date, text: str = "") -> Delivery:
    """End an open delivery that is locked already; from now on nobody goes for it, and the card's own days count."""
    viewer.require(Right.RUN_CASES)
    values: dict[str, Any] = {"closed_on": past(on), "outcome": Outcome(outcome)}
    values |= {"note": clean(text, 120) or row.note}
    Delivery.objects.filter(pk=row.pk).update(**values)
    Stop.objects.filter(delivery=row, result="", trip__closed_on=None, trip__on__gt=on).delete()
    note(viewer, "end", resident, row, values)
    if outcome in _IN_HAND:
        _received(viewer, row, resident, on)
    elif outcome in _NOTHING_COMES:
        resident_actions.forget_fact(viewer, resident, "card.applied")
    return Delivery.objects.get(pk=row.pk)


_IN_HAND = (Outcome.HANDED_OVER, Outcome.CUSTODY)
_NOTHING_COMES = (Outcome.DESTROYED, Outcome.LOST, Outcome.WITHDRAWN)


def _received(viewer: Viewer, row: Delivery, resident: UUID, on: date) -> None:
    """The card is here; its dates are read off it later. Nothing where somebody wrote this card down already."""
    person = residents.person(viewer, resident)
    facts = residents.facts_of(viewer, [person])[person.pk]
    began, issued = row.applied_on or row.notice_on, facts.get("card.issued")
    of_old = began is not None and issued is not None and str(issued) < began.isoformat()
    if of_old or not holds_card(facts):
        cards.receive(viewer, resident, on=on, mode="")


def restart(viewer: Viewer, resident: UUID, outcome: str, on: date, *, applied_on: date | None = None) -> Delivery:
    """The card was lost or destroyed before anybody collected it: that delivery ends, and a new one begins."""
    with transaction.atomic():
        before = end(viewer, resident, outcome, on)
        return begin(viewer, resident, way=before.way, applied_on=applied_on)


def stay_behind(viewer: Viewer, resident: UUID) -> int:
    """The person cannot be fetched for just now: off every trip that is still to be made. On how many they were."""
    reach(viewer, resident)
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(resident_id=resident, closed_on=None).first()
        if row is None:
            return 0
        count = Stop.objects.filter(delivery=row, result="", trip__closed_on=None).delete()[0]
        if count:
            note(viewer, "stay_behind", resident, row, {"rows": count})
    return count


def reopen(viewer: Viewer, resident: UUID, delivery: UUID) -> Delivery | None:
    """It was ended by mistake: the card is waited for again, and was not received. None where another is open by now.

    Raises ValidationError where something was written of that card since.
    """
    reach(viewer, resident)
    with transaction.atomic():
        if Delivery.objects.filter(resident_id=resident, closed_on=None).exists():
            return None
        row = Delivery.objects.select_for_update().filter(pk=delivery, resident_id=resident).first()
        if row is not None:
            Delivery.objects.filter(pk=row.pk).update(closed_on=None, outcome="")
            note(viewer, "reopen", resident, row, {"state": row.outcome})
            if row.outcome in _IN_HAND and row.closed_on:
                cards.receive_back(viewer, resident, on=row.closed_on)
            _applied(viewer, resident, row.applied_on)
    return row


def join(viewer: Viewer, keep: UUID, drop: UUID) -> None:
    """Two records of one person are being merged: of two open deliveries the second ends, and stays readable."""
    viewer.require(Right.MERGE_RESIDENTS)
    with transaction.atomic():
        rows = {
            row.resident_id: row
            for row in Delivery.objects.select_for_update().filter(resident_id__in=[keep, drop], closed_on=None)
        }
        if len(rows) == 2:
            Delivery.objects.filter(pk=rows[drop].pk).update(closed_on=today(), outcome=Outcome.WITHDRAWN)
            write(viewer, "deliveries.join", Chain("resident", keep), refs=[rows[drop].pk])
