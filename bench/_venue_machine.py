"""One machine of a reception day, in a process of its own: what the trial `venue_merge` starts three times.

Usage: python bench/_venue_machine.py FOLDER VERB … (JSON on standard output)
"""

import io
import json
import os
import random
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests"), str(HERE.parent / "src")]


def begin(folder: str) -> None:
    """Django on that folder, migrated."""
    os.environ["TSUKISOI_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
    os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
    import django

    django.setup()
    from django.core.cache import cache

    cache.clear = lambda: None  # type: ignore[method-assign]


def who(role: str = "head") -> Any:
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    return viewer_of(Worker.objects.filter(role=role).first())


def the_day(viewer: Any) -> Any:
    from tsukisoi.venue.models import Day

    return Day.objects.get()


def server(people: int, machines: int) -> dict[str, Any]:
    """The server: a house, a reception, files for the laptops."""
    from django_scopes import scope

    from tsukisoi.config import readiness

    readiness.migrate()
    import _house

    home = _house.make_organisations(1)[0]
    head = _house.head_of(home)
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    Worker(organisation=home, role="worker", username="sato", name="佐藤 美咲", password="!").save()
    from tsukisoi.receptions.actions import open_reception, put_on
    from tsukisoi.venue import actions

    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        made = open_reception(
            viewer, on=date(2026, 11, 23), begins=time(9), ends=time(16), place="つばき苑 1階ホール", partner="みどり野町",
            town="みどり野町",
        )  # fmt: skip
        chance = random.Random(11)
        for number in range(people):
            (family, kana), (given, given_kana) = chance.choice(_house.FAMILY), chance.choice(_house.GIVEN)
            put_on(
                viewer, made, name=f"{family} {given}", kana=f"{kana} {given_kana}",
                birth_date=date(1930, 1, 1) + timedelta(number),
            )  # fmt: skip
        day = actions.open_day(viewer, made.pk)
        from tsukisoi.venue.queries import seats

        for seat in seats(viewer, day)[:20]:  # some are here before the network goes
            actions.arrive(viewer, seat.pk)
        codes = []
        for machine in range(1, machines + 1):
            packet = actions.take_along(viewer, day.pk)
            Path(os.environ["TSUKISOI_DATA"], f"out-{machine}").write_bytes(packet.content)
            codes.append(packet.code)
    return {"codes": codes}


def laptop(machine: int, machines: int, code: str, file: str, back: str) -> dict[str, Any]:
    """A laptop: settle in, work through its share and a few of the others', add walk-ins, write the file back."""
    from django.core.management import call_command
    from django_scopes import scope

    call_command("venue", file, code=code, no_serve=True, stdout=io.StringIO())
    from tsukisoi.staff.models import Organisation

    home = Organisation.objects.get()
    with scope(organisation=home.pk):
        told = work(machine, machines)
    call_command("venue", back=Path(back), stdout=io.StringIO())
    return told


def work(machine: int, machines: int) -> dict[str, Any]:
    """A third of the people each; every tenth is also touched by the next laptop, which says something else."""
    from uuid import UUID

    from tsukisoi.venue import actions
    from tsukisoi.venue.queries import seats
    from venue import shots

    viewer, other = who("head"), who("worker")
    day = the_day(viewer)
    chance = random.Random(machine)
    done = walked = pictures = 0
    for seat in seats(viewer, day):
        mine, shared = seat.listed.number % machines == machine - 1, seat.listed.number % 10 == 0
        if not mine and not (shared and seat.listed.number % machines == machine % machines):
            continue
        actions.arrive(viewer, seat.pk)
        actions.call(viewer, seat.pk)
        if chance.random() < 0.1 or not mine:
            actions.leave(viewer, seat.pk, "not_today", chance.choice(("asleep", "ill", "refused")))
            continue
        actions.papers(viewer, seat.pk, "own")
        actions.identity(viewer, seat.pk, ["passport", "care_insurance_card"], "町 太郎")
        if seat.listed.number % 6 == 0:
            token = actions.slate(viewer, seat.pk).token
            at = datetime(2026, 11, 23, 10) + timedelta(seconds=20 * seat.listed.number)
            small = (600, 800)
            actions.take_pair(
                viewer,
                seat.pk,
                shots.slate(token, at, (600, 450)),
                shots.face(seat.listed.number, at + timedelta(seconds=4), small),
            )
            pictures += 1
        actions.pin(other, seat.pk, "standard")
        actions.check(other, seat.pk) if seat.listed.number % 6 else None
        actions.leave(other, seat.pk, "done")
        done += 1
    for n in range(3):
        actions.walk_in(viewer, day.pk, shared=UUID(int=machine * 1000 + n + 1), name=f"岡田 {n}{machine}")
        walked += 1
    from tsukisoi.venue.models import Event

    return {
        "done": done,
        "walk_ins": walked,
        "events": Event.objects.filter(machine=machine).count(),
        "pictures": pictures,
    }


def few(code: str, file: str, back: str, numbers: list[str]) -> int:
    """A laptop that receives these people and goes back: what the journey of a reception day starts."""
    from django.core.management import call_command
    from django_scopes import scope

    call_command("venue", file, code=code, no_serve=True, stdout=io.StringIO())
    from tsukisoi.staff.models import Organisation
    from tsukisoi.venue import actions
    from tsukisoi.venue.queries import by_number

    with scope(organisation=Organisation.objects.get().pk):
        viewer = who("head")
        for number in numbers:
            seat = by_number(viewer, the_day(viewer), int(number))
            assert seat is not None
            for do in (actions.arrive, actions.call):
                do(viewer, seat.pk)
            actions.papers(viewer, seat.pk, "own")
            actions.identity(viewer, seat.pk, ["passport", "care_insurance_card"], "町 太郎")
            actions.brought_photo(viewer, seat.pk)
            actions.pin(viewer, seat.pk, "standard")
            actions.check(viewer, seat.pk)
            actions.leave(viewer, seat.pk, "done")
    call_command("venue", back=Path(back), stdout=io.StringIO())
    return len(numbers)


def merge(files: list[str]) -> dict[str, Any]:
    """The server takes the files in, in this order, and says what stands."""
    import hashlib
    import time as clock

    from django_scopes import scope

    from tsukisoi.staff.models import Organisation
    from tsukisoi.venue import actions, fold
    from tsukisoi.venue.actions.writing import happening
    from tsukisoi.venue.models import Event, Picture, Seat

    home = Organisation.objects.get()
    with scope(organisation=home.pk):
        viewer = who("head")
        day = the_day(viewer)
        took, spent, merged = [], [], []
        for file in files:
            content = Path(file).read_bytes()
            start, begun = clock.perf_counter(), clock.process_time()
            merged.append(actions.merge(viewer, day.pk, content))
            took.append(clock.perf_counter() - start)
            spent.append(clock.process_time() - begun)
        again = [actions.merge(viewer, day.pk, Path(file).read_bytes()).events for file in files]
        state = sorted(
            [str(s.listed.shared), s.listed.number, s.place, s.turn, s.machine, s.disputed, s.standing]
            for s in Seat.objects.select_related("listed")
        )
        derived = all(
            fold.standing(happening(e) for e in Event.objects.filter(listed=s.listed_id)) == s.standing
            for s in Seat.objects.all()
        )
        digest = hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()
        return {
            "seconds": [round(t, 3) for t in took], "processor": round(sum(spent), 3), "state": digest, "seats": len(state), "again": again, "derived": derived,
            "events": Event.objects.count(), "by_machine": [Event.objects.filter(machine=m).count() for m in range(4)],
            "pictures": Picture.objects.count(), "disputed": Seat.objects.filter(disputed__gt=0).count(),
            "walk_ins": Seat.objects.filter(listed__walk_in=True).count(),
        }  # fmt: skip


if __name__ == "__main__":
    begin(sys.argv[1])
    verb, rest = sys.argv[2], sys.argv[3:]
    if verb == "server":
        print(json.dumps(server(int(rest[0]), int(rest[1]))))
    elif verb == "laptop":
        print(json.dumps(laptop(int(rest[0]), int(rest[1]), rest[2], rest[3], rest[4])))
    elif verb == "few":
        print(few(rest[0], rest[1], rest[2], rest[3:]))
    elif verb == "merge":
        print(json.dumps(merge(rest)))
