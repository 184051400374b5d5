"""The days of a visiting reception, the things to have ready, what to settle at the meeting; the certificate's days."""

from dataclasses import dataclass
from datetime import date, timedelta

from tebiki.book import Book
from tebiki.days import months_after
from tebiki.said import known
from tebiki.table import Row

__all__ = ["Good", "Step", "certificate", "goods", "home_steps", "meeting", "photo_until", "steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a reception: its day (None: beforehand, no number of days is set), and whether it is only about."""

    row: Row
    day: date | None
    about: bool


@dataclass(frozen=True, slots=True)
class Good:
    """One thing for the day: its number in the manual's list, who brings it, its row."""

    number: int
    by: str
    row: Row


def steps(
    book: Book,
    reception: date,
    residents_of_other_towns: bool | None = None,
    face_auth_registration: bool | None = None,
) -> tuple[Step, ...]:
    """The steps of a reception at a facility, earliest first. Source: manual 第5-1(2)."""
    words = known(
        residents_of_other_towns=residents_of_other_towns, new_face_auth_registration=face_auth_registration
    )  # fmt: skip
    return _dated(book["schedule.reception"].decide(words).fits, reception)


def home_steps(book: Book, reception: date, face_auth_registration: bool | None = None) -> tuple[Step, ...]:
    """The steps of a reception at somebody's home, earliest first. Source: manual 第5-2."""
    words = known(new_face_auth_registration=face_auth_registration)
    return _dated(book["schedule.home_reception"].decide(words).fits, reception)


def _dated(rows: tuple[Row, ...], reception: date) -> tuple[Step, ...]:
    dated = [Step(row, _day(row, reception), row.data["about"]) for row in rows]
    return tuple(sorted(dated, key=lambda step: step.day or date.min))


def _day(row: Row, reception: date) -> date | None:
    return reception + timedelta(days=row.data["days"]) if "days" in row.data else None


def goods(
    book: Book,
    photo_service: bool | None,
    online: bool | None,
    residents_of_other_towns: bool | None,
    copies_as_photo_data: bool | None = None,
    room_is_dark: bool | None = None,
) -> tuple[Good, ...]:
    """The things that are needed for sure, in the manual's order. Source: manual 第5-1(5) with its two notes."""
    words = known(
        photo_service_on_day=photo_service, applies_online=online, residents_of_other_towns=residents_of_other_towns,
        copies_as_photo_data=copies_as_photo_data, room_is_dark=room_is_dark,
    )  # fmt: skip
    return tuple(Good(row.data["number"], row.data["by"], row) for row in book["schedule.goods"].decide(words).fits)


def meeting(book: Book, residents_of_other_towns: bool | None = None) -> tuple[Row, ...]:
    """What to settle when the facility meets the municipality. Source: manual 第5-1(4)."""
    return book["schedule.meeting"].decide(known(residents_of_other_towns=residents_of_other_towns)).fits


def certificate(book: Book) -> tuple[Row, ...]:
    """How the photo certificate (個人番号カード顔写真証明書) is kept until the day. Source: P-06, P-07."""
    return book["schedule.certificate"].decide(known()).fits


def photo_until(book: Book, taken: date) -> date:
    """The last day on which a certificate with a photo of that day can be handed in. Source: P-06."""
    months = next(row.data["months"] for row in certificate(book) if row.name == "photo_age")
    return months_after(taken, months)
