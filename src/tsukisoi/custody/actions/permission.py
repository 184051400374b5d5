"""What every action here does first: reach the thing under a lock, ask for the right, screen the text."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext

from tsukisoi.custody import queries
from tsukisoi.custody.models import House, Item
from tsukisoi.guard.refusal import refuse
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer


class NotAppointed(PermissionDenied):
    """This home appointed in writing who handles what is kept, and the viewer is not one of them."""

    def __init__(self) -> None:
        super().__init__(
            gettext(
                "預かりを扱う職員に決められていないため、できません。急ぐときは「緊急で持ち出す」を使ってください。"
            )
        )


def permit(viewer: Viewer, unit: UUID | None = None) -> None:
    """Ordinary handling. Raises NotPermitted, or NotAppointed where the home named others."""
    viewer.require(Right.HANDLE_CUSTODY, unit)
    if not queries.may_handle(viewer, unit):
        raise NotAppointed


def line_up(viewer: Viewer) -> House:
    """Numbers, appointments and counts of one home are given one after the other: its row is locked meanwhile."""
    viewer.require(Right.SEE_RESIDENTS)
    House.objects.get_or_create(organisation_id=viewer.organisation)
    return House.objects.select_for_update().get(organisation_id=viewer.organisation)


def person_of(viewer: Viewer, resident: UUID) -> Person:
    """The person, with the right to handle what is theirs. Raises Http404."""
    found = residents.person(viewer, resident)
    permit(viewer, found.unit_id)
    return found


def locked(viewer: Viewer, item: UUID) -> Item:
    """A kept thing under a lock, to be called inside the transaction. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Item | None = Item.objects.select_for_update(of=("self",)).select_related("resident").filter(pk=item).first()
    if found is None or not viewer.in_reach(found.resident.unit_id):
        raise Http404
    return found


def clean(text: str, longest: int) -> str:
    """The text with single blanks. Raises ValidationError where it looks like an individual number or a PIN."""
    plain = " ".join(text.split())[:longest]
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def moment(at: datetime | None) -> tuple[datetime, bool]:
    """When it happened, and whether that is told afterwards. Raises ValidationError for what is still to come."""
    present = now()
    if at is None:
        return present, False
    if at > present:
        raise ValidationError(gettext("これからの時刻は書けません。"), code="future")
    return at, (present - at).total_seconds() > 120
