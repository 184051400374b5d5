"""Reading offices: what each does, where that is from, and when it was last checked."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.municipalities.models import Difference, Inquiry, Office, OfficeKind
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import is_looking, once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

Place = Office
"""The type of an office, for other rooms."""

FRESH = timedelta(days=180)
"""After this long an answer is to be asked again."""


def offices(viewer: Viewer) -> list[Office]:
    """Every office known, the home municipality first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(_offices(viewer))


@once
def _offices(viewer: Viewer) -> list[Office]:
    return _of_house(viewer.organisation)


@prepared
def _of_house(organisation: UUID) -> "QuerySet[Office]":
    return Office.objects.filter(organisation_id=organisation)


_COLUMNS = ("id", "organisation_id", "office_id", "key", "table", "value", "source", "checked_on", "checked_by")


@once
def _told(viewer: Viewer) -> list[tuple[Any, ...]]:
    """Everything any office said, as plain rows: a page asks of several offices, and what is kept hangs on them all."""
    return _every_answer()


@prepared
def _every_answer() -> "QuerySet[Difference, tuple[Any, ...]]":
    return Difference.objects.order_by("pk").values_list(*_COLUMNS)


def _said_by(viewer: Viewer, office: UUID) -> list[Difference]:
    """Everything one office said; a page that asks of several reads all of it at once."""
    if not is_looking():
        return _answers_by(office)
    return [Difference.from_db(None, _COLUMNS, row) for row in _told(viewer) if row[2] == office]


@prepared
def _answers_by(office: UUID) -> "QuerySet[Difference]":
    return Difference.objects.filter(office=office).order_by("pk")


def office(viewer: Viewer, id: UUID) -> Office:
    """One office. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Office = get_object_or_404(Office.objects, pk=id)
    return found


def towns(viewer: Viewer) -> list[Office]:
    """The municipalities among the offices, the home municipality first."""
    return [one for one in offices(viewer) if one.kind == OfficeKind.MUNICIPALITY]


def home(viewer: Viewer) -> Office | None:
    """The municipality of the house itself, once it is set up."""
    if is_looking():
        return next((one for one in _offices(viewer) if one.home), None)
    return Office.objects.filter(home=True, organisation_id=viewer.organisation).first()


def called(viewer: Viewer, name: str, kind: str = OfficeKind.MUNICIPALITY) -> Office | None:
    """The office of that name."""
    return Office.objects.filter(name=name, kind=kind).first()


@once
def office_facts(viewer: Viewer, office: Office | None) -> dict[str, Any]:
    """The facts `municipality.*` of an office as the rules take them; what is not answered is left out."""
    return {key: value for key, value in _answers(viewer, office).items() if key.startswith("municipality.")}


def particulars(viewer: Viewer, office: Office | None) -> dict[str, Any]:
    """Everything an office answered beside the rules (lead times, terms, money) by key; see particulars.toml."""
    return {key: value for key, value in _answers(viewer, office).items() if not key.startswith("municipality.")}


def particulars_of(viewer: Viewer, offices: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Everything that many offices answered, by key: in one query."""
    found: dict[UUID, dict[str, Any]] = {}
    if is_looking():
        return {office: _answers_of(_said_by(viewer, office)) for office in set(offices)}
    rows = Difference.objects.filter(office__in=list(offices), table="", value__isnull=False)
    for office, key, value in rows.values_list("office_id", "key", "value"):
        found.setdefault(office, {})[key] = value
    return found


def _answers(viewer: Viewer, office: Office | None) -> dict[str, Any]:
    return _answers_of(_said_by(viewer, office.pk)) if office is not None else {}


def _answers_of(rows: Iterable[Difference]) -> dict[str, Any]:
    return {row.key: row.value for row in rows if not row.table and row.value is not None}


@once
def differences(viewer: Viewer, office: Office) -> dict[str, Difference]:
    """The answers to the house-wide questions of an office by key, with source and last-checked day."""
    viewer.require(Right.SEE_RESIDENTS)
    return {row.key: row for row in _said_by(viewer, office.pk) if not row.table}


def source_of_today(rows: dict[str, Difference]) -> str:
    """Where the last answer of today is from: whoever is on the telephone is not made to write it five times."""
    return next((row.source for row in reversed(rows.values()) if row.checked_on == today()), "")


@once
def changed_rows(viewer: Viewer, office: Office) -> list[Difference]:
    """The rows of tables that this office does otherwise."""
    viewer.require(Right.SEE_RESIDENTS)
    return sorted((row for row in _said_by(viewer, office.pk) if row.table), key=lambda row: (row.table, row.key))


def changed_row(viewer: Viewer, office: Office, table: str, key: str) -> Difference | None:
    """How this office does that row, if it does it otherwise."""
    viewer.require(Right.SEE_RESIDENTS)
    return Difference.objects.filter(office=office, table=table, key=key).exclude(table="").first()


def of_table(viewer: Viewer, table: str) -> list[Difference]:
    """The rows of a table that are done otherwise by the home municipality, by an insurer, or by the house itself."""
    viewer.require(Right.SEE_RESIDENTS)
    ours = Q(office__home=True) | ~Q(office__kind=OfficeKind.MUNICIPALITY)
    found = Difference.objects.select_related("office").filter(ours, table=table)
    return list(found.order_by("-office__home", "office__kind", "office__name", "key"))


@once
def own_rules(viewer: Viewer) -> list[Office]:
    """What the house itself does otherwise lies over everything: these are the «offices» that hold it."""
    if is_looking():
        return [one for one in _offices(viewer) if one.kind == OfficeKind.FACILITY]
    return list(Office.objects.filter(kind=OfficeKind.FACILITY, organisation_id=viewer.organisation))


@once
def digest(viewer: Viewer) -> str:
    """One digest of everything any office does otherwise and of which house is whose: it changes whenever they do."""
    offices = sorted((one.pk, one.name, one.kind, one.home) for one in _offices(viewer))
    rows = [(office, table, key, value, *of) for _id, _owner, office, key, table, value, *of, _by in _told(viewer)]
    return sha256(repr((offices, rows)).encode()).hexdigest()


def is_stale(row: Difference) -> bool:
    """Is this to be asked again?"""
    return bool(today() - row.checked_on > FRESH)


@once
def stale(viewer: Viewer) -> list[Difference]:
    """Answers last checked more than 180 days ago, oldest first, with their office."""
    viewer.require(Right.SEE_RESIDENTS)
    return _stale(today() - FRESH)


@prepared
def _stale(before: date) -> "QuerySet[Difference]":
    return Difference.objects.select_related("office").filter(checked_on__lt=before).order_by("checked_on", "id")


def unanswered(viewer: Viewer) -> list[Difference]:
    """What was asked of an office and has no answer yet."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Difference.objects.select_related("office").filter(table="", value__isnull=True)
    return list(found.order_by("checked_on", "id"))


def inquiries(viewer: Viewer, office: Office | None = None) -> list[Inquiry]:
    """The questions put to one office, or to all, with their office."""
    viewer.require(Right.SEE_RESIDENTS)
    return _inquiries(office.pk if office else None)


@prepared
def _inquiries(office: UUID | None) -> "QuerySet[Inquiry]":
    found = Inquiry.objects.select_related("office")
    return found.filter(office=office) if office else found


def inquiry(viewer: Viewer, office: Office, table: str, key: str) -> Inquiry | None:
    """One question to one office, if it was ever put."""
    viewer.require(Right.SEE_RESIDENTS)
    return Inquiry.objects.filter(office=office, table=table, key=key).first()


def is_settled(row: Inquiry | None) -> bool:
    """Is a question answered, and not so long ago that it has to be asked again?"""
    return row is not None and row.replied_on is not None and today() - row.replied_on <= FRESH
