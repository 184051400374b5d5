"""Printing as an act: permitted, given an id, put on record, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from tsukisoi.journal import actions as journal
from tsukisoi.papers import ids, queries
from tsukisoi.papers.models import Sheet
from tsukisoi.papers.press import Leaf, Masthead
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer

NEW_CONTENT = gettext_noop("内容が新しくなりました。")


@dataclass(frozen=True)
class Request:
    """One sheet somebody wants: its kind, its name for people, whom it is about, and its content as plain data."""

    kind: str
    title: str
    subject: UUID
    body: Mapping[str, Any] = field(repr=False)
    unit: UUID | None = None


@dataclass(frozen=True)
class Imprint:
    """What all sheets of one printing say about themselves."""

    organisation: str
    edition: str
    as_of: date | None
    site: str = ""


def issue(
    viewer: Viewer, wanted: Sequence[Request], imprint: Imprint, *, only_changed: bool = False, why: str = NEW_CONTENT
) -> list[Leaf]:
    """Give every wanted sheet its id and record the printing; ready leaves for the press, in the order asked for.

    Content that is already on a current sheet keeps that sheet's id; new content supersedes the old sheet, with `why`.
    `only_changed` leaves out what is already on paper as it is. Raises NotPermitted.
    """
    for request in wanted:
        viewer.require(queries.PRINT_PAPERS, request.unit)
    moment = now()
    with transaction.atomic():
        known = queries.current(viewer, {request.subject for request in wanted})
        leaves = [_leaf(viewer, request, imprint, known, moment, why) for request in wanted]
        printed = [(r, leaf) for r, leaf, new in leaves if new or not only_changed]
        if printed:
            journal.looked(viewer, "print", dict.fromkeys(request.subject for request, _ in printed))
    return [leaf for _, leaf in printed]


def withdraw(viewer: Viewer, subject: UUID, kinds: Sequence[str], why: str) -> int:
    """Say that papers already printed no longer hold, before new ones exist. The number of sheets withdrawn."""
    viewer.require(queries.PRINT_PAPERS)
    with transaction.atomic():
        standing = Sheet.objects.filter(
            organisation_id=viewer.organisation, subject_id=subject, kind__in=kinds, superseded_at=None
        )
        count: int = standing.update(superseded_at=now(), why=why)
        if count:
            journal.write(
                viewer, "sheet.withdraw", journal.Chain("sheets", subject), values={"kinds": list(kinds)}, reason=why
            )
    return count


Known = dict[tuple[UUID, str], Sheet]


def _leaf(
    viewer: Viewer, request: Request, imprint: Imprint, known: Known, moment: datetime, why: str
) -> tuple[Request, Leaf, bool]:
    draft = Leaf(request.kind, _head("", viewer, imprint, moment), request.body)
    before = known.get((request.subject, request.kind))
    if before and before.digest == draft.digest:
        return request, Leaf(request.kind, _head(before.short_id, viewer, imprint, moment), request.body), False
    sheet = _new_sheet(viewer, request, imprint, draft.digest, moment)
    _supersede(before, sheet, moment, why)
    known[request.subject, request.kind] = sheet
    return request, Leaf(request.kind, _head(sheet.short_id, viewer, imprint, moment), request.body), True


def _head(short_id: str, viewer: Viewer, imprint: Imprint, moment: datetime) -> Masthead:
    return Masthead(short_id, imprint.organisation, imprint.edition, imprint.as_of, moment, viewer.name, imprint.site)


def _new_sheet(viewer: Viewer, request: Request, imprint: Imprint, digest: str, moment: datetime) -> Sheet:
    return Sheet(
        organisation_id=viewer.organisation,
        short_id=ids.make(),
        kind=request.kind,
        title=request.title,
        subject_id=request.subject,
        edition=imprint.edition,
        as_of=imprint.as_of,
        digest=digest,
        printed_at=moment,
        printed_by=viewer.worker,
        printed_by_name=viewer.name,
    )


def _supersede(before: Sheet | None, sheet: Sheet, moment: datetime, why: str) -> None:
    """The old sheet steps down first: the database allows one current sheet of a kind for a subject."""
    if before is None:
        sheet.save(force_insert=True)
        return
    Sheet.objects.filter(pk=before.pk).update(superseded_at=moment, why=why)
    sheet.save(force_insert=True)
    Sheet.objects.filter(pk=before.pk).update(superseded_by=sheet)
