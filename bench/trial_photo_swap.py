"""A thousand seeded rolls of a camera, each with one mistake: where is it stopped, and does any reach the end?

A roll has six to twelve people. Into each roll one mistake is put: no slate, a slate used again, two shots after one
slate, files renamed, files sent in another order, a picture that comes late, and two people of the same name of whom the
wrong one sat down. The bound pictures then go the product's way: an unbound frame stops at the camera; a bound one is
looked at by a first sign-in, and by a second that presses the number on the ticket of whoever stands there.
Not tried: the right slate, and somebody else who also holds the right ticket. There only the two who look can tell.
The second desk is taken to have before it whoever is in the picture; has it the other, two faces differ.
Frames are described, not drawn: the reading of slates and files has tests of its own.
Prints JSON lines: trial, mistake, rolls, where it was stopped, reached, holds.

Usage: python bench/trial_photo_swap.py [rolls] [seed]
"""

import json
import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from tsukisoi.venue.locking import MARK, Shot, SlateNow, bind

BEGIN = datetime(2026, 12, 10, 9, 30)
MISTAKES = ("no_slate", "reused_slate", "two_shots", "renamed", "reordered", "late_upload", "same_name")


@dataclass(frozen=True)
class Frame:
    """One frame as it lies on the card, and whose face is in it ("" for a slate)."""

    shot: Shot
    face: str


@dataclass
class Roll:
    """Frames, the slates of the day by token, who has which ticket, and shots that are somebody's already."""

    frames: list[Frame]
    slates: dict[str, SlateNow]
    tickets: dict[str, int]
    known: list[str]


def proper(chance: random.Random) -> Roll:
    """A morning without a mistake."""
    people = [f"p{n}" for n in range(chance.randint(6, 12))]
    frames, at = [], BEGIN
    for number, person in enumerate(people):
        at += timedelta(seconds=chance.randint(60, 400))
        frames.append(Frame(Shot(len(frames) + 1, at, (MARK + f"T{number}",), f"s{number}"), ""))
        at += timedelta(seconds=chance.randint(3, 40))
        frames.append(Frame(Shot(len(frames) + 1, at, (), f"f-{person}"), person))
    slates = {f"T{n}": SlateNow(spent=False, closed=False) for n in range(len(people))}
    return Roll(frames, slates, {person: n + 1 for n, person in enumerate(people)}, [])


def numbered(frames: list[Frame]) -> list[Frame]:
    return [replace(one, shot=replace(one.shot, at=n)) for n, one in enumerate(frames, start=1)]


def spoil(roll: Roll, mistake: str, chance: random.Random) -> Roll:
    """The same morning with one mistake."""
    frames, count = list(roll.frames), len(roll.tickets)
    n = chance.randrange(1, count)
    slate, face = 2 * n, 2 * n + 1
    if mistake == "no_slate":
        del frames[slate]
    elif mistake == "reused_slate":
        frames[slate] = replace(frames[slate], shot=replace(frames[slate].shot, codes=frames[slate - 2].shot.codes))
    elif mistake == "two_shots":
        extra = frames[face].shot
        frames.insert(face + 1, Frame(replace(extra, taken_at=extra.taken_at + timedelta(seconds=2), digest="x"), "p0"))
    elif mistake == "renamed":
        faces = [one.face for one in frames]
        order = list(range(len(frames)))
        chance.shuffle(order)  # new names give a new order of files; what is inside stays
        frames = [frames[at] for at in order]
        assert sorted(one.face for one in frames) == sorted(faces)
    elif mistake == "reordered":
        frames.reverse() if chance.random() < 0.5 else chance.shuffle(frames)
        if chance.random() < 0.3:  # a program that copies pictures may drop what the camera wrote
            frames = [replace(one, shot=replace(one.shot, taken_at=None)) for one in frames]
    elif mistake == "late_upload":
        roll.slates[f"T{n}"] = SlateNow(spent=False, closed=True)
    elif mistake == "same_name":
        other = chance.choice([p for p in roll.tickets if p != f"p{n}"])
        frames[face] = replace(frames[face], face=other, shot=replace(frames[face].shot, digest=f"wrong-{n}"))
    return replace_frames(roll, numbered(frames))


def replace_frames(roll: Roll, frames: list[Frame]) -> Roll:
    return Roll(frames, roll.slates, roll.tickets, roll.known)


def follow(roll: Roll) -> tuple[Counter[str], int]:
    """Where wrong pictures are stopped, and how many reach the end."""
    told = bind([one.shot for one in roll.frames], roll.slates, roll.known)
    where = Counter(f"camera:{one.why}" for one in told.stopped)
    by_file = {one.shot.at: one.face for one in roll.frames}
    reached = 0
    for bound in told.bound:
        owner, face = f"p{bound.token[1:]}", by_file[bound.shot.at]
        if face == owner:
            continue
        # The person who stands at the last desk is the one in the picture, with the ticket that is theirs.
        if roll.tickets[face] != roll.tickets[owner]:
            where["second look: number on the ticket"] += 1
        else:
            reached += 1
    return where, reached


def main(rolls: int, seed: int) -> bool:
    chance, held = random.Random(seed), []
    clean = sum(len(bind([f.shot for f in r.frames], r.slates).stopped) for r in (proper(chance) for _ in range(200)))
    print(json.dumps({"trial": "photo_swap", "mistake": "none", "rolls": 200, "stopped": clean, "holds": clean == 0}))
    for mistake in MISTAKES:
        where: Counter[str] = Counter()
        reached = unharmed = 0
        count = rolls // len(MISTAKES) + (mistake == MISTAKES[0]) * (rolls % len(MISTAKES))
        for _ in range(count):
            roll = spoil(proper(chance), mistake, chance)
            stopped, through = follow(roll)
            where += stopped
            reached += through
            unharmed += not stopped and not through
        line = {
            "trial": "photo_swap", "mistake": mistake, "rolls": count, "stopped_at": dict(where), "put_right": unharmed,
            "reached": reached, "target": 0, "holds": reached == 0 and sum(where.values()) + unharmed >= count,
        }  # fmt: skip
        held.append(line["holds"])
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return all(held) and clean == 0


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    sys.exit(0 if main(*(given + [1000, 20261210][len(given) :])) else 1)
