"""Writing calls down: permitted, in one transaction, on record."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.calls import queries
from tsukisoi.calls.models import Call, Checked, NamedBy, Speaker, Wish
from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, forget_about, write
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer


def record_call(
    viewer: Viewer,
    *,
    id: UUID | None = None,
    resident: UUID | None = None,
    contact: UUID | None = None,
    at: datetime | None = None,
    caller: str,
    speaker: str,
    checked: str,
    said: str,
    told: str = "",
    call_back_by: date | None = None,
) -> Call:
    """Write one call down. `id` comes from the form: the same form sent twice makes one call.

    Raises ValidationError for a text with a forbidden number, and where something was told to somebody whom the
    person does not want told; Http404 for people out of reach.
    """
    person = residents.person(viewer, resident) if resident else None
    viewer.require(Right.RECORD_CALLS, person.unit_id if person else None)
    for text in (caller, said, told):
        model_validator(text)
    listener = (
        next((one for one in queries.listeners(viewer, person) if one.contact == contact), None) if person else None
    )
    if told and listener is not None and listener.may is False:
        raise ValidationError(
            gettext("本人が「話さない」と言っている相手です。伝えたことは空けてください。"), code="untold"
        )
    with transaction.atomic():
        standing: Call | None = Call.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        fresh = Call(
            id=id or new_id(), organisation_id=viewer.organisation, resident=person,
            contact_id=listener.contact if listener else None, at=at or now(), caller=caller, speaker=Speaker(speaker),
            checked=Checked(checked), said=said, told=told, call_back_by=call_back_by, by=viewer.worker,
        )  # fmt: skip
        made, new = made_once(fresh)
        if new:
            said_of = {"caller": caller, "speaker": speaker, "checked": checked, "told": told}
            values = _plain({**said_of, "call_back_by": call_back_by})
            chain = _chain(viewer, resident)
            write(viewer, "calls.record", chain, refs=[made.pk], values=values, occurred_at=made.at)
        return made


def call_returned(viewer: Viewer, call: UUID) -> Call:
    """The caller was called back. Said twice, it is done once."""
    found = queries.call(viewer, call)
    viewer.require(Right.RECORD_CALLS, found.resident.unit_id if found.resident else None)
    with transaction.atomic():
        done = Call.objects.filter(pk=found.pk, called_back_at=None).update(
            called_back_at=now(), called_back_by=viewer.worker
        )
        if done:
            write(viewer, "calls.returned", _chain(viewer, found.resident_id), refs=[found.pk])
    return queries.call(viewer, call)


def record_wish(
    viewer: Viewer, resident: UUID, contact: UUID, *, scope: str, named_by: str, on: date | None = None
) -> Wish:
    """What the person wants told to one of their people; an empty `scope`: nothing. The same said again is kept once.

    Raises Http404 for somebody out of reach, ValidationError for a contact of somebody else.
    """
    person = residents.person(viewer, resident)
    viewer.require(Right.RECORD_WILL, person.unit_id)
    model_validator(scope)
    if contact not in {one.pk for one in residents.contacts(viewer, person)}:
        raise ValidationError(gettext("この人の連絡先ではありません。もう一度選んでください。"), code="contact")
    with transaction.atomic():
        last = Wish.objects.filter(resident=person, contact_id=contact).first()
        said = {"scope": scope, "named_by": NamedBy(named_by), "on": on or today()}
        if last is not None and {key: getattr(last, key) for key in said} == said:
            return last
        made: Wish = Wish.objects.create(
            organisation_id=viewer.organisation, resident=person, contact_id=contact, by=viewer.worker, **said
        )
        write(viewer, "calls.wish", Chain("resident", resident), refs=[made.pk, contact], values=_plain(said))
        return made


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items() if value}


def _chain(viewer: Viewer, resident: UUID | None) -> Chain:
    return Chain("resident", resident) if resident else Chain("organisation", viewer.organisation)


def end_calls(before: date) -> int:
    """Calls of before that day go, and what the record says of them; made by the clock. How many went."""
    with transaction.atomic():
        forget_about(Call.objects.filter(at__date__lt=before).values_list("pk", flat=True))
        return int(Call.objects.filter(at__date__lt=before).delete()[0])
