"""The registration of the card for insurance use: done, asked to be cancelled, cancelled, or found missing."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cards import guidance as cards
from tsukisoi.insurance.models import How, Registration, Step
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register_of
from tsukisoi.residents.actions.writing import locked, touch
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer

_TOLD = {How.TOLD: "self", How.READER: "staff", How.MUNICIPALITY: "paper", How.INSURER: "paper"}
_NEEDS_PIN = (How.OWN_DEVICE, How.BANK_MACHINE)


def register(viewer: Viewer, resident: UUID, *, step: str, how: str, on: date) -> Registration:
    """Write one step of the registration. What holds since is a fact of the person; the same again changes nothing.

    Raises ValidationError for a day to come, or a way that needs a PIN with a card that has none.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    done, way = Step(step), How(how)
    if on > today():
        raise ValidationError(gettext("これからの日は書けません。すんだ日を入れてください。"), code="day")
    with transaction.atomic():
        person = locked(viewer, resident)
        last: Registration | None = Registration.objects.filter(resident=person.pk).order_by("-at", "-id").first()
        if last is not None and (last.step, last.how, last.on) == (done, way, on):
            return last
        _possible(viewer, person, done, way)
        _facts(viewer, person, done, _TOLD.get(way, "self"), on)
        made: Registration = Registration.objects.create(
            organisation_id=viewer.organisation, resident_id=person.pk, step=done, how=way, on=on, at=now()
        )
        told = {"state": str(done), "kind": str(way), "on": on.isoformat()}
        touch(person)
        write(viewer, "insurance.registration", Chain("resident", person.pk), refs=[made.pk], values=told)
    return made


def _possible(viewer: Viewer, person: Person, step: Step, how: How) -> None:
    facts = register_of.facts_of(viewer, [person])[person.pk]
    if step == Step.REGISTERED and how in _NEEDS_PIN and facts.get("card.mode") == cards.FACE_AUTH:
        raise ValidationError(
            gettext(
                "顔認証のカードには暗証番号がないので、この方法では登録できません。病院・薬局のリーダーで登録します。"
            ),
            code="pin",
        )


def _facts(viewer: Viewer, person: Person, step: Step, told_by: str, on: date) -> None:
    if step == Step.CANCEL_ASKED:
        return
    facts = {
        "insurance.insurance_use_registered": step == Step.REGISTERED, "insurance.deregistered": step == Step.CANCELLED
    }  # fmt: skip
    for key, value in facts.items():
        residents.record_fact(viewer, person, key, value, told_by=told_by, since=on)
    residents.forget_fact(viewer, person, "insurance_use_registered")
