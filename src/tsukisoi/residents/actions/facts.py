"""What is known of the person: one fact, one fact of many people, and cares to take."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.residents import guidance
from tsukisoi.residents.actions.documents import put_documents
from tsukisoi.residents.actions.writing import ChangedMeanwhile, clean, locked, note
from tsukisoi.residents.models import Accommodation, Document, Fact, Resident, ToldBy
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def token(fact: Fact | None) -> str:
    """What a page remembers of a fact, to find out whether somebody changed it meanwhile."""
    return "" if fact is None else f"{fact.asked_on.isoformat()} {fact.told_by} {fact.known} {fact.value!r}"


def record_fact(
    viewer: Viewer, resident: Resident | UUID, key: str, value: Any | None, *, told_by: str = ToldBy.STAFF,
    since: date | None = None, was: str | None = None,
) -> Fact | None:  # fmt: skip
    """Write one fact. `value` None: it was asked, and the answer was 「わからない」; guidance.NONE: there is none.

    `was` is the `token` of what the page showed. `identity_documents` (a list of codes) sets the documents held and
    returns None. Raises ValidationError for a value the fact cannot hold, ChangedMeanwhile, Http404.
    """
    known = value is not None
    kept = guidance.read_value(key, value) if known else None
    with transaction.atomic():
        person = locked(viewer, resident)
        if key == guidance.DOCUMENTS and known:
            put_documents(viewer, person, kept or (), today())
            return None
        return put_fact(viewer, person, key, kept, known, _said(told_by), since, was)


def record_facts(
    viewer: Viewer, residents: Iterable[Resident | UUID], key: str, value: Any | None, *,
    told_by: str = ToldBy.STAFF, since: date | None = None,
) -> int:  # fmt: skip
    """Write the same fact for many people, all or none. The number of people for whom it was news.

    Identity documents are added to what each of them holds: nobody looked at everything that each of them has.
    """
    group = list(residents)
    with transaction.atomic():
        before = _standing(group, key)
        for resident in group:
            if key == guidance.DOCUMENTS and value is not None:
                _add_documents(viewer, resident, value)
            else:
                record_fact(viewer, resident, key, value, told_by=told_by, since=since)
        return sum(now != before.get(id, "") for id, now in _standing(group, key).items())


def _add_documents(viewer: Viewer, resident: Resident | UUID, value: Any) -> None:
    kinds = guidance.read_value(guidance.DOCUMENTS, value)
    if not kinds:
        raise ValidationError(gettext("持っている書類を選んでください。"), code="required")
    put_documents(viewer, locked(viewer, resident), kinds, None, only_add=True)


def _standing(group: Iterable[Resident | UUID], key: str) -> dict[UUID, str]:
    """What stands there of each, as a text that changes when it does."""
    ids = [r.pk if isinstance(r, Resident) else r for r in group]
    if key == guidance.DOCUMENTS:
        looks = Resident.objects.filter(pk__in=ids).values_list("pk", "documents_checked_on")
        held = Document.objects.filter(resident__in=ids).order_by("kind").values_list("resident_id", "kind")
        return {id: f"{on} {[kind for owner, kind in held if owner == id]}" for id, on in looks}
    return {fact.resident_id: token(fact) for fact in Fact.objects.filter(resident__in=ids, key=key)}


def _said(told_by: str) -> str:
    if told_by not in ToldBy.values:
        raise ValidationError(gettext("だれに聞いたかを選んでください。"), code="told_by")
    return told_by


def put_fact(
    viewer: Viewer, person: Resident, key: str, value: Any, known: bool, told_by: str, since: date | None,
    was: str | None = None,
) -> Fact:  # fmt: skip
    """Write one fact of a locked person, its value read already. Raises ChangedMeanwhile."""
    now: Fact | None = Fact.objects.filter(resident=person, key=key).first()
    if now is not None and (now.value, now.known, now.told_by, now.since) == (value, known, told_by, since):
        return now
    if was is not None and token(now) != was:
        raise ChangedMeanwhile({key: now.value if now is not None and now.known else None})
    values = {"value": value, "known": known, "told_by": told_by, "since": since, "asked_on": today()}
    made: Fact = Fact.objects.update_or_create(
        organisation_id=viewer.organisation, resident=person, key=key, defaults=values
    )[0]
    told = {"key": key, "value": value, "known": known, "told_by": told_by, "since": since}
    note(viewer, "record_fact", person, told)
    return made


def forget_fact(viewer: Viewer, resident: Resident | UUID, key: str) -> None:
    """Take an answer back: nobody has asked. The record keeps what it was."""
    with transaction.atomic():
        person = locked(viewer, resident)
        fact = Fact.objects.filter(resident=person, key=key).first()
        if fact is not None:
            fact.delete()
            note(viewer, "forget_fact", person, {"key": key, "was": fact.value})


def accommodate(viewer: Viewer, resident: Resident | UUID, code: str, words: str = "") -> Accommodation:
    """A care to take with this person, with a short note. Raises ValidationError for a code no table has."""
    if code not in guidance.accommodations():
        raise ValidationError(gettext("この配慮は選べません。"), code="accommodation")
    text = clean(words)[:120]
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Accommodation | None = Accommodation.objects.filter(resident=person, code=code).first()
        if now is not None and now.note == text:
            return now
        made: Accommodation = Accommodation.objects.update_or_create(
            organisation_id=viewer.organisation, resident=person, code=code, defaults={"note": text}
        )[0]
        note(viewer, "accommodate", person, {"code": code, "note": text})
    return made


def write_accommodations(viewer: Viewer, resident: Resident | UUID, taken: Mapping[str, str]) -> None:
    """Write a whole page at once: code → note; what is not named is needed no longer."""
    with transaction.atomic():
        person = locked(viewer, resident)
        for code in set(Accommodation.objects.filter(resident=person).values_list("code", flat=True)) - set(taken):
            accommodate_no_more(viewer, person, code)
        for code, words in taken.items():
            accommodate(viewer, person, code, words)


def accommodate_no_more(viewer: Viewer, resident: Resident | UUID, code: str) -> None:
    """This care is needed no longer."""
    with transaction.atomic():
        person = locked(viewer, resident)
        if Accommodation.objects.filter(resident=person, code=code).delete()[0]:
            note(viewer, "accommodate_no_more", person, {"code": code})
