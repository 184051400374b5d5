"""Pictures that are kept of a person: the masked copy of a signed paper, the face to know them by."""

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from tsukisoi.custody import vault
from tsukisoi.custody.models import Agreement, How, Picture, Purpose
from tsukisoi.custody.queries.agreed import agreements
from tsukisoi.custody.queries.policy import house
from tsukisoi.custody.queries.things import in_reach
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def pictures_of(viewer: Viewer, resident: UUID) -> list[Picture]:
    """Those that are kept now, without their content."""
    found = Picture.objects.filter(in_reach(viewer), resident_id=resident, deleted_at=None, delete_on__gt=today())
    return list(found.defer("content").order_by("purpose", "-kept_at"))


def faces_of(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, UUID]:
    """The picture by which each of these people is known, where the home uses such pictures and they agreed."""
    if not house(viewer).face_photos:
        return {}
    found = Picture.objects.filter(in_reach(viewer), resident__in=list(residents), purpose=Purpose.IDENTIFY)
    kept = found.filter(deleted_at=None, delete_on__gt=today()).order_by("kept_at")
    return dict(kept.values_list("resident_id", "pk"))


def picture(viewer: Viewer, id: UUID) -> Picture:
    """One picture, kept or gone. Raises Http404."""
    return get_object_or_404(Picture.objects.filter(in_reach(viewer)), pk=id)


def picture_content(viewer: Viewer, id: UUID) -> tuple[Picture, bytes]:
    """The picture itself. Raises Http404 where it is gone or its day has come."""
    found = picture(viewer, id)
    if found.content is None or found.delete_on <= today():
        raise Http404
    try:
        return found, vault.unseal(bytes(found.content), found.pk.bytes)
    except vault.Unreadable:
        raise Http404 from None


def signed_on_paper(viewer: Viewer, resident: UUID) -> Agreement | None:
    """The newest agreement, where it was signed on paper: a copy may stand beside it."""
    last = next(iter(agreements(viewer, resident)), None)
    return last if last is not None and last.how == How.PAPER else None
