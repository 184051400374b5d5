"""Trial `year`: 500 invented people, the clock moved day by day through a year; is anybody left without a word?

The world goes its way: certificates end, letters come, come late or go back, cards are lost, people move in, turn 75,
change their employer, move to another town. Whoever works there writes down what reaches the house, and forgets to renew every second time.
An oracle of this file's own, which asks no rule of the program, says each day who has nothing that opens a doctor's door.
Whoever has not must have been named by the program at least thirty days before; after something sudden (a loss, damage,
a move-in, a change of insurer or of the town) on the same day, with what bridges it.

usage: python bench/trial_year.py [people] [seed]          (a database of its own, in a temporary folder)
       python tests/with_postgres.py python bench/trial_year.py
Prints one line of JSON for every finding and one for the whole; ends with 1 where anything is wrong.
"""

import calendar
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402

FIRST, DAYS, NOTICE = date(2026, 11, 23), 365, 30
FACES = [
    ("佐藤", "花子"),
    ("鈴木", "一郎"),
    ("田中", "幸子"),
    ("山本", "茂"),
    ("小林", "節子"),
    ("松原", "実"),
    ("備中", "千代"),
]


# ── the oracle: the calendar of a certificate and of a paper, written here a second time ─────────────────────────
def birthday(born: date, year: int) -> date:
    leap = (born.month, born.day) == (2, 29) and not calendar.isleap(year)
    return date(year, 2, 28) if leap else date(year, born.month, born.day)


def nth_birthday(after: date, born: date, n: int) -> date:
    first = after.year if birthday(born, after.year) > after else after.year + 1
    return birthday(born, first + n - 1)


def age(born: date, on: date) -> int:
    return on.year - born.year - (on < birthday(born, on.year))


def grace_end(day: date) -> date:
    month = day.year * 12 + day.month - 1 + 3
    year, month = month // 12, month % 12 + 1
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass
class Person:
    """One invented person as the world knows them: the program knows only what is written down."""

    id: Any
    born: date
    kind: str
    card: bool = False
    face: bool = False
    card_ends: date | None = None
    certificate: date | None = None
    registered: bool = False
    paper: date | None = None
    paper_kind: str = ""
    sudden: date | None = None
    was_without: bool = False
    moves: int = 0
    named: dict[date, tuple[str, str, date | None]] = field(default_factory=dict)

    def scheme(self, on: date) -> str:
        over = self.kind in ("national_health", "employer") and age(self.born, on) >= 75
        return "late_elderly" if over else self.kind

    def seen_by_a_doctor(self, on: date) -> bool:
        """Does anything open the door today?"""
        by_paper = self.paper is not None and on <= self.paper and self.paper_kind == self.scheme(on)
        by_card = (
            self.card and self.registered and self.certificate is not None and on <= grace_end(self.certificate)
            and (self.card_ends is None or on <= self.card_ends)
        )  # fmt: skip
        return by_paper or by_card


class World:
    """The year, day by day: what happens, and what is written down of it."""

    def __init__(self, viewer: Any, people: int, seed: int) -> None:
        self.viewer, self.chance, self.people = viewer, random.Random(seed), list[Person]()
        self.happened: Counter[str] = Counter()
        self.later: dict[date, list[Any]] = {}
        self.towns = self._offices()
        for _number in range(people):
            self.move_in(FIRST, known=True)

    def _offices(self) -> list[tuple[Any, dict[str, Any]]]:
        """Two towns, each with its insurers."""
        from tsukisoi.municipalities import actions as offices

        made = []
        for town in ("川北市", "みなみ町"):
            names = {"national_health": f"{town}国民健康保険", "late_elderly": f"{town}の県の広域連合"}
            insurers = {kind: offices.add_office(self.viewer, name, "insurer") for kind, name in names.items()}
            made.append((offices.add_office(self.viewer, town), insurers))
        return made

    def put(self, person: Person, **facts: Any) -> None:
        from tsukisoi.residents import actions as residents

        for key, value in facts.items():
            said = value.isoformat() if isinstance(value, date) else value
            residents.record_fact(self.viewer, person.id, key.replace("__", "."), said)

    def at(self, day: date, do: Any) -> None:
        self.later.setdefault(day, []).append(do)

    def move_in(self, on: date, known: bool) -> None:
        from tsukisoi.residents import actions as residents
        from tsukisoi.tenancy.ids import new_id

        chance = self.chance
        years = chance.choice([*range(3, 20, 4), *range(45, 75, 3), 74, 74, *range(75, 101), *range(76, 98)])
        born = on - timedelta(days=years * 365 + chance.randrange(366))
        kind = (
            "late_elderly" if age(born, on) >= 75 else chance.choice(["national_health", "national_health", "employer"])
        )
        kind = "medical_assistance" if chance.random() < 0.06 else kind
        person = Person(new_id(), born, kind, sudden=on)
        name = chance.choice(FACES)
        residents.enrol(
            self.viewer, id=person.id, name=f"{name[0]} {name[1]}", kana="", birth_date=born, sex="", room=""
        )
        self._things(person, on)
        self.people.append(person)
        if known:
            self.write_down(person, on)
        else:
            self.happened["moved in"] += 1
            self.at(on + timedelta(days=chance.randrange(1, 10)), lambda day, who=person: self.write_down(who, day))

    def _things(self, person: Person, on: date) -> None:
        """What the person really has."""
        chance = self.chance
        if chance.random() < 0.75:
            issued = on - timedelta(days=chance.randrange(30, 3000))
            if issued < person.born:
                issued = person.born + timedelta(days=1)
            adult = age(person.born, issued) >= 20
            person.card, person.face = True, chance.random() < 0.2
            person.card_ends = nth_birthday(issued, person.born, 10 if adult else 5)
            certificate = min(person.card_ends, nth_birthday(issued, person.born, 5))
            renewed = certificate < on and chance.random() < 0.8
            person.certificate = (
                min(person.card_ends, nth_birthday(certificate, person.born, 5)) if renewed else certificate
            )
            if person.card_ends < on:
                person.card = False
            person.registered = chance.random() < 0.8
        if person.kind == "medical_assistance":
            person.paper, person.paper_kind = self._month_end(on), person.kind
        elif person.kind == "late_elderly" or not (person.card and person.registered) or chance.random() < 0.3:
            person.paper_kind = person.kind
            person.paper = date(2027, 7, 31) if on < date(2027, 8, 1) else date(2028, 7, 31)
            if person.kind == "employer":
                person.paper = on + timedelta(days=chance.randrange(60, 1500))
            elif person.kind == "national_health":
                person.paper = min(person.paper, birthday(person.born, person.born.year + 75) - timedelta(days=1))

    @staticmethod
    def _month_end(on: date) -> date:
        return date(on.year, on.month, calendar.monthrange(on.year, on.month)[1])

    def write_down(self, person: Person, on: date) -> None:
        """What a worker writes of somebody: mostly everything, sometimes not the days of the card."""
        chance = self.chance
        self.put(person, insurance__kind=person.scheme(on))
        if age(person.born, on) >= 75 and person.kind != "medical_assistance":
            person.kind = "late_elderly"
        if person.card:
            self.put(person, insurance__card_held=True, card__mode="face_auth" if person.face else "standard")
            if chance.random() < 0.85:
                self.put(person, card__expires=person.card_ends)
                if chance.random() < 0.8:
                    self.put(person, card__certificate_expires=person.certificate)
            if chance.random() < 0.9:
                self.put(person, insurance__insurance_use_registered=person.registered)
        else:
            self.put(person, insurance__card_held=False)
        if person.paper is not None and chance.random() < 0.95:
            self.paper_came(person, on, person.paper)

    def paper_came(self, person: Person, on: date, expires: date) -> None:
        from tsukisoi.insurance import actions

        person.paper, person.paper_kind = expires, person.scheme(min(expires, on + timedelta(days=62)))
        kind = "medical_voucher" if person.kind == "medical_assistance" else "eligibility_certificate"
        actions.paper_arrived(
            self.viewer, person.id, kind=kind, arrived_on=on, expires=expires, place="金庫", scheme=person.paper_kind
        )

    def day(self, on: date) -> None:
        """Everything that happens on a day."""
        for do in self.later.pop(on, []):
            do(on)
        if self.chance.random() < 0.15:
            self.move_in(on, known=False)
        for person in self.people:
            self._certificate(person, on)
            self._birthday(person, on)
            self._letters(person, on)
            self._sudden(person, on)

    def _certificate(self, person: Person, on: date) -> None:
        """Every second certificate is renewed, one in ten only in its grace."""
        from tsukisoi.cards import actions

        if not person.card or person.certificate is None or on != person.certificate - timedelta(days=45):
            return
        if person.card_ends is not None and person.certificate >= person.card_ends:
            return
        dice = self.chance.random()
        if dice < 0.6:
            wait = self.chance.randrange(1, 44) if dice < 0.5 else 45 + self.chance.randrange(10, 60)

            def renew(day: date) -> None:
                if not person.card:
                    return
                in_time = person.certificate is not None and day <= person.certificate
                ends = min(person.card_ends or date.max, nth_birthday(day, person.born, 6 if in_time else 5))
                person.certificate = ends
                actions.renew_certificate(self.viewer, person.id, on=day, who="free_agent", expires=ends)
                self.happened["renewed in time" if in_time else "renewed late"] += 1

            self.at(on + timedelta(days=wait), renew)
        else:
            self.happened["never renewed"] += 1

    def _birthday(self, person: Person, on: date) -> None:
        """75: the new insurer's paper comes about three weeks before, mostly."""
        from tsukisoi.insurance import actions

        if person.kind not in ("national_health", "employer"):
            return
        turns = birthday(person.born, person.born.year + 75)
        if on == turns - timedelta(days=20) and self.chance.random() < 0.8:
            summer = date(turns.year if turns < date(turns.year, 8, 1) else turns.year + 1, 7, 31)
            self.paper_came(person, on, summer)
            person.kind = "late_elderly" if person.paper_kind == "late_elderly" else person.kind
            self.happened["75: paper came"] += 1
        if on == turns:
            self.happened["turned 75"] += 1
            person.kind = "late_elderly"
            if self.chance.random() < 0.5:
                actions.set_insurer(self.viewer, person.id, scheme="late_elderly", since=on)

    def _letters(self, person: Person, on: date) -> None:
        """July: most papers come, some late, some go back. Vouchers come at the beginning of a month."""
        from tsukisoi.insurance import actions

        if person.kind == "medical_assistance":
            if on.day == 1 and self.chance.random() < 0.95:
                self.paper_came(person, on, self._month_end(on))
            return
        if on == date(on.year, 7, 5) and person.paper is not None and person.paper == date(on.year, 7, 31):
            old = age(person.born, date(on.year, 8, 1)) >= 85
            dice = self.chance.random()
            if person.scheme(on) == "late_elderly" and not old and person.card and person.registered and dice < 0.5:
                self.happened["summer: notice only"] += 1
                expires = date(on.year + 1, 7, 31)
                self.at(on, lambda _day: None)
                actions.paper_arrived(
                    self.viewer, person.id, kind="eligibility_notice", arrived_on=on, expires=expires,
                    scheme=person.scheme(on),
                )  # fmt: skip
            elif dice < 0.9:
                self.happened["summer: in time"] += 1
                self.at(on + timedelta(days=self.chance.randrange(1, 24)), lambda day: self._next(person, day))
            elif dice < 0.95:
                self.happened["summer: late"] += 1
                self.at(on + timedelta(days=self.chance.randrange(30, 50)), lambda day: self._next(person, day))
            else:
                self.happened["summer: went back"] += 1
                returned = on + timedelta(days=8)
                self.at(
                    returned, lambda day: actions.letter_returned(self.viewer, person.id, date(day.year, 8, 1), day)
                )

    def _next(self, person: Person, day: date) -> None:
        expires = date(day.year + (day.month >= 7), 7, 31)
        if person.kind == "national_health":
            expires = min(expires, birthday(person.born, person.born.year + 75) - timedelta(days=1))
        self.paper_came(person, day, expires)

    def _sudden(self, person: Person, on: date) -> None:
        from tsukisoi.cards import actions
        from tsukisoi.insurance import actions as insurance

        dice = self.chance.random()
        if person.card and dice < 0.0003:
            self.happened["lost"] += 1
            person.card, person.sudden = False, on
            actions.lose(self.viewer, person.id, on=on)
        elif person.card and dice < 0.0004:
            self.happened["damaged"] += 1
            person.card, person.sudden = False, on
            actions.damage(self.viewer, person.id, on=on)
        elif person.kind == "employer" and dice > 0.9995:
            self.happened["left the employer"] += 1
            person.kind, person.paper, person.sudden = "national_health", None, on
            insurance.set_insurer(self.viewer, person.id, scheme="national_health", since=on)
        elif person.scheme(on) in ("national_health", "late_elderly") and dice > 0.9997:
            self._moves(person, on)

    def _moves(self, person: Person, on: date) -> None:
        """To another town: of three, one stays with the insurer; every second time somebody knows at once who it is."""
        from tsukisoi.movements import actions as movements
        from tsukisoi.movements.guidance import STAYS, Draft

        (town, insurers), stays, said = self.towns[person.moves % 2], self.chance.random() < 0.3, self.chance.random()
        person.moves += 1
        insurer = "" if said < 0.5 else STAYS if stays else str(insurers[person.scheme(on)].pk)
        movements.record(self.viewer, person.id, Draft("town", on, office=town.pk, insurer=insurer))
        self.happened["moved away, stays insured" if stays else "moved away"] += 1
        if not stays:
            person.paper, person.sudden = None, on
            self.at(on + timedelta(days=self.chance.randrange(3, 25)), lambda day: self._next(person, day))


def judge(world: World, on: date, findings: list[dict[str, Any]], told: Counter[str]) -> None:
    """Ask the program, then hold it to the world."""
    from tsukisoi.insurance.guidance import standings
    from tsukisoi.residents import queries as residents

    said = {line.person.pk: line for line in standings(world.viewer, list(residents.everybody(world.viewer)), on)}
    for person in world.people:
        line = said[person.id]
        named = line.state != "ok" or line.next.code == "turn75"
        if named:
            person.named[on] = (line.state, line.next.words, line.next.by)
        without = not person.seen_by_a_doctor(on)
        if without and not person.was_without:
            told["became without"] += 1
            told[f"without, told as {line.state}"] += 1
            if person.sudden == on:
                told["sudden"] += 1
                right = line.state in ("gap", "unknown") and bool(line.next.words)
            else:
                right = on - timedelta(days=NOTICE) in person.named or (
                    person.sudden is not None and (on - person.sudden).days < NOTICE and person.sudden in person.named
                )
            if not right or line.state == "ok":
                findings.append({
                    "day": on.isoformat(), "born": person.born.isoformat(), "kind": person.kind, "state": line.state,
                    "next": line.next.code, "sudden": person.sudden == on, "until": str(line.until),
                    "world": [str(person.paper), person.paper_kind, person.card, str(person.certificate),
                              str(person.card_ends), person.registered],
                })  # fmt: skip
        elif without and line.state == "ok":
            told["silent day"] += 1
        elif not without and line.state == "gap":
            told["named though something opens the door"] += 1
        person.was_without = without


def main(people: int, seed: int) -> int:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-year-") as folder:
        _house.set_up(folder)
        from django.conf import settings
        from django.db import connection
        from django_scopes import scope

        from tsukisoi.staff.queries import viewer_of

        home = _house.make_organisations(1)[0]
        viewer, began = viewer_of(_house.head_of(home)), time.perf_counter()
        findings: list[dict[str, Any]] = []
        told: Counter[str] = Counter()
        with scope(organisation=home.pk):
            settings.TSUKISOI_TODAY = FIRST
            world = World(viewer, people, seed)
            for number in range(DAYS + 1):
                settings.TSUKISOI_TODAY = on = FIRST + timedelta(days=number)
                world.day(on)
                judge(world, on, findings, told)
        for finding in findings[:40]:
            print(json.dumps({"job": "year", "finding": finding}, ensure_ascii=False), flush=True)
        silent = told["silent day"]
        print(json.dumps({
            "job": "year", "engine": connection.vendor, "seed": seed, "people": len(world.people), "days": DAYS + 1,
            "person_days": len(world.people) * DAYS, "happened": dict(sorted(world.happened.items())),
            "told": dict(sorted(told.items())), "unnamed": len(findings), "silent_days": silent,
            "seconds": round(time.perf_counter() - began, 1), "holds": not findings and not silent,
        }, ensure_ascii=False), flush=True)  # fmt: skip
        return int(bool(findings or silent))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, int(sys.argv[2]) if len(sys.argv) > 2 else 5))
