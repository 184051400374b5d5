"""A letter has come: it is written down, unopened, and the clock that its arrival starts is started where it runs."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cards import actions as cards
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.insurance import actions as insurance
from tsukisoi.journal.actions import Chain, write
from tsukisoi.mail import queries
from tsukisoi.mail.kinds import kinds
from tsukisoi.mail.models import Letter
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer


class CameAlready(Exception):
    """The same kind for the same person is in the tray or was a few days ago: `letter`. Perhaps it is the same one."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(letter.kind)
        self.letter = letter


def receive(
    viewer: Viewer, resident: UUID, kind: str, *, arrived_on: date, keep_until: date | None = None,
    id: UUID | None = None, really: bool = False,
) -> Letter:  # fmt: skip
    """Write down one letter. `id` comes from the form, so that the same form sent twice is one letter.

    Raises CameAlready where one of that kind came a few days ago, unless `really`; ValidationError for a day to come
    or a last day before the arrival; KeyError for a kind that is none; Http404.
    """
    person = residents.person(viewer, resident)
    viewer.require(Right.HANDLE_MAIL, person.unit_id)
    told = kinds()[kind]
    _check(arrived_on, keep_until)
    with transaction.atomic():
        standing: Letter | None = Letter.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        near = queries.alike(viewer, person.pk, kind, arrived_on)
        if near is not None and not really:
            raise CameAlready(near)
        fresh = Letter(
            id=id or new_id(), organisation_id=viewer.organisation, resident=person, kind=kind, arrived_on=arrived_on,
            keep_until=keep_until if told.until else None, started=told.starts, at=now(), by=viewer.worker,
        )  # fmt: skip
        made, new = made_once(fresh)
        if new:
            _start(viewer, made)
            values = {"kind": kind, "on": arrived_on.isoformat()}
            write(viewer, "mail.receive", Chain("resident", person.pk), refs=[made.pk], values=values)
    return made


def _check(arrived_on: date, keep_until: date | None) -> None:
    if arrived_on > today():
        raise ValidationError(gettext("これからの日は書けません。届いた日を入れてください。"), code="future")
    if keep_until is not None and keep_until < arrived_on:
        raise ValidationError(gettext("書いてある期限が、届いた日より前です。もう一度見てください。"), code="order")


def _start(viewer: Viewer, letter: Letter) -> None:
    """The clock runs in the room it belongs to: nothing is reckoned here."""
    person, on = letter.resident_id, letter.arrived_on
    if letter.started in ("delivery", "second"):
        again = letter.started == "second"
        deliveries.notice_came(viewer, person, on=on, second=again, collect_by=letter.keep_until)
    elif letter.started == "expiry":
        cards.plan_errand(viewer, person, "certificate", notice_on=on)
    elif letter.started in ("certificate", "notice"):
        paper = "eligibility_certificate" if letter.started == "certificate" else "eligibility_notice"
        insurance.paper_arrived(viewer, person, kind=paper, arrived_on=on, place=gettext("届いた封筒のまま"))
