"""What somebody has to do after a movement: done, or done by mistake."""

from uuid import UUID

from django.db import transaction

from tsukisoi.journal.actions import Chain, write
from tsukisoi.movements import queries
from tsukisoi.movements.models import Duty
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def duty_done(viewer: Viewer, duty: UUID) -> Duty:
    """It is done. Done twice is done once, by whoever was first."""
    return _mark(viewer, duty, done=True)


def duty_open(viewer: Viewer, duty: UUID) -> Duty:
    """It was ticked by mistake: it is to be done again."""
    return _mark(viewer, duty, done=False)


def _mark(viewer: Viewer, duty: UUID, *, done: bool) -> Duty:
    found = queries.duty(viewer, duty)
    viewer.require(Right.MOVE_PEOPLE)
    with transaction.atomic():
        rows = Duty.objects.filter(pk=found.pk, done_on__isnull=done)
        if rows.update(done_on=today() if done else None, done_by=viewer.worker if done else None):
            action = "movements.duty_done" if done else "movements.duty_open"
            chain = Chain("resident", found.movement.resident_id)
            write(viewer, action, chain, refs=[found.pk], values={"code": found.code})
    return queries.duty(viewer, duty)
