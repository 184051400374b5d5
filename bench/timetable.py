"""How fast a day is reckoned and tried, and whether what is promised holds: nine of ten days end by the time told.

The promise is checked on 2,000 other days, drawn with other chances. Prints JSON lines: job, figure, value, unit, people,
target, holds. Standard library and the product's own timetable only.

Usage: python bench/timetable.py
"""

import json
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from tsukisoi.receptions import timetable

PACE = timetable.Pace(4, 2, 10, 4, 90, 10, 4, 6)
DAYS, SECONDS, SHARE, NEAR = 2_000, 1.0, 0.9, 0.03


def emit(figure: str, value: float, unit: str, **more: object) -> None:
    print(json.dumps({"job": "timetable", "figure": figure, "value": round(value, 4), "unit": unit, **more}))


def main() -> None:
    for count in (45, 180):
        chance = random.Random(count)
        people = [timetable.Visitor(n, chance.choice([0, 0, 0, 2, 5, 8, 13])) for n in range(1, count + 1)]
        started = time.process_time()
        made = timetable.reckon(people, PACE)
        took = time.process_time() - started
        emit("reckon", took, "s of CPU", people=count, target=SECONDS, holds=took <= SECONDS)
        other = random.Random(99)
        planned = [float(PACE.minutes + one.extra) for one in people]
        ends = [
            timetable._end(timetable._day(people, PACE, *timetable._shaken(other, planned, PACE)))
            for _day in range(DAYS)
        ]
        share = sum(end <= made.nine_of_ten for end in ends) / DAYS
        emit("nine_of_ten", share, "share", people=count, target=SHARE, holds=share >= SHARE - NEAR)


if __name__ == "__main__":
    main()
