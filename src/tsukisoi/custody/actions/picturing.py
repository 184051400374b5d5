"""Pictures that are kept: the masked copy of a signed paper, and, where the home wants one, the face of a person.

Each has its purpose and the day on which it goes; of an unmasked picture nothing is ever written down.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.custody import pictures, queries, vault
from tsukisoi.custody.actions.permission import person_of
from tsukisoi.custody.models import Agreement, Capacity, Picture, Purpose
from tsukisoi.custody.pictures import Box
from tsukisoi.journal.actions import Chain, write
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

LONGEST_DAYS = {Purpose.AGREEMENT: 3650, Purpose.IDENTIFY: 400}
"""Kept at most: a paper as long as a contract may matter, a face about a year, and then consent is asked anew."""


def keep_copy(viewer: Viewer, agreement: Agreement, jpeg: bytes, boxes: Iterable[Box], *, delete_on: date) -> Picture:
    """Burn the boxes into a photographed paper and keep only that. The same copy again is the same.

    The caller has shown exactly this picture and somebody has confirmed that no number is to be seen. Raises
    ValidationError, pictures.Unusable where a code in it still says a number.
    """
    return _keep(viewer, agreement.resident_id, Purpose.AGREEMENT, jpeg, boxes, delete_on, {"agreement": agreement})


def keep_face(
    viewer: Viewer, resident: UUID, jpeg: bytes, boxes: Iterable[Box], *, delete_on: date, consent_by: str,
    consent_on: date,
) -> Picture:  # fmt: skip
    """Keep a face to know a person by, with consent. The one before goes. Raises ValidationError, pictures.Unusable."""
    if not queries.house(viewer).face_photos:
        raise ValidationError(gettext("この施設は、見分ける写真を使わない決まりです。"), code="house")
    consent_by = Capacity(consent_by)
    if consent_by not in (Capacity.SELF, Capacity.LEGAL):
        raise ValidationError(gettext("同意できるのは、ご本人か法定代理人だけです。"), code="consent_by")
    if consent_on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="consent_on")
    consent = {"consent_by": consent_by, "consent_on": consent_on}
    with transaction.atomic():
        made = _keep(viewer, resident, Purpose.IDENTIFY, jpeg, boxes, delete_on, consent)
        for old in _live().filter(resident_id=resident, purpose=Purpose.IDENTIFY).exclude(pk=made.pk):
            _empty(viewer, old, "newer")
        return made


def _keep(
    viewer: Viewer, resident: UUID, purpose: Purpose, jpeg: bytes, boxes: Iterable[Box], delete_on: date,
    more: dict[str, Any],
) -> Picture:  # fmt: skip
    if not today() < delete_on <= today() + timedelta(days=LONGEST_DAYS[purpose]):
        told = gettext("消す日は、あしたから%(days)d日のあいだにしてください。")
        raise ValidationError(told % {"days": LONGEST_DAYS[purpose]}, code="delete_on")
    content = pictures.masked(jpeg, boxes)
    pictures.check_codes(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        person_of(viewer, resident)
        standing: Picture | None = _live().filter(resident_id=resident, purpose=purpose, digest=digest).first()
        if standing is not None:
            return standing
        id = new_id()
        made: Picture = Picture.objects.create(
            id=id, organisation_id=viewer.organisation, resident_id=resident, purpose=purpose, digest=digest,
            content=vault.seal(content, id.bytes), kept_at=now(), by=viewer.worker, delete_on=delete_on, **more,
        )  # fmt: skip
        values = {"purpose": purpose, "delete_on": delete_on.isoformat()}
        write(viewer, "custody.keep_picture", Chain("resident", resident), values=values, refs=[made.pk])
        return made


def delete_picture(viewer: Viewer, picture: UUID) -> Picture:
    """It goes before its day: asked for, or no longer needed. Twice is once. Raises Http404."""
    with transaction.atomic():
        found = queries.picture(viewer, picture)
        person_of(viewer, found.resident_id)
        if found.deleted_at is None:
            _empty(viewer, found, "asked")
        return found


def end_pictures(viewer: Viewer) -> int:
    """Everything whose day has come goes; how many. Part of what the clock does each day."""
    due = list(_live().filter(delete_on__lte=today()))
    for one in due:
        _empty(viewer, one, "term")
    return len(due)


def _live() -> Any:
    return Picture.objects.filter(deleted_at=None)


def _empty(viewer: Viewer, picture: Picture, why: str) -> None:
    """What is left says only that there was one."""
    picture.content, picture.deleted_at = None, now()
    picture.save(update_fields=["content", "deleted_at"])
    chain = Chain("resident", picture.resident_id)
    write(viewer, "custody.delete_picture", chain, values={"why": why}, refs=[picture.pk])
