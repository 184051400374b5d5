"""A new first password: for somebody who forgot, and for the head who is locked out."""

import secrets
from uuid import UUID

from django.db import transaction
from django_scopes import scope

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.actions.people import close_sessions, forget_second_factor, locked
from tsukisoi.staff.lending import may_change, may_give
from tsukisoi.staff.models import Role, Worker
from tsukisoi.staff.passwords import first_password, state_of
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import Viewer


class Superseded(Exception):
    """The password was changed since the form was opened."""


def give_first_password(viewer: Viewer, worker: UUID, state: str, second_factor_lost: bool = False) -> str:
    """Set a password to tell the person, who changes it at the next sign-in. Their sessions end.

    `state` is state_of(worker) when the form was made: the same form again gives the same password.
    Raises Superseded, and Worker.DoesNotExist also for somebody whose access was ended.
    """
    viewer.require(Right.MANAGE_STAFF)
    password = first_password(f"{worker}:{state}")
    with transaction.atomic():
        found = locked(viewer, worker)
        if not found.is_active:
            raise Worker.DoesNotExist
        may_change(viewer, found.pk, found.role)
        may_give(viewer, found.role)  # whoever knows the first password is that person
        if state == state_of(found):
            _set(found, password, second_factor_lost)
            values = {"second_factor_lost": second_factor_lost}
            write(viewer, "staff.first_password", Chain("worker", found.pk), values=values, refs=[found.pk])
        elif not found.check_password(password):
            raise Superseded
    return password


def forget_own_code(viewer: Viewer, worker: UUID) -> Worker:
    """Take away the short code that somebody forgot: with their password they set another. Nobody is told the old."""
    viewer.require(Right.MANAGE_STAFF)
    with transaction.atomic():
        found = locked(viewer, worker)
        may_change(viewer, found.pk, found.role)
        if found.own_code:
            found.own_code = ""
            found.save(update_fields=["own_code"])
            write(viewer, "staff.forget_own_code", Chain("worker", found.pk), refs=[found.pk])
    return found


def recover(username: str, make_head: bool = False) -> str:
    """On the server, for a house whose head cannot get in: a first password, without asking any right.

    Whoever can run this holds the data folder and its key already; the record says that it was done.
    Raises Worker.DoesNotExist, and ValueError for somebody who is not the head, unless `make_head`.
    """
    password = first_password(secrets.token_hex(32))
    with transaction.atomic():
        worker: Worker = Worker.objects.select_for_update().get(username=username)
        if worker.role != Role.HEAD and not make_head:
            raise ValueError(username)
        worker.role, worker.is_active, worker.ended_on = Role.HEAD, True, None
        _set(worker, password, second_factor_lost=True)
        with scope(organisation=worker.organisation_id):
            reason = "サーバーで recover_administrator を実行した"
            write(viewer_of(worker), "staff.recover", Chain("worker", worker.pk), refs=[worker.pk], reason=reason)
    return password


def _set(worker: Worker, password: str, second_factor_lost: bool) -> None:
    worker.set_password(password)
    worker.must_change_password = True
    worker.save()
    close_sessions(worker)
    if second_factor_lost:
        forget_second_factor(worker)
