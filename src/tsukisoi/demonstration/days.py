"""Two days of a reception in the first house: one of two months ago, entered from its papers, and one of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tsukisoi.demonstration import shots
from tsukisoi.municipalities.opening import open_before
from tsukisoi.receptions import actions as receptions
from tsukisoi.receptions import queries as lists
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import actions, queries

SEEN = ["passport", "care_insurance_card"]
OFFICER = "住民課 係の方"

# People of the day service next door: they are not in the house's own list and come by the morning van.
GUESTS = (
    ("逆井 たつ", "サカサイ タツ", date(1936, 4, 2)), ("畔柳 一郎", "クロヤナギ イチロウ", date(1939, 9, 14)),
    ("小日向 はま", "コヒナタ ハマ", date(1933, 1, 30)), ("我妻 すみ", "ワガツマ スミ", date(1941, 6, 8)),
    ("曽我部 実", "ソガベ ミノル", date(1938, 11, 21)), ("日下部 ノリ", "クサカベ ノリ", date(1935, 3, 17)),
    ("道祖土 清", "サイド キヨシ", date(1940, 12, 5)), ("蓬田 ウメ", "ヨモギダ ウメ", date(1932, 8, 26)),
)  # fmt: skip
THIS_TIME = (
    ("荒巻 たつ", "アラマキ タツ", date(1936, 7, 2)), ("安次富 一", "アシトミ ハジメ", date(1939, 2, 14)),
    ("比嘉 はま", "ヒガ ハマ", date(1933, 10, 30)), ("我孫子 すみ", "アビコ スミ", date(1941, 9, 8)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Went:
    """How the day was for one person: minutes after the beginning when they came, how long it took, and its end."""

    came: int
    took: int
    end: str = "done"
    why: str = ""
    short: bool = False


PAST: tuple[Went, ...] = (
    Went(0, 13), Went(4, 17), Went(11, 12), Went(19, 24, short=True), Went(30, 11), Went(38, 16),
    Went(52, 0, "not_today", "asleep"), Went(58, 14), Went(70, 0, "not_today", "refused"), Went(75, 19, "home_visit"),
)  # fmt: skip
MARKS: tuple[Mapping[str, int], ...] = (
    {"to_jlis": 2, "arrived": 46},
    {"to_jlis": 2, "arrived": 46},
    {"to_jlis": 2, "arrived": 21, "set_up": 24, "mailed": 25, "returned": 36},
    {"to_jlis": 2, "arrived": 20, "set_up": 23, "notice": 24},
    {"to_jlis": 2, "arrived": 20, "set_up": 23, "mailed": 24, "in_hand": 29},
    {"to_jlis": 2, "to_record": 4, "arrived": 50, "set_up": 53},
)  # fmt: skip
"""What became of the first six applications, in days after the reception: the first two wait at the town hall, and the
fourth, whose papers were short, is to be collected there."""


def past(viewer: Viewer, head: Viewer, residents: Sequence[UUID], agreed: Mapping[str, Any]) -> None:
    """The day of two months ago: it was held on paper, entered afterwards with its real times, and closed."""
    on = open_before(today() - timedelta(days=65))
    made = receptions.open_reception(viewer, **{**agreed, "on": on, "place": "2階 会議室"})
    receptions.put_on_residents(viewer, made, residents)
    for name, kana, born in GUESTS:
        _guest(viewer, made, name, kana, born)
    day = actions.open_day(viewer, made.pk)
    seats = queries.seats(viewer, day)
    for seat, went in zip(seats, PAST, strict=False):
        _from_paper(viewer, seat, went, datetime.combine(on, agreed["begins"], timezone.get_current_timezone()))
    told = queries.reckoning(viewer, day).tally
    actions.close(head, day.pk, told.expected)
    _after(viewer, made, on)


def _guest(viewer: Viewer, made: lists.Day, name: str, kana: str, born: date) -> None:
    receptions.put_on(
        viewer, made, name=name, kana=kana, birth_date=born, address="みどり野町 本町1-2", room="デイ",
        town_of_record="みどり野町", identity="旅券、介護保険被保険者証", photo_identity=True, mode="standard",
    )  # fmt: skip


def _from_paper(viewer: Viewer, seat: queries.Visitor, went: Went, begins: datetime) -> None:
    came = begins + timedelta(minutes=went.came)
    actions.arrive(viewer, seat.pk, at=came)
    if went.end == "not_today":
        actions.leave(viewer, seat.pk, "not_today", went.why, at=came + timedelta(minutes=2))
        return
    called, left = came + timedelta(minutes=3), came + timedelta(minutes=3 + went.took)
    actions.call(viewer, seat.pk, at=called)
    actions.papers(viewer, seat.pk, "own", at=called)
    seen = ["care_insurance_card"] if went.short else SEEN
    actions.identity(viewer, seat.pk, seen, OFFICER, at=called)
    if went.end == "done":
        actions.brought_photo(viewer, seat.pk, at=left)
        if not went.short:
            actions.pin(viewer, seat.pk, "standard", at=left)
        actions.check(viewer, seat.pk, at=left)
    actions.leave(viewer, seat.pk, went.end, at=left)


def _after(viewer: Viewer, made: lists.Day, on: date) -> None:
    """The applications go on; one letter came back, and the town said how long it keeps a card."""
    people = lists.people(viewer, lists.reception(viewer, made.pk))
    applied = [person for person, went in zip(people, PAST, strict=False) if went.end == "done"]
    receptions.set_mark(viewer, [*applied, *people[len(PAST) :]], "applied", on)
    for code in dict.fromkeys(code for told in MARKS for code in told):
        for person, told in zip(applied, MARKS, strict=False):
            if code in told:
                receptions.set_mark(viewer, [person], code, on + timedelta(days=told[code]))


def now_on(viewer: Viewer, residents: Sequence[UUID], agreed: Mapping[str, Any]) -> None:
    """Today's: people wait, one is in hand with a picture to compare, two are through, one sleeps."""
    begins = (now() - timedelta(minutes=50)).time().replace(second=0, microsecond=0)
    ends = (datetime.combine(today(), begins) + timedelta(hours=3)).time()
    told = {**agreed, "on": today(), "begins": min(begins, time(20)), "ends": max(ends, time(3)), "place": "1階 ホール"}
    made = receptions.open_reception(viewer, **told)
    receptions.put_on_residents(viewer, made, residents)
    for name, kana, born in THIS_TIME:
        _guest(viewer, made, name, kana, born)
    day = actions.open_day(viewer, made.pk)
    seats = queries.seats(viewer, day)
    for seat in seats[:7]:
        actions.arrive(viewer, seat.pk)
    for seat in seats[:2]:
        _through(viewer, seat)
    actions.leave(viewer, seats[6].pk, "not_today", "asleep")
    _in_hand(viewer, seats[2])
    actions.walk_in(
        viewer, day.pk, shared=new_id(), name="比留間 きみ", kana="ヒルマ キミ", birth_date=date(1937, 5, 3)
    )


def _through(viewer: Viewer, seat: queries.Visitor) -> None:
    actions.call(viewer, seat.pk)
    actions.papers(viewer, seat.pk, "own")
    actions.identity(viewer, seat.pk, SEEN, OFFICER)
    actions.brought_photo(viewer, seat.pk)
    actions.pin(viewer, seat.pk, "standard")
    actions.check(viewer, seat.pk)
    actions.leave(viewer, seat.pk, "done")


def _in_hand(viewer: Viewer, seat: queries.Visitor) -> None:
    """Called last, with papers and a picture that waits for the second look."""
    actions.call(viewer, seat.pk)
    actions.papers(viewer, seat.pk, "written_for", writer=viewer.name, watched_by=OFFICER)
    actions.identity(viewer, seat.pk, SEEN, OFFICER)
    slate = actions.slate(viewer, seat.pk)
    actions.take_pair(viewer, seat.pk, shots.slate(slate.token, now()), shots.figure(now() + timedelta(seconds=4)))
