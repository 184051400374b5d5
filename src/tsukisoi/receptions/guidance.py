"""A reception in the words of the rules: steps, goods, agenda. The only file here that asks them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.utils.translation import get_language, gettext

from tebiki import route, schedule, support_money
from tebiki.book import book
from tebiki.days import months_after
from tebiki.expiry import clocks
from tebiki.facts import read
from tebiki.sources import sources
from tebiki.table import Row
from tebiki.words import Known
from tsukisoi.municipalities.opening import next_open, open_before
from tsukisoi.receptions.models import By, Kind, Mail, Reception
from tsukisoi.receptions.tasks import (
    ALONE,
    HOME_TASKS,
    KEPT_BACK,
    MAILED,
    STEP_PAGES,
    STEPS_BY,
    TASKS,
    TOWN_WORDS,
    Task,
    task,
)
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.templatetags.ui import short_day

MANUAL = "manual-v2"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the title of the source and the place in it."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Planned:
    """One step as the rules and the town's own days reckon it. `due` is moved off closed days, `reckoned` is not."""

    code: str
    by: By
    words: str
    due: date | None
    reckoned: date | None
    about: bool
    cites: tuple[Place, ...]
    page: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing for the day: its number in the manual's list, who usually brings it."""

    code: str
    number: int
    by: By
    words: str
    cites: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the agenda."""

    code: str
    words: str
    cites: tuple[Place, ...]


def _note(row: Row) -> str:
    return row.note_en if (get_language() or "ja").startswith("en") and row.note_en else row.note


def place_of(row: Row) -> tuple[Place, ...]:
    """The citation of one row."""
    return (Place(sources()[row.source].short, row.place),)


def manual(*places: str) -> tuple[Place, ...]:
    """Places of the manual itself."""
    return tuple(Place(sources()[MANUAL].short, place) for place in places)


def plan(
    reception: Reception, elsewhere: bool, registers_use: bool, lead_times: Mapping[str, int] | None = None
) -> list[Planned]:
    """Every step and task of both sides with its day, earliest first. Days of the town itself replace the manual's."""
    days = lead_times or {}
    steps = [] if reception.kind == Kind.APPLICATION_SUPPORT else _steps(reception, elsewhere, registers_use)
    own = {Kind.HOME_VISIT_RECEPTION: HOME_TASKS, Kind.APPLICATION_SUPPORT: ALONE}.get(Kind(reception.kind), TASKS)
    mails = not reception.is_support and reception.mail != Mail.NONE
    found = [_of_step(reception, step, days) for step in steps]
    found += [_of_task(reception, one, days) for one in own if mails or one is not MAILED]
    return sorted(found, key=lambda one: (one.due or date.min, one.code))


def _steps(reception: Reception, elsewhere: bool, registers_use: bool) -> Iterable[schedule.Step]:
    rules = book(today())
    if reception.kind == Kind.HOME_VISIT_RECEPTION:
        return schedule.home_steps(rules, reception.on, registers_use and not reception.is_support)
    return schedule.steps(rules, reception.on, elsewhere, registers_use and not reception.is_support)


def _of_step(reception: Reception, step: schedule.Step, days: Mapping[str, int]) -> Planned:
    code = step.row.name
    reckoned = reception.on + timedelta(days=days[code]) if code in days else step.day
    return Planned(
        code, STEPS_BY[code], step_words(code, reception), _shifted(reckoned, reception.on), reckoned, step.about,
        place_of(step.row), STEP_PAGES.get(code, ""),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class LocalDays:
    """A step whose days a town may set: what the manual (or this program, where it is silent) says, in days from the
    reception, negative before it; None where nobody says a number."""

    code: str
    words: str
    days: int | None
    cites: tuple[Place, ...]

    @property
    def before(self) -> bool:
        """Does it come before the reception?"""
        return self.days is not None and self.days < 0

    @property
    def size(self) -> int:
        """The number of days without its sign."""
        return abs(self.days or 0)


BY_TOWN = ("notice", "meeting", "papers_sent", "to_jlis", "to_town_of_record", "card_to_town")
"""The manual's steps whose day is the town's own affair."""


def local_days() -> list[LocalDays]:
    """Every step of which a town has its own days, in their order."""
    day = today()
    found = {step.row.name: step for step in schedule.steps(book(day), day, True, True)}
    rows = [(found[code], (found[code].day or day) - day) for code in BY_TOWN if code in found]
    steps = [LocalDays(step.row.name, _note(step.row), gap.days, place_of(step.row)) for step, gap in rows]
    return [
        *steps, LocalDays(MAILED.code, str(MAILED.words), MAILED.days, manual(MAILED.place)),
        LocalDays(KEPT_BACK, gettext("もどったカードを保管する日数"), None, manual("第5-1(2)")),
    ]  # fmt: skip


def _of_task(reception: Reception, one: Task, days: Mapping[str, int]) -> Planned:
    reckoned = reception.on + timedelta(days=days.get(one.code, one.days))
    due = _shifted(reckoned, reception.on)
    return Planned(one.code, one.by, str(one.words), due, reckoned, True, manual(one.place), one.page)


def _shifted(day: date | None, reception: date) -> date | None:
    """Before the day a closed day moves to the open day before it, after the day to the next open one."""
    if day is None or day == reception:
        return day
    return open_before(day) if day < reception else next_open(day - timedelta(days=1))


def step_words(code: str, reception: Reception) -> str:
    """A step in words; what a support-only visit changes is said."""
    if reception.is_support and code == "card_to_town":
        return gettext("カードが住所地の市区町村に届き、交付通知書が届きます。受け取りは窓口か代理人です。")
    if not reception.is_ours and code in TOWN_WORDS:
        return str(TOWN_WORDS[code])
    table = book(today())[_table(reception)]
    row = next((row for row in table.rows if row.name == code), None)
    if row is not None:
        return _note(row)
    known = task(code, reception.kind)
    return str(known.words) if known else ""


def _table(reception: Reception) -> str:
    home = reception.kind == Kind.HOME_VISIT_RECEPTION
    return "schedule.home_reception" if home else "schedule.reception"


def step_cites(code: str, reception: Reception) -> tuple[Place, ...]:
    """Where a step stands in the manual; empty for one added by hand."""
    row = next((row for row in book(today())[_table(reception)].rows if row.name == code), None)
    if row is not None:
        return place_of(row)
    known = task(code, reception.kind)
    return manual(known.place) if known else ()


def goods(reception: Reception, elsewhere: bool) -> list[Thing]:
    """The things that are needed for sure, in the manual's order with its two notes."""
    found = schedule.goods(
        book(today()), reception.photo_service, reception.channel == "online", elsewhere, reception.copies_as_photos,
        reception.room_is_dark,
    )  # fmt: skip
    return [Thing(one.row.name, one.number, By(one.by), _note(one.row), place_of(one.row)) for one in found]


def goods_words(code: str) -> str:
    """What one of the things is."""
    return next((_note(row) for row in book(today())["schedule.goods"].rows if row.name == code), code)


def agenda(elsewhere: bool) -> list[Point]:
    """What is to be settled at the meeting."""
    return [Point(row.name, _note(row), place_of(row)) for row in schedule.meeting(book(today()), elsewhere)]


def support_only(reception: Reception) -> tuple[str, tuple[Place, ...]]:
    """What it means that no staff of the municipality comes; empty where they do."""
    if not reception.is_support:
        return "", ()
    told = gettext(
        "市区町村の職員が来ないので「出張申請サポート」です。本人確認はしません。カードは、あとで窓口か代理人が受け取ります。"
    )
    return told, manual("第5-1(8)")


def renewal(facts: Mapping[str, object]) -> tuple[bool, str]:
    """May this person's card be renewed today, and what is said of it. Source: manual 第5-1(1); A-21.

    A card may be applied for anew when less than three months are left to it; when its day is not known, nothing opens.
    """
    known = read(dict(facts))
    found = clocks(known, book(known.as_of))
    if found.card.value is None:
        return False, ""
    opens = months_after(found.card.value, -3)
    if known.as_of <= opens:
        return False, gettext("カードを持っています。作りなおせるのは %(day)s からです。") % {
            "day": short_day(opens + timedelta(days=1))
        }
    over = known.as_of > found.card.value
    told = gettext("カードの期限が切れています（更新）。") if over else gettext("カードの期限が近く、更新できます。")
    return True, told


SHORT = "visiting_support"
"""The way of whoever's papers were short on the day, or to whom nobody of the municipality came. Source: A-17."""


def is_mailed(way: str) -> bool:
    """Is the card of whoever took this way mailed, since identity was settled? Source: `route.handover`."""
    row = route.handover(route.on_route(Known(0, 0), way), book(today())).row
    return row is not None and row.say == "mail"


def money_rules(
    reception: Reception, consulted: bool, own_account: bool, elsewhere: bool, method: str, proxy: bool
) -> list[tuple[str, str, tuple[Place, ...]]]:
    """What the rules say of the money for this work: (kind of line, words, where it stands)."""
    way: Literal["reward", "contract"] = "contract" if method == "contract" else "reward"
    rows = support_money.conditions(
        book(today()), reception.kind == Kind.APPLICATION_SUPPORT, proxy, consulted, own_account, elsewhere,
        work_under_way=reception.on <= today(), method=way,
    )  # fmt: skip
    return [(row.say or "", _note(row), place_of(row)) for row in rows]


def usual_amounts() -> dict[str, int]:
    """Yen a case as last seen, by kind of work: a guide only, to be asked for every year."""
    return support_money.amounts(book(today()), True, True)
