"""Reading feeds: one's own on a page, and whoever's it is by its secret address."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django_scopes import scope

from tsukisoi.feeds import secrets
from tsukisoi.feeds.models import Feed
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def mine(viewer: Viewer) -> list[Feed]:
    """The viewer's own feeds that still run."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Feed.objects.filter(worker_id=viewer.worker, stopped_on=None, expires_on__gte=today()))


def own(viewer: Viewer, id: UUID) -> Feed:
    """One feed of the viewer's own. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    return get_object_or_404(Feed.objects, pk=id, worker_id=viewer.worker)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose calendar is asked for, and until when the address holds."""

    viewer: Viewer
    feed: Feed


def reader(token: str) -> Reader:
    """Who reads by that address. Raises Http404 for a wrong, stopped or expired one, or one whose worker has left.

    Nobody is signed in here, so there is no organisation yet: the secret names one feed, and that feed its own.
    """
    named = secrets.parts(token)
    found = Feed._base_manager.select_related("worker").filter(pk=named[0]).first() if named else None
    if found is None or named is None or not secrets.fits(named[1], found.digest):
        raise Http404
    if found.stopped_on is not None or found.expires_on < today() or not found.worker.is_active:
        raise Http404
    with scope(organisation=found.organisation_id):
        return Reader(viewer_of(found.worker), found)
