"""Twenty rounds of twenty who press at once: one has called, the others learn who; and twenty who arrive at once have
twenty different turns.

Each round has twenty threads with a sign-in and a database connection of their own. On the engine of the settings, and
once more on PostgreSQL.
Prints JSON lines: trial, engine, figure, rounds, value, target, holds.

Usage: python bench/trial_number_race.py [rounds]
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "src")]
AT_ONCE = 20


def together(acts: list[Callable[[], object]], organisation: Any) -> Counter[str]:
    """All at once, each in a thread and connection of its own; what became of them."""
    from django.db import connection
    from django_scopes import scope

    from tsukisoi.venue.actions import NotNow

    told: Counter[str] = Counter()
    gate = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> None:
        try:
            with scope(organisation=organisation):
                connection.ensure_connection()
                gate.wait()
                act()
            told["won"] += 1
        except NotNow as error:
            told["told who" if "さんが呼びました" in str(error) or "呼びました" in str(error) else "refused"] += 1
        except Exception as error:
            told[type(error).__name__] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def race(rounds: int) -> bool:
    import checkin
    from django.db import connection
    from django_scopes import scope

    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.tenancy.ids import new_id
    from tsukisoi.venue import actions, queries
    from tsukisoi.venue.models import Event, Seat

    home, head, day = checkin.prepare(rounds + AT_ONCE)
    viewer = viewer_of(head)
    hands = [
        type(viewer)(new_id(), viewer.organisation, f"職員 {n}", viewer.role, viewer.rights) for n in range(AT_ONCE)
    ]
    with scope(organisation=home.pk):
        seats = queries.seats(viewer, day)
        wrong = 0
        outcome: Counter[str] = Counter()
        for seat in seats[:rounds]:
            actions.arrive(viewer, seat.pk)
            told = together([lambda h=hand, s=seat: actions.call(h, s.pk) for hand in hands], home.pk)
            outcome += told
            calls = Event.objects.filter(listed=seat.listed_id, topic="place").count()
            wrong += not (told["won"] == 1 and told["told who"] == AT_ONCE - 1 and calls == 1)
        arrived = together(
            [lambda h=h, s=s: actions.arrive(h, s.pk) for h, s in zip(hands, seats[rounds:], strict=True)], home.pk
        )
        turns = list(Seat.objects.filter(pk__in=[s.pk for s in seats]).values_list("turn", flat=True))
    engine = "sqlite" if connection.vendor == "sqlite" else "postgresql"
    common = {"trial": "number_race", "engine": engine}
    print(json.dumps({**common, "figure": "rounds_without_exactly_one_winner", "rounds": rounds, "at_once": AT_ONCE, "value": wrong,
                      "target": 0, "outcome": dict(outcome), "holds": wrong == 0}, ensure_ascii=False), flush=True)  # fmt: skip
    twice = len(turns) - len(set(turns))
    gaps = max(turns) - len(turns)
    print(json.dumps({**common, "figure": "turns_given_twice", "arrived": dict(arrived), "value": twice, "gaps": gaps, "target": 0,
                      "holds": twice == 0 and gaps == 0 and arrived["won"] == AT_ONCE}, ensure_ascii=False), flush=True)  # fmt: skip
    return wrong == 0 and twice == 0


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-race-") as name:
        import _house

        _house.set_up(name)
        held = race(rounds)
    if not os.environ.get("TSUKISOI_DATABASE_URL"):
        again = [sys.executable, str(HERE.parent / "tests" / "with_postgres.py"), sys.executable, __file__, str(rounds)]
        held = subprocess.run(again, check=False).returncode == 0 and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
