"""A deputy for days on which the head is away: named, shown, and over by itself."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.actions.people import locked
from tsukisoi.staff.lending import Lent, is_lent
from tsukisoi.staff.models import Role, Worker
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import NotPermitted, Viewer

LONGEST = timedelta(days=93)
"""Whoever is away for longer has a successor."""


def name_stand_in(viewer: Viewer, worker: UUID, since: date, until: date) -> Worker:
    """Give a person the rights of the head from one day until another, both counted. The same again changes nothing.

    Raises ValidationError where the days are none, and NotPermitted for anybody but a head: whoever stands in passes
    nothing on.
    """
    _only_heads(viewer)
    with transaction.atomic():
        found = locked(viewer, worker)
        _check(found, since, until)
        if (found.stands_in_from, found.stands_in_until) != (since, until):
            found.stands_in_from, found.stands_in_until = since, until
            found.save(update_fields=["stands_in_from", "stands_in_until"])
            values = {"since": since.isoformat(), "until": until.isoformat()}
            write(viewer, "staff.stand_in", Chain("worker", found.pk), values=values, refs=[found.pk])
    return found


def _only_heads(viewer: Viewer) -> None:
    viewer.require(Right.MANAGE_STAFF)
    if is_lent(viewer):
        raise Lent
    if viewer.role != Role.HEAD:
        raise NotPermitted(Right.MANAGE_STAFF)


def _check(worker: Worker, since: date, until: date) -> None:
    if not worker.is_active or worker.role == Role.HEAD:
        raise ValidationError(gettext("この人には頼めません。いま働いていて、長ではない人を選んでください。"))
    if until < since or until < today():
        raise ValidationError(gettext("終わりの日が、始まりの日か今日より前になっています。"))
    if until - since > LONGEST:
        raise ValidationError(gettext("代わりは3か月までです。長くなるときは、役割を変えてください。"))


def end_stand_in(viewer: Viewer, worker: UUID) -> Worker:
    """End it early: at once. Where there is none, nothing happens."""
    _only_heads(viewer)
    with transaction.atomic():
        found = locked(viewer, worker)
        if found.stands_in_until is not None:
            found.stands_in_from = found.stands_in_until = None
            found.save(update_fields=["stands_in_from", "stands_in_until"])
            write(viewer, "staff.end_stand_in", Chain("worker", found.pk), refs=[found.pk])
    return found
