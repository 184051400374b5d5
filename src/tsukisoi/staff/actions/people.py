"""Who works here, as what, where, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from tsukisoi.journal.actions import Chain, write
from tsukisoi.papers import ids
from tsukisoi.staff.lending import may_change, may_give, own_limits
from tsukisoi.staff.models import Organisation, Post, Role, Unit, Worker
from tsukisoi.staff.passwords import first_password
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


class LastHead(Exception):
    """Without this person nobody could manage the house any more."""


@dataclass(frozen=True, slots=True)
class NewWorker:
    """Somebody to add. `id` is made with the form, so that sending it twice adds one person."""

    id: UUID
    name: str
    username: str
    role: str


def add_worker(viewer: Viewer, new: NewWorker) -> tuple[Worker, str]:
    """Add a person and give the first password to tell them. The same `id` again gives the same answer.

    Raises IntegrityError where the user name belongs to somebody else, Lent for a role that may not be passed on.
    """
    viewer.require(Right.MANAGE_STAFF)
    may_give(viewer, new.role)
    password = first_password(str(new.id))
    try:
        with transaction.atomic():
            return _add(viewer, new, password), password
    except IntegrityError:
        there = Worker.objects.filter(organisation_id=viewer.organisation, pk=new.id, username=new.username).first()
        if there is None or not there.check_password(password):
            raise
        return there, password


def _add(viewer: Viewer, new: NewWorker, password: str) -> Worker:
    worker = Worker(
        id=new.id, organisation_id=viewer.organisation, name=new.name, username=new.username, role=Role(new.role),
        must_change_password=True,
    )  # fmt: skip
    worker.set_password(password)
    worker.save(force_insert=True)
    for unit in own_limits(viewer):
        Post.objects.create(organisation_id=viewer.organisation, worker=worker, unit_id=unit)
    values = {"name": new.name, "username": new.username, "role": new.role}
    write(viewer, "staff.add_worker", Chain("worker", worker.pk), values=values, refs=[worker.pk])
    return worker


def change_role(viewer: Viewer, worker: UUID, role: str) -> Worker:
    """Give a person another role; it holds from their next request. Raises LastHead, Lent."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        may_change(viewer, found.pk, found.role)
        may_give(viewer, role)
        if found.role != role:
            _keep_a_head(found)
            found.role = Role(role)
            found.save(update_fields=["role"])
            if found.role == Role.HEAD:  # the head is responsible for the whole house
                Post.objects.filter(worker=found).delete()
            _note(viewer, "staff.change_role", found, role=role)
    return found


def assign_units(viewer: Viewer, worker: UUID, units: Iterable[UUID]) -> Worker:
    """Limit a person to units; none: the whole house. The head always has the whole house. Raises Lent."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        may_change(viewer, found.pk, found.role)
        wanted = set() if found.role == Role.HEAD else set(_own(units))
        here = set(Post.objects.filter(worker=found).values_list("unit_id", flat=True))
        if wanted != here:
            Post.objects.filter(worker=found, unit_id__in=here - wanted).delete()
            for unit in wanted - here:
                Post.objects.create(organisation_id=viewer.organisation, worker=found, unit_id=unit)
            _note(viewer, "staff.assign_units", found, units=sorted(str(unit) for unit in wanted))
    return found


def _own(units: Iterable[UUID]) -> list[UUID]:
    """Those of the ids that are units of this house: the manager is scoped."""
    return list(Unit.objects.filter(pk__in=list(units)).values_list("pk", flat=True))


def end_access(viewer: Viewer, worker: UUID, reason: str = "") -> Worker:
    """End a person's access at once: password, sessions, passkeys, codes, calendars. Raises LastHead, Lent."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        may_change(viewer, found.pk, found.role)
        if found.is_active:
            _keep_a_head(found)
            found.is_active, found.ended_on, found.must_change_password = False, today(), False
            found.set_unusable_password()
            found.own_code, found.badge = "", None
            found.stands_in_from = found.stands_in_until = None
            found.save()
            close_sessions(found)
            forget_second_factor(found)
            _note(viewer, "staff.end_access", found, reason, ended_on=found.ended_on.isoformat())
            _end_what_opens(viewer, found)
    return found


def take_back(viewer: Viewer, worker: UUID) -> Worker:
    """Let a person work here again. They need a new first password: the old one is gone. Raises Lent."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        if not found.is_active:
            may_give(viewer, found.role)
            found.is_active, found.ended_on = True, None
            found.save(update_fields=["is_active", "ended_on"])
            _note(viewer, "staff.take_back", found)
            _end_what_opens(viewer, found)  # what an ending long ago may have left
    return found


def _end_what_opens(viewer: Viewer, worker: Worker) -> None:
    """What other rooms gave this person to get in with."""
    for path in settings.ENDS_WITH_ACCESS:
        import_string(path)(viewer, worker.pk)


def locked(viewer: Viewer, worker: UUID) -> Worker:
    """A worker of the viewer's house, while nobody else can change who is head. Raises Worker.DoesNotExist."""
    Organisation.objects.select_for_update().get(pk=viewer.organisation)
    found: Worker = Worker.objects.select_for_update().get(organisation_id=viewer.organisation, pk=worker)
    return found


def _keep_a_head(worker: Worker) -> None:
    heads = Worker.objects.filter(organisation_id=worker.organisation_id, role=Role.HEAD, is_active=True)
    if worker.role == Role.HEAD and worker.is_active and not heads.exclude(pk=worker.pk).exists():
        raise LastHead


def close_sessions(worker: Worker) -> None:
    """Sign the person out everywhere. (Sessions that are not listed end with the change of the password.)"""
    for session in UserSession.objects.filter(user=worker):
        session.end()


def forget_second_factor(worker: Worker) -> None:
    """Remove authenticator app, passkeys and recovery codes."""
    Authenticator.objects.filter(user=worker).delete()


def _note(viewer: Viewer, action: str, worker: Worker, reason: str = "", **values: object) -> None:
    write(viewer, action, Chain("worker", worker.pk), values=values, refs=[worker.pk], reason=reason)


def give_badges(viewer: Viewer) -> list[Worker]:
    """Give a badge code to everybody here who has none yet."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=viewer.organisation)
        here = Worker.objects.filter(organisation_id=viewer.organisation, is_active=True, badge=None)
        without = list(here.order_by("name", "id"))
        for worker in without:
            worker.badge = ids.make()
            worker.save(update_fields=["badge"])
            _note(viewer, "staff.give_badge", worker)
    return without


def replace_badge(viewer: Viewer, worker: UUID) -> Worker:
    """A badge was lost: the old one says nothing any more."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        may_change(viewer, found.pk, found.role)
        found.badge = ids.make()
        found.save(update_fields=["badge"])
        _note(viewer, "staff.give_badge", found)
    return found
