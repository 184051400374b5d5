"""What was written of a delivery by mistake, elsewhere: put right, or taken back as long as nothing rests on it."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.deliveries import queries
from tsukisoi.deliveries.actions.waiting import change, note, past, reach
from tsukisoi.deliveries.models import Delivery, Way
from tsukisoi.residents import actions as resident_actions
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.viewer import Viewer

APPLIED = "card.applied"


def comes_by(viewer: Viewer, resident: UUID, way: str) -> Delivery:
    """The card comes another way than was thought. Raises ValidationError where no delivery is open."""
    return change(viewer, "way", resident, {"way": Way(way)})


def applied_on(viewer: Viewer, resident: UUID, delivery: UUID, on: date) -> None:
    """The application was made on another day, whether its delivery is still open or not. The same changes nothing."""
    reach(viewer, resident)
    past(on)
    with transaction.atomic():
        row = _locked(resident, delivery)
        if row is None or row.applied_on == on:
            return
        before = row.applied_on
        Delivery.objects.filter(pk=row.pk).update(applied_on=on)
        note(viewer, "applied_on", resident, row, {"applied_on": on})
        if before and _applied(viewer, resident) == before.isoformat():
            resident_actions.record_fact(viewer, resident, APPLIED, on.isoformat())


def ended_on(viewer: Viewer, resident: UUID, delivery: UUID, on: date) -> None:
    """The delivery ended on another day, as it ended. The same changes nothing."""
    reach(viewer, resident)
    past(on)
    with transaction.atomic():
        row = _locked(resident, delivery)
        if row is not None and row.closed_on not in (None, on):
            Delivery.objects.filter(pk=row.pk).update(closed_on=on)
            note(viewer, "ended_on", resident, row, {"closed_on": on})


def _locked(resident: UUID, delivery: UUID) -> Delivery | None:
    found: Delivery | None = Delivery.objects.select_for_update().filter(pk=delivery, resident_id=resident).first()
    return found


def _applied(viewer: Viewer, resident: UUID) -> str:
    return str(residents.known_values(viewer, [resident], [APPLIED]).get(resident, {}).get(APPLIED, ""))


def begin_back(viewer: Viewer, resident: UUID, delivery: UUID, applied: str | None) -> None:
    """There was no such application: nobody waits for a card. `applied`: the day that was known before it.

    Gone already, nothing happens. Raises ValidationError where the delivery has gone on since.
    """
    reach(viewer, resident)
    with transaction.atomic():
        row = _locked(resident, delivery)
        if row is None:
            return
        if queries.has_gone_on(viewer, resident, delivery):
            raise ValidationError(
                gettext("受取のページに、そのあとのことが書いてあります。先に、受取のページで直してください。"),
                code="rests",
            )
        note(viewer, "begin_back", resident, row, {"applied_on": row.applied_on})
        ours = row.applied_on is not None and _applied(viewer, resident) == row.applied_on.isoformat()
        row.delete()
        if ours and applied:
            resident_actions.record_fact(viewer, resident, APPLIED, applied)
        elif ours:
            resident_actions.forget_fact(viewer, resident, APPLIED)


def notice_back(viewer: Viewer, resident: UUID, on: date) -> None:
    """The notice of that day has not come. Raises ValidationError where more was written of it since."""
    if queries.noticed_otherwise(viewer, resident, on):
        raise ValidationError(
            gettext("受取のページで、通知書のことが書きなおされています。先に、受取のページで直してください。"),
            code="rests",
        )
    change(viewer, "notice_back", resident, {"notice_on": None})
