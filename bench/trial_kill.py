"""Trial `kill`: a process with six writers is killed (kill -9) at a random moment, a hundred times.

Each writer takes cards out and puts them back, and says so once the database has acknowledged it. Afterwards every
acknowledged movement must be there, every chain right, and a new process must answer in under three seconds (of the
wall clock; of CPU where the machine is busy with other things, which the line says).

usage: python bench/trial_kill.py     (KILLS=100; the embedded database)
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

KILLS, WRITERS, SEED, LIMIT = int(os.environ.get("KILLS", 100)), 6, 5, 3.0


def writers(folder: str) -> None:
    """The process that will be killed: it says `ready`, then one line for every acknowledged movement."""
    sys.path.insert(0, str(HERE.parents[1] / "src"))
    os.environ.update(TSUKISOI_DATA=folder, DJANGO_SETTINGS_MODULE="tsukisoi.config.settings")
    import django

    django.setup()
    from django_scopes import scope, scopes_disabled

    from tsukisoi.custody import actions
    from tsukisoi.custody.models import HandOut, Item
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    viewer = viewer_of(Worker.objects.get(role="head"))
    with scopes_disabled():
        items = list(Item.objects.values_list("pk", flat=True))
        still = dict(HandOut.objects.filter(back_at=None).values_list("item_id", "pk"))
    os.write(1, b"ready\n")

    def work(mine: list[UUID]) -> None:
        with scope(organisation=viewer.organisation):
            while True:
                item = random.choice(mine)
                if item not in still:
                    still[item] = actions.hand_out(viewer, item, why="visit").pk
                    os.write(1, f"out {still[item]}\n".encode())
                else:
                    out = still.pop(item)
                    actions.take_back(viewer, out)
                    os.write(1, f"back {out}\n".encode())

    for n in range(WRITERS):
        threading.Thread(target=work, args=(items[n::WRITERS],), daemon=True).start()
    time.sleep(600)


def one(folder: str) -> tuple[list[str], float]:
    """One life: what was acknowledged, and how long it took from the start until it answered."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(HERE), "writers", folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    back = time.monotonic() - began
    assert first == b"ready\n", first
    time.sleep(random.uniform(0.1, 0.9))
    process.send_signal(signal.SIGKILL)
    told = process.stdout.read().decode().split("\n")[:-1]
    process.wait()
    return told, back


def missing(told: list[str]) -> int:
    """How many acknowledged movements are not there."""
    from django_scopes import scopes_disabled

    from tsukisoi.custody.models import HandOut

    outs = {UUID(line.split()[1]) for line in told if line.startswith("out")}
    backs = {UUID(line.split()[1]) for line in told if line.startswith("back")}
    with scopes_disabled():
        there = dict(HandOut.objects.filter(pk__in=outs | backs).values_list("pk", "back_at"))
    return sum(pk not in there for pk in outs) + sum(there.get(pk) is None for pk in backs)


def answers(folder: str) -> tuple[float, float]:
    """Seconds, and seconds of CPU, until a new process has opened the database and read from it, after a kill."""
    code = (
        "import os, sys; sys.path[:0] = [sys.argv[2], sys.argv[2] + '/src']; os.environ.update(TSUKISOI_DATA=sys.argv[1], "
        "DJANGO_SETTINGS_MODULE='tsukisoi.config.settings'); import django; django.setup(); "
        "from tsukisoi.staff.models import Worker; assert Worker.objects.count()"
    )
    began, before = time.monotonic(), os.times()
    subprocess.run([sys.executable, "-c", code, folder, str(HERE.parents[1])], check=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, cpu


def bare() -> float:
    """Seconds of CPU of a process that only imports Django's own machinery: nothing of ours can be quicker."""
    code = (
        "import django.db.models, django.forms, django.template, django.urls, django.http, django.contrib.auth.hashers"
    )
    before = os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> int:
    """0 where nothing acknowledged was lost, every chain is right, and it was back in time."""
    if sys.argv[1:2] == ["writers"]:
        writers(sys.argv[2])
        return 0
    os.environ.pop("TSUKISOI_DATABASE_URL", None)
    random.seed(SEED)
    with tempfile.TemporaryDirectory(prefix="tsukisoi-kill-") as folder:
        from bench._custody import home_with_cards
        from bench._house import set_up

        set_up(folder)
        home_with_cards(24)
        return run(folder)


def run(folder: str) -> int:
    """All the kills."""
    from django.db import connection

    from tsukisoi.journal.verify import verify

    connection.close()
    limit = statistics.median(bare() for _ in range(3))
    began, lost, unsound, damaged, acknowledged, starts = time.monotonic(), 0, 0, 0, 0, list[tuple[float, float]]()
    report: Any = None
    for _ in range(KILLS):
        told, _ready = one(folder)
        starts.append(answers(folder))
        acknowledged += len(told)
        lost += missing(told)
        report = verify()
        unsound += not report.sound
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            damaged += cursor.fetchone()[0] != "ok"
        connection.close()
    wall, cpu = (statistics.median(took) for took in zip(*starts, strict=True))
    busy = os.getloadavg()[1] > (os.cpu_count() or 1)  # then the wall clock tells of the others
    held = not (lost or unsound or damaged) and (cpu if busy else wall) < LIMIT
    print(json.dumps({
        "trial": "kill", "engine": "SQLCipher", "kills": KILLS, "writers": WRITERS, "acknowledged": acknowledged,
        "acknowledged_lost": lost, "records_unsound": unsound, "databases_damaged": damaged, "entries": report.entries,
        "back_s_median": round(wall, 2), "back_s_max": round(max(took for took, _ in starts), 2),
        "back_cpu_s_median": round(cpu, 2), "target": LIMIT, "limit": "importing Django alone",
        "limit_cpu_s": round(limit, 2), "ratio": round(cpu / limit, 2), "load": round(os.getloadavg()[1], 1),
        "holds": held,
        "seconds": round(time.monotonic() - began, 1),
    }), flush=True)  # fmt: skip
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
