"""Reading staff: who looks, and who works here."""

from django.db.models import QuerySet

from tsukisoi.staff.models import Organisation, Post, Role, Unit, Worker
from tsukisoi.staff.permits import ROLES
from tsukisoi.tenancy.viewer import Viewer


def viewer_of(worker: Worker) -> Viewer:
    """The viewer a signed-in worker is: organisation, rights of the role, units where they are limited."""
    posts = frozenset(
        Post.objects.model._base_manager.filter(
            organisation_id=worker.organisation_id, worker_id=worker.pk
        ).values_list("unit_id", flat=True)
    )
    rights = frozenset(str(right) for right in ROLES[Role(worker.role)])
    return Viewer(worker.pk, worker.organisation_id, worker.name, worker.role, rights, posts or None)


def organisation_of(viewer: Viewer) -> Organisation:
    """The viewer's own organisation."""
    return Organisation.objects.get(pk=viewer.organisation)


def units(viewer: Viewer) -> "QuerySet[Unit]":
    """The units the viewer works in, in the house's order."""
    found = Unit.objects.all()
    return found if viewer.units is None else found.filter(pk__in=viewer.units)
