"""Reading staff: who looks, and who works here."""

from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext

from tsukisoi.staff.models import Organisation, Post, Role, Unit, Worker
from tsukisoi.staff.permits import ROLES, roles_with
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


def is_founded() -> bool:
    """Has the first run been done on this server?"""
    return Organisation.objects.exists()


def units(viewer: Viewer) -> "QuerySet[Unit]":
    """The units the viewer works in, in the house's order."""
    found: QuerySet[Unit] = Unit.objects.all()
    return found if viewer.units is None else found.filter(pk__in=viewer.units)


def house_units(viewer: Viewer) -> "QuerySet[Unit]":
    """Every unit of the house, for those who assign people to them."""
    viewer.require("see_staff")
    found: QuerySet[Unit] = Unit.objects.all()
    return found


def workers(viewer: Viewer) -> "QuerySet[Worker]":
    """Everybody who works or worked in the viewer's organisation, those still here first."""
    viewer.require("see_staff")
    mine: QuerySet[Worker] = Worker.objects.filter(organisation_id=viewer.organisation)
    return mine.order_by("-is_active", "name", "id")


def names(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these workers of the viewer's organisation are called: everybody may know who wrote an entry."""
    found = Worker.objects.filter(organisation_id=viewer.organisation, pk__in=list(ids))
    return dict(found.values_list("pk", "name"))


def units_of(viewer: Viewer) -> dict[UUID, list[str]]:
    """The names of the units that people are limited to, by worker."""
    found: dict[UUID, list[str]] = {}
    for worker, unit in Post.objects.order_by("unit__order", "unit__name").values_list("worker_id", "unit__name"):
        found.setdefault(worker, []).append(unit)
    return found


def role_words(organisation: Organisation) -> dict[str, str]:
    """What each role is called in this house: the head has the house's own title."""
    title = gettext(organisation.head_title)
    own = {Role.HEAD: title, Role.DEPUTY: gettext("%(title)sの代理") % {"title": title}}
    return {str(role): own.get(role) or str(role.label) for role in Role}


def who_may(viewer: Viewer, right: str) -> "QuerySet[Worker]":
    """The colleagues one can ask for a right, the head first to be found."""
    mine: QuerySet[Worker] = Worker.objects.filter(organisation_id=viewer.organisation, is_active=True)
    return mine.filter(role__in=roles_with(right)).order_by("role", "name")


def second_factors(worker: UUID) -> "QuerySet[Authenticator]":
    """What a worker has set up beside the password."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=worker)
    return found.exclude(type=Authenticator.Type.RECOVERY_CODES)


def wants_second_factor(viewer: Viewer) -> bool:
    """Is this somebody who manages staff or signs, and who has only a password?"""
    return viewer.role in (Role.HEAD, Role.DEPUTY) and not second_factors(viewer.worker).exists()
