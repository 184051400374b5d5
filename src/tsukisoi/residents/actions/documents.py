"""Identity documents the person holds: which, until when, where they lie, and the day somebody looked."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tsukisoi.residents import guidance
from tsukisoi.residents.actions.writing import clean, locked, note
from tsukisoi.residents.models import Document, Fact, Resident
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def hold_document(
    viewer: Viewer, resident: Resident | UUID, kind: str, *, expires: date | None = None, place: str = "",
    checked_on: date | None = None,
) -> Document:  # fmt: skip
    """The person holds this document. Never its number. Raises ValidationError for what is no identity document."""
    guidance.document_kind(kind)
    values = {"expires": expires, "place": clean(place)[:60]}
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Document | None = Document.objects.filter(resident=person, kind=kind).first()
        if now is not None and (now.expires, now.place) == (expires, values["place"]):
            return now
        return _hold(viewer, person, kind, values | {"checked_on": checked_on or today()})


def _hold(viewer: Viewer, person: Resident, kind: str, values: dict[str, Any]) -> Document:
    made: Document = Document.objects.update_or_create(
        organisation_id=viewer.organisation, resident=person, kind=kind, defaults=values
    )[0]
    note(viewer, "hold_document", person, {"kind": kind, **values})
    return made


def drop_document(viewer: Viewer, resident: Resident | UUID, kind: str) -> None:
    """The person does not hold this document (any more)."""
    with transaction.atomic():
        person = locked(viewer, resident)
        if Document.objects.filter(resident=person, kind=kind).delete()[0]:
            note(viewer, "drop_document", person, {"kind": kind})


def write_documents(
    viewer: Viewer, resident: Resident | UUID, held: Mapping[str, Mapping[str, Any]], *, looked: bool
) -> None:
    """Write a whole page at once: kind → expires and place; what is not named is no longer held.

    `looked`: somebody saw everything there is, so that what is not named is known not to be there.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        for kind in set(Document.objects.filter(resident=person).values_list("kind", flat=True)) - set(held):
            drop_document(viewer, person, kind)
        for kind, values in held.items():
            hold_document(viewer, person, kind, **values)
        if looked:
            _checked(viewer, person, today())


def documents_checked(viewer: Viewer, resident: Resident | UUID, on: date | None = None) -> None:
    """Somebody looked at everything the person holds on that day: what is not listed is not there."""
    with transaction.atomic():
        _checked(viewer, locked(viewer, resident), on or today())


def set_documents(viewer: Viewer, resident: Resident | UUID, kinds: Iterable[str], on: date | None = None) -> None:
    """The person holds exactly these documents, as seen on that day. Expiry and place of those that stay are kept."""
    with transaction.atomic():
        put_documents(viewer, locked(viewer, resident), kinds, on or today())


def put_documents(
    viewer: Viewer, person: Resident, kinds: Iterable[str], on: date | None, *, only_add: bool = False
) -> None:
    """Write the documents of a locked person; `only_add` leaves the others alone, `on` None is no complete look."""
    wanted = {guidance.document_kind(kind) for kind in kinds}
    held = set(Document.objects.filter(resident=person).values_list("kind", flat=True))
    for kind in sorted(wanted - held):
        _hold(viewer, person, kind, {"checked_on": on or today()})
    for kind in sorted(held - wanted) if not only_add else ():
        drop_document(viewer, person, kind)
    if on is not None:
        _checked(viewer, person, on)


def _checked(viewer: Viewer, person: Resident, on: date) -> None:
    Fact.objects.filter(resident=person, key=guidance.DOCUMENTS).delete()
    if person.documents_checked_on != on:
        Resident.objects.filter(pk=person.pk).update(documents_checked_on=on)
        note(viewer, "documents_checked", person, {"documents_checked_on": on})
