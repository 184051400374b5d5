"""Who is who for the record: it stands below the rooms that know people, so settings point here."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from tsukisoi.journal.queries import Subject
from tsukisoi.residents import queries as register
from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.viewer import Viewer


def residents(viewer: Viewer, ids: set[UUID]) -> dict[UUID, Subject]:
    """Those of these people whom the viewer may see."""
    return {pk: Subject(name, _page(pk)) for pk, name in register.names(viewer, ids).items()}


def workers(viewer: Viewer, ids: set[UUID]) -> dict[UUID, Subject]:
    """Those of these who work or worked here."""
    return {pk: Subject(name) for pk, name in staff.names(viewer, ids).items()}


def _page(resident: UUID) -> str:
    try:
        return reverse("cases:person", args=[resident])
    except NoReverseMatch:
        return ""
