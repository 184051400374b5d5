"""A picture from the camera to the person: bound by its slate, cut, compared by two, deleted on its day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext

from tsukisoi.journal.actions import Chain, write
from tsukisoi.papers import ids
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import pictures, vault
from tsukisoi.venue.actions.writing import NotNow, Written, locked, open_day, tell
from tsukisoi.venue.locking import Bound, Roll, Shot, SlateNow, bind, bind_pair
from tsukisoi.venue.models import Day, Picture, Place, Seat, Slate, Topic
from tsukisoi.venue.pictures import Box, Frame, Unusable
from tsukisoi.venue.tally import LOOKS
from tsukisoi.venue.turns import turn

KEPT_DAYS = 60
"""How long a picture is kept at most: until the card is there (about two weeks) and once more, if it goes wrong."""


@dataclass(frozen=True, slots=True)
class Developed:
    """What became of a roll: seats that have a picture now, and the frames that were stopped, with why."""

    seats: tuple[UUID, ...]
    roll: Roll
    unusable: tuple[tuple[int, str], ...]


def slate(viewer: Viewer, seat: UUID) -> Slate:
    """The slate to photograph before this person: a fresh one as soon as the last one is spent. Raises NotNow."""
    with turn():
        found = locked(viewer, seat)
        unspent = Slate.objects.filter(day=found.day_id, listed=found.listed_id, spent_on=None).first()
        if unspent is not None:
            return unspent
        made = Slate.objects.create(
            organisation_id=viewer.organisation, day_id=found.day_id, listed_id=found.listed_id, token=ids.make(),
            made_at=now(),
        )  # fmt: skip
        write(viewer, "venue.slate", Chain("listed", found.listed_id), refs=[made.pk])
        return made


def spoil_slate(viewer: Viewer, seat: UUID) -> None:
    """The slate at hand was photographed and nothing came of it: it may not serve again."""
    with turn():
        found = locked(viewer, seat)
        spoilt = Slate.objects.filter(day=found.day_id, listed=found.listed_id, spent_on=None)
        if spoilt.update(spent_on=found.listed_id):
            write(viewer, "venue.spoil_slate", Chain("listed", found.listed_id))


def take_pair(viewer: Viewer, seat: UUID, slate_frame: bytes, shot_frame: bytes) -> Developed:
    """The two frames of one person, slate first. Raises NotNow."""
    frames = (slate_frame, shot_frame)
    read, unusable = _read(frames)
    if unusable:
        return Developed((), Roll((), ()), unusable)
    with turn():
        found = locked(viewer, seat)
        own = {one.token: _now(one, _places(found.day)) for one in Slate.objects.filter(day=found.day_id)}
        mine = Slate.objects.filter(day=found.day_id, listed=found.listed_id).order_by("-made_at", "-pk").first()
        first, second = (_shot(at, read[at], frames[at - 1]) for at in (1, 2))
        roll = bind_pair(first, second, mine.token if mine else "", own, _known(found.day))
        return Developed(_keep(viewer, found.day, roll, read, frames), roll, ())


def take_roll(viewer: Viewer, day: UUID, frames: Sequence[bytes]) -> Developed:
    """Everything a camera has taken, in whatever order it is sent. Each frame is bound to its slate, or stopped."""
    viewer.require(Right.RUN_VENUE)
    read, unusable = _read(frames)
    with turn():
        found = open_day(viewer, day)
        slates = {one.token: _now(one, _places(found)) for one in Slate.objects.filter(day=found)}
        # A frame that cannot be read may have been a slate: then nothing after it is anybody's.
        shots = [] if unusable else [_shot(at, frame, frames[at - 1]) for at, frame in read.items()]
        roll = bind(shots, slates, _known(found))
        return Developed(_keep(viewer, found, roll, read, frames), roll, unusable)


def _read(frames: Sequence[bytes]) -> tuple[dict[int, Frame], tuple[tuple[int, str], ...]]:
    read, unusable = {}, []
    for at, content in enumerate(frames, start=1):
        try:
            read[at] = pictures.read(content)
        except Unusable as error:
            unusable.append((at, error.why))
    return read, tuple(unusable)


def _shot(at: int, frame: Frame, content: bytes) -> Shot:
    return Shot(at, frame.taken_at, frame.codes, digest_of(content))


def digest_of(content: bytes) -> str:
    """A file's fingerprint in the letters a to p: of digits alone some would look like an individual number."""
    return hashlib.sha256(content).hexdigest().translate(_LETTERS)


_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def _known(day: Day) -> list[str]:
    return list(Picture.objects.filter(day=day).values_list("digest", flat=True))


def _places(day: Day) -> dict[UUID, bool]:
    """Of each person: may there still be a new picture?"""
    rows = Seat.objects.filter(day=day).values_list("listed_id", "place", "standing__photo__data")
    return {listed: place in _GONE or len((photo or {}).get("seen", ())) >= LOOKS for listed, place, photo in rows}


_GONE = (Place.DONE, Place.NOT_TODAY, Place.HOME_VISIT, Place.PROXY)


def _now(slate: Slate, closed: dict[UUID, bool]) -> SlateNow:
    return SlateNow(slate.spent_on is not None, closed.get(slate.listed_id, True))


def _keep(viewer: Viewer, day: Day, roll: Roll, read: dict[int, Frame], frames: Sequence[bytes]) -> tuple[UUID, ...]:
    kept = [_keep_one(viewer, day, bound, read[bound.shot.at]) for bound in roll.bound]
    for stopped in roll.stopped:
        write(viewer, "venue.picture_stopped", Chain("day", day.pk), values={"why": stopped.why})
        # Whatever a slate was photographed with is not to be tried again with the same slate.
        Slate.objects.filter(day=day, token=stopped.token, spent_on=None).update(spent_on=day.pk)
    return tuple(kept)


def _keep_one(viewer: Viewer, day: Day, bound: Bound, frame: Frame) -> UUID:
    slate = Slate.objects.select_for_update().get(day=day, token=bound.token)
    seat = locked(viewer, Seat.objects.values_list("pk", flat=True).get(day=day, listed=slate.listed_id))
    id, box = new_id(), pictures.suggestion(frame.width, frame.height)
    picture = Picture.objects.create(
        id=id, organisation_id=viewer.organisation, day=day, listed_id=slate.listed_id, slate=slate,
        frame=vault.seal(frame.jpeg, id, "frame"), cut=_sealed_cut(frame.jpeg, id, box), width=frame.width,
        height=frame.height, box=[box.left, box.top, box.height], digest=bound.shot.digest,
        taken_at=timezone.make_aware(frame.taken_at) if frame.taken_at else None, received_at=now(),
        by=viewer.worker, delete_on=today() + timedelta(days=KEPT_DAYS),
    )  # fmt: skip
    slate.spent_on = picture.pk
    slate.save(update_fields=["spent_on"])
    data = {"picture": str(picture.pk), "box": picture.box, "seen": []}
    tell(viewer, seat, Topic.PHOTO, data, journal="venue.picture")
    return seat.pk


def _sealed_cut(frame: bytes, id: UUID, box: Box) -> bytes | None:
    try:
        return vault.seal(pictures.cut(frame, box), id, "cut")
    except Unusable:
        return None


def frame_by_hand(viewer: Viewer, seat: UUID, box: Box) -> Picture:
    """Where the hand put the frame: the picture is cut anew, and has to be compared anew. Raises Unusable, NotNow."""
    with turn():
        found = locked(viewer, seat)
        picture, told = _picture_of(found)
        if list(picture.box) == [box.left, box.top, box.height] and picture.cut:
            return picture
        frame = vault.unseal(bytes(picture.frame or b""), picture.pk, "frame")
        picture.cut = vault.seal(pictures.cut(frame, box), picture.pk, "cut")
        picture.box = [box.left, box.top, box.height]
        picture.save(update_fields=["cut", "box"])
        tell(viewer, found, Topic.PHOTO, {**told, "box": picture.box, "seen": []}, journal="venue.frame")
        return picture


def compare(viewer: Viewer, seat: UUID, picture: UUID, ticket: str) -> Written:
    """This sign-in has looked: the picture is this person's. The second look, by another sign-in, locks it.

    `ticket`: the number on the ticket of the person who stands here, as typed by whoever looks second: who has the
    wrong person before them has the wrong number. Raises NotNow.
    """
    with turn():
        found = locked(viewer, seat)
        kept, told = _picture_of(found)
        if kept.pk != picture:
            raise NotNow(gettext("写真が新しくなりました。いまの写真で、もう一度見くらべてください。"))
        if kept.cut is None:
            raise NotNow(gettext("枠が決まっていません。先に、写真の枠を決めてください。"))
        seen = told.get("seen", [])
        if str(viewer.worker) in seen or len(seen) >= LOOKS:
            return Written(found, again=True)
        if not seen or ticket == str(found.listed.number):
            data = {**told, "seen": sorted([*seen, str(viewer.worker)])}
            return tell(viewer, found, Topic.PHOTO, data, journal="venue.compare")
        write(viewer, "venue.wrong_ticket", Chain("listed", found.listed_id), refs=[kept.pk])
    raise WrongTicket(gettext("番号札の番号が、この写真の番号と違います。人と写真をもう一度見てください。"))


class WrongTicket(NotNow):
    """The number of the person who stands there is not that of the picture."""


def doubt(viewer: Viewer, seat: UUID) -> Written:
    """Somebody doubts that this is the person: the picture counts no more, and a new one is taken."""
    with turn():
        found = locked(viewer, seat)
        picture, _told = _picture_of(found)
        _emptied(Picture.objects.filter(pk=picture.pk))
        return tell(viewer, found, Topic.PHOTO, {"doubt": True}, journal="venue.doubt")


def excuse(viewer: Viewer, seat: UUID, kind: str, channel: str, words: str) -> Written:
    """A picture off the standard: why, in the words for the way it goes. Dark or untrimmable ones are not excused."""
    with turn():
        found = locked(viewer, seat)
        _picture, told = _picture_of(found)
        data = {**told, "excuse": kind, "channel": channel, "words": words}
        return tell(viewer, found, Topic.PHOTO, data, journal="venue.excuse")


def _picture_of(seat: Seat) -> tuple[Picture, dict[str, Any]]:
    """The picture that counts, and what is said of it. Raises Http404 where there is none."""
    told: dict[str, Any] = seat.standing.get("photo", {}).get("data", {})
    return get_object_or_404(Picture.objects, pk=told.get("picture"), listed=seat.listed_id), told


def delete_due(viewer: Viewer) -> int:
    """Delete the content of every picture whose day has come; how many. What is left says only that there was one."""
    viewer.require(Right.RUN_VENUE)
    with turn():
        due = Picture.objects.filter(delete_on__lte=today(), deleted_at=None)
        gone = [(picture.pk, picture.listed_id) for picture in due.only("pk", "listed_id")]
        _emptied(due)
        for pk, listed in gone:
            write(viewer, "venue.delete_picture", Chain("listed", listed), refs=[pk])
        return len(gone)


def end_pictures(viewer: Viewer, taken_until: date) -> int:
    """What the clock does each day: every picture whose own day has come, or that was taken by that day; how many.

    The server calls this for a house; the house decided on its days beforehand.
    """
    viewer.require(Right.KEEP_DATA)
    end = datetime.combine(taken_until, time.max, timezone.get_current_timezone())
    over = Q(delete_on__lte=today()) | Q(received_at__lte=end)
    with turn():
        due = Picture.objects.filter(over, deleted_at=None)
        gone = list(due.values_list("pk", "listed_id"))
        _emptied(due)
        for pk, listed in gone:
            write(viewer, "venue.delete_picture", Chain("listed", listed), refs=[pk])
        return len(gone)


def _emptied(found: Any) -> None:
    found.update(frame=None, cut=None, deleted_at=now())
