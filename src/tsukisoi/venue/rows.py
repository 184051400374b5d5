"""The day as plain rows that travel between the server and a laptop. People by the id both sides know (`shared`)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from tsukisoi.receptions.actions.listing import COLUMNS
from tsukisoi.receptions.actions.opening import AGREED
from tsukisoi.venue.models import Event, Picture, Seat, Slate

_DAYS, _TIMES = ("on", "birth_date"), ("begins", "ends", "call_at")


def of_reception(reception: Any) -> dict[str, Any]:
    """What was agreed, and the id both sides know it by."""
    return {"shared": str(reception.shared), **{name: _plain(getattr(reception, name)) for name in AGREED}}


def agreed_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same as open_reception takes it."""
    return {name: _read(name, row[name]) for name in AGREED if name in row}


def of_person(seat: Seat) -> dict[str, Any]:
    """One person of the list as the day knows them."""
    listed = seat.listed
    columns = {name: _plain(getattr(listed, name)) for name in COLUMNS}
    return {"shared": str(listed.shared), "number": listed.number, **columns}


def columns_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The same as put_on takes it."""
    return {name: _read(name, row[name]) for name in COLUMNS if name in row}


def of_event(event: Event) -> dict[str, Any]:
    """One event."""
    return {
        "id": str(event.pk), "person": str(event.listed.shared), "topic": event.topic, "data": event.data,
        "follows": event.follows, "at": event.at.isoformat(), "written_at": event.written_at.isoformat(),
        "by": str(event.by), "machine": event.machine,
    }  # fmt: skip


def event_of(row: Mapping[str, Any], organisation: UUID, day: UUID, listed: UUID) -> Event:
    """The same event here."""
    return Event(
        id=UUID(row["id"]), organisation_id=organisation, day_id=day, listed_id=listed, topic=row["topic"],
        data=row["data"], follows=row["follows"], at=_moment(row["at"]), written_at=_moment(row["written_at"]),
        by=UUID(row["by"]), machine=row["machine"],
    )  # fmt: skip


def of_picture(picture: Picture) -> dict[str, Any]:
    """What is known of a picture; its content travels as files beside it."""
    return {
        "id": str(picture.pk), "person": str(picture.listed.shared), "slate": str(picture.slate_id),
        "token": picture.slate.token, "width": picture.width, "height": picture.height, "box": picture.box,
        "digest": picture.digest, "taken_at": _plain(picture.taken_at), "received_at": picture.received_at.isoformat(),
        "by": str(picture.by), "delete_on": picture.delete_on.isoformat(), "deleted_at": _plain(picture.deleted_at),
    }  # fmt: skip


def picture_of(row: Mapping[str, Any], organisation: UUID, day: UUID, listed: UUID) -> tuple[Slate, Picture]:
    """The same picture here, still without its content, and the slate it was taken with."""
    where: dict[str, Any] = {"organisation_id": organisation, "day_id": day, "listed_id": listed}
    received = _moment(row["received_at"])
    slate = Slate(
        id=UUID(row["slate"]), **where, token=row["token"], made_at=received, spent_on=UUID(row["id"])
    )  # fmt: skip
    picture = Picture(
        id=UUID(row["id"]), **where, slate=slate, width=row["width"], height=row["height"], box=row["box"],
        digest=row["digest"], taken_at=_moment(row["taken_at"]) if row["taken_at"] else None, received_at=received,
        by=UUID(row["by"]), delete_on=date.fromisoformat(row["delete_on"]),
        deleted_at=_moment(row["deleted_at"]) if row["deleted_at"] else None,
    )  # fmt: skip
    return slate, picture


def people_of(rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """Whom these rows are about, each once."""
    return list(dict.fromkeys(UUID(row["person"]) for row in rows))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _read(name: str, value: Any) -> Any:
    if value in (None, ""):
        return None if name in _DAYS + _TIMES else value
    if name in _DAYS:
        return date.fromisoformat(value)
    return time.fromisoformat(value) if name in _TIMES else value


def _moment(text: str) -> datetime:
    return timezone.localtime(datetime.fromisoformat(text))
