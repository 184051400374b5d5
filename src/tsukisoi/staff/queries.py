"""Reading staff: who looks, and who works here."""

import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from tsukisoi.papers import ids
from tsukisoi.staff.models import Organisation, Post, Role, Unit, Worker
from tsukisoi.staff.permits import ROLES, roles_with
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import Question, prepared
from tsukisoi.tenancy.viewer import Viewer


def viewer_of(worker: Worker) -> Viewer:
    """The viewer a signed-in worker is: organisation, rights of the role, units where they are limited."""
    posts = frozenset(one.unit_id for one in _POSTS.all(organisation=worker.organisation_id, worker=worker.pk))
    stands_in = stands_in_on(worker, today())
    rights = _rights(Role.HEAD if stands_in else Role(worker.role))
    reach = None if stands_in else posts or None
    return Viewer(worker.pk, worker.organisation_id, worker.name, worker.role, rights, reach, stands_in)


@cache
def _rights(role: Role) -> frozenset[str]:
    return frozenset(str(right) for right in ROLES[role])


_POSTS = Question(
    lambda organisation, worker: Post.objects.model._base_manager.filter(organisation_id=organisation, worker_id=worker)
)


def stands_in_on(worker: Worker, day: date) -> bool:
    """Does this person have the rights of the absent head on that day?"""
    since, until = worker.stands_in_from, worker.stands_in_until
    return worker.is_active and since is not None and until is not None and since <= day <= until


def standing_in(viewer: Viewer) -> list[Worker]:
    """Whoever has, or soon will have, the rights of the absent head: everybody of the house may know."""
    return _standing_in(viewer.organisation, today())


@prepared
def _standing_in(organisation: UUID, on: date) -> "QuerySet[Worker]":
    mine: QuerySet[Worker] = Worker.objects.filter(organisation_id=organisation, is_active=True)
    return mine.filter(stands_in_until__gte=on).order_by("stands_in_from", "name")


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


def wards(viewer: Viewer) -> list[Unit]:
    """The same, read at once."""
    return _wards(viewer.units)


@prepared
def _wards(units: frozenset[UUID] | None) -> "QuerySet[Unit]":
    return Unit.objects.all() if units is None else Unit.objects.filter(pk__in=units)


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
    return dict(_names(viewer.organisation, list(ids)))


@prepared
def _names(organisation: UUID, ids: list[UUID]) -> "QuerySet[Worker, tuple[UUID, str]]":
    found: QuerySet[Worker] = Worker.objects.filter(organisation_id=organisation, pk__in=ids)
    return found.values_list("pk", "name")


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
    now = Q(stands_in_from__lte=today(), stands_in_until__gte=today())
    return mine.filter(Q(role__in=roles_with(right)) | now).order_by("role", "name")


def worker_by_code(who: str, code: str) -> Worker | None:
    """The worker of this badge (as a scanner types it) or user name, if the own code is theirs; None otherwise.

    Takes as long for somebody who does not exist. Count the tries: see staff.tries.
    """
    found: Worker | None = worker_named(who)
    known = found is not None and found.is_active and not found.must_change_password and bool(found.own_code)
    kept = found.own_code if found is not None and known else _nobody()
    return found if check_password(fold(code), kept) and known else None


def viewer_by_id(worker: UUID) -> Viewer | None:
    """The viewer a worker is who is still here; for whoever proved a moment ago who they are."""
    found: Worker | None = Worker.objects.filter(pk=worker, is_active=True).first()
    return viewer_of(found) if found is not None else None


def worker_named(who: str) -> Worker | None:
    """Whose badge or user name that is, of any house. It proves nothing."""
    badges = ids.readings(who)
    by_badge: Worker | None = Worker.objects.filter(badge__in=badges).first() if badges else None
    by_name: Worker | None = (
        by_badge or Worker.objects.filter(username=unicodedata.normalize("NFKC", who).strip()).first()
    )
    return by_name


def fold(code: str) -> str:
    """A code as it is compared: digits of any width, and the kana that an input method made of them."""
    return unicodedata.normalize("NFKC", code.translate(ids.KANA_DIGITS)).strip()


@cache
def _nobody() -> str:
    """A hash that nothing fits."""
    return make_password(secrets.token_hex(16))


def badges(viewer: Viewer) -> "QuerySet[Worker]":
    """The workers of the house who have a badge, for the sheet of labels."""
    viewer.require("see_staff")
    return workers(viewer).filter(is_active=True, badge__isnull=False).order_by("name", "id")


def has_own_code(viewer: Viewer) -> bool:
    """Has the viewer set a code of their own?"""
    return bool(Worker.objects.filter(pk=viewer.worker).exclude(own_code="").exists())


def second_factors(worker: UUID) -> "QuerySet[Authenticator]":
    """What a worker has set up beside the password."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=worker)
    return found.exclude(type=Authenticator.Type.RECOVERY_CODES)


def wants_second_factor(viewer: Viewer) -> bool:
    """Is this somebody who manages staff or signs, and who has only a password?"""
    return viewer.role in (Role.HEAD, Role.DEPUTY) and not _a_second_factor(viewer.worker)


@prepared
def _a_second_factor(worker: UUID) -> "QuerySet[Authenticator, int]":
    return second_factors(worker).values_list("pk", flat=True)[:1]


def workers_on_laptop(organisation: UUID) -> "QuerySet[Worker]":
    """Everybody of a house, the head first, for a command that runs before anybody has signed in."""
    found: QuerySet[Worker] = Worker.objects.filter(organisation_id=organisation, is_active=True)
    return found.order_by("role", "name")
