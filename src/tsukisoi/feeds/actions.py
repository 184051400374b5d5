"""Making a calendar's address, and stopping it."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from tsukisoi.feeds import queries, secrets
from tsukisoi.feeds.models import Feed
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer

LASTS = timedelta(days=180)
"""An address is good for half a year; then a new one is made, so that no forgotten device reads on for ever."""


def make(viewer: Viewer, id: UUID, label: str) -> tuple[Feed, str]:
    """Make an address of one's own and return its secret token: it is shown once and kept nowhere.

    `id` comes from the form: sent twice, the second gives an empty token. Raises ValidationError.
    """
    viewer.require(Right.SEE_RESIDENTS)
    plain = " ".join(label.split())[:40]
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    with transaction.atomic():
        standing = Feed.objects.filter(pk=id, worker_id=viewer.worker).first()
        if standing is not None:
            return standing, ""
        secret = secrets.make()
        fresh = Feed(
            id=id, organisation_id=viewer.organisation, worker_id=viewer.worker, label=plain,
            digest=secrets.digest(secret), made_on=today(), expires_on=today() + LASTS,
        )  # fmt: skip
        feed, new = made_once(fresh)
        if new:
            write(viewer, "feeds.make", Chain("worker", viewer.worker), refs=[feed.pk], values={"label": plain})
    return feed, secrets.token(feed.pk, secret) if new else ""


def stop_all_of(viewer: Viewer, worker: UUID) -> None:
    """Somebody's access ends, and all their addresses for good: none opens again when they come back.

    Part of the action that ends it, which has asked for the right; must run inside its transaction.
    """
    for row in Feed.objects.filter(worker_id=worker, stopped_on=None):
        Feed.objects.filter(pk=row.pk).update(stopped_on=today())
        write(viewer, "feeds.stop", Chain("worker", worker), refs=[row.pk])


def stop(viewer: Viewer, feed: UUID) -> None:
    """From now on the address gives nothing. Stopped twice is stopped once."""
    viewer.require(Right.SEE_RESIDENTS)
    with transaction.atomic():
        row = queries.own(viewer, feed)
        if row.stopped_on is None:
            Feed.objects.filter(pk=row.pk).update(stopped_on=today())
            write(viewer, "feeds.stop", Chain("worker", viewer.worker), refs=[row.pk])
