"""Trial `handout_race`: 200 rounds of 20 workers who take the same card out at the same moment, on each engine.

Right is: one of them has it, each of the others is told who has it since when, and the record has one entry of it.

usage: python bench/trial_handout_race.py     (ROUNDS=200 AT_ONCE=20; both engines, each with its own database)
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

ROUNDS, AT_ONCE = int(os.environ.get("ROUNDS", 200)), int(os.environ.get("AT_ONCE", 20))


def race(engine: str) -> int:
    """Every round on this engine; 0 where each had one winner."""
    from bench._custody import home_with_cards
    from bench._house import set_up

    with tempfile.TemporaryDirectory(prefix="tsukisoi-race-") as folder:
        set_up(folder)
        from django_scopes import scope

        from tsukisoi.journal.models import Entry
        from tsukisoi.journal.verify import verify

        viewers, items = home_with_cards(ROUNDS, AT_ONCE)
        began, told, wrong, slowest = time.monotonic(), Counter[str](), 0, 0.0
        for item in items:
            start = time.monotonic()
            answers = one_round(viewers, item)
            slowest = max(slowest, time.monotonic() - start)
            told.update(kind for kind, _ in answers)
            winners = [viewer.name for (kind, _), viewer in zip(answers, viewers, strict=True) if kind == "won"]
            names = {who for kind, who in answers if kind == "told"}
            wrong += len(winners) != 1 or names != set(winners)
        organisation = viewers[0].organisation
        with scope(organisation=organisation):
            entries = Entry.objects.filter(action="custody.hand_out").count()
        sound = verify(str(organisation)).sound
        print(json.dumps({
            "trial": "handout_race", "engine": engine, "rounds": ROUNDS, "at_once": AT_ONCE, "won": told["won"],
            "told_who_and_when": told["told"], "other_answers": sum(told.values()) - told["won"] - told["told"],
            "rounds_without_exactly_one_winner": wrong, "entries": entries, "record_sound": sound,
            "slowest_round_s": round(slowest, 2), "seconds": round(time.monotonic() - began, 1),
        }), flush=True)  # fmt: skip
    return int(wrong > 0 or entries != ROUNDS or not sound)


def one_round(viewers: list[Any], item: Any) -> list[tuple[str, str]]:
    """What each of them was answered: ("won", "") or ("told", who has it), in the order of the workers."""
    from django.db import connection
    from django_scopes import scope

    from tsukisoi.custody import actions

    gate, answers = threading.Barrier(len(viewers)), [("", "")] * len(viewers)

    def go(n: int) -> None:
        viewer = viewers[n]
        try:
            with scope(organisation=viewer.organisation):
                gate.wait()
                actions.hand_out(viewer, item.pk, why="visit")
            answers[n] = ("won", "")
        except actions.AlreadyOut as error:
            answers[n] = ("told", error.who if error.out.out_at else "")
        except Exception as error:
            answers[n] = (f"{type(error).__name__}: {error}", "")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(len(viewers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main() -> int:
    """SQLCipher here, PostgreSQL in a process of its own."""
    if sys.argv[1:] == ["postgresql"]:
        return race("PostgreSQL")
    os.environ.pop("TSUKISOI_DATABASE_URL", None)
    done = race("SQLCipher")
    with_postgres = [sys.executable, str(HERE.parents[1] / "tests" / "with_postgres.py")]
    return subprocess.run([*with_postgres, sys.executable, str(HERE), "postgresql"], check=False).returncode or done


if __name__ == "__main__":
    sys.exit(main())
