"""Bench `soak`: thirty people of thirty homes at work at the same time, for minutes on end.

200 organisations of 300 residents each stand in the database. The server is the real one (`tsukisoi serve`, one process),
over HTTP on loopback. Of each ten things that somebody does eight are looks (Today, the list, a person, the interview, a
search) and two are forms sent (a task with its day, an attempt to learn the will). Between two of them a person waits
THINK seconds on average. Everybody opens Today once before the clock runs: what is reckoned then is kept.
`errors`: an answer of 400 or more, none at all, or a write that was not taken. Memory is that of the server's processes.

usage: python bench/soak.py     (DURATION=600, STAFF=30, THINK=4; the embedded database)
       python tests/with_postgres.py python bench/soak.py
"""

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _crowd  # noqa: E402
import _house  # noqa: E402

DURATION, STAFF = float(os.environ.get("DURATION", 600)), int(os.environ.get("STAFF", 30))
THINK, ORGANISATIONS, RESIDENTS = float(os.environ.get("THINK", 4)), 200, 300
TARGET_MS, TARGET_GROWTH = 500.0, 10.0


class Counted:
    """What everybody met."""

    def __init__(self) -> None:
        self.reads: list[float] = []
        self.writes: list[float] = []
        self.errors: list[str] = []


def work(one: _crowd.Staff, until: float, counted: Counted) -> None:
    """One person's shift."""
    while time.monotonic() < until:
        time.sleep(one.chance.expovariate(1 / THINK))
        address, sent = (one.reading(), None) if one.chance.random() < 0.8 else one.writing()
        began = time.perf_counter()
        try:
            status, onward = one.ask(address, sent)
        except _crowd.LOST as error:
            counted.errors.append(type(error).__name__)
            continue
        took = 1000 * (time.perf_counter() - began)
        (counted.reads if sent is None else counted.writes).append(took)
        # After an answer a page may lead on (302); a write that stays on its form, and a way to the sign-in, are errors.
        if status >= 400 or "/accounts/" in onward or (sent is not None and status != 302):
            counted.errors.append(f"{status} {address.rpartition('/')[0].rpartition('/')[2]}")


def together(crowd: list[_crowd.Staff], server: _crowd.Server, counted: Counted) -> tuple[float, float]:
    """Everybody at once; the server's memory before and after, in megabytes."""
    for one in crowd:
        one.ask("/")
        one.ask(f"/cases/{one.residents[0]}/")
    settle = min(60.0, DURATION / 4)
    until = time.monotonic() + DURATION
    threads = [threading.Thread(target=work, args=(one, until, counted)) for one in crowd]
    for thread in threads:
        thread.start()
    time.sleep(settle)  # until every page was shown once
    before = server.megabytes()
    for thread in threads:
        thread.join()
    return before, server.megabytes()


def emit(figure: str, value: float, unit: str, **more: Any) -> None:
    from django.db import connection

    print(json.dumps({
        "job": "soak", "figure": figure, "value": round(value, 1), "unit": unit, "engine": connection.vendor, **more,
        "load": round(os.getloadavg()[0], 1),
    }, ensure_ascii=False), flush=True)  # fmt: skip


def main() -> int:
    """0 where every figure holds."""
    with tempfile.TemporaryDirectory(prefix="tsukisoi-soak-") as folder:
        began = time.monotonic()
        _house.set_up(folder)
        homes = _crowd.people(ORGANISATIONS, RESIDENTS)[:STAFF]
        emit("organisations and residents made", time.monotonic() - began, "s", people=ORGANISATIONS * RESIDENTS)
        cookies = [_crowd.session_of(_house.head_of(home)) for home, _ in homes]
        from django.db import connections

        connections.close_all()
        server, counted = _crowd.Server(folder), Counted()
        try:
            crowd = [
                _crowd.Staff(n, server.port, cookie, people)
                for n, (cookie, (_, people)) in enumerate(zip(cookies, homes, strict=True))
            ]
            before, after = together(crowd, server, counted)
        finally:
            server.stop()
        return report(counted, before, after)


def report(counted: Counted, before: float, after: float) -> int:
    """The lines; 1 where something does not hold."""
    every, growth = counted.reads + counted.writes, 100 * (after - before) / before
    wall, errors = _house.p95(every), len(counted.errors)
    emit(
        "p95 of all", wall, "ms wall", target=TARGET_MS, holds=wall < TARGET_MS, median=round(statistics.median(every)),
        reads_p95=round(_house.p95(counted.reads)), writes_p95=round(_house.p95(counted.writes or [0])),
        requests=len(every), a_second=round(len(every) / DURATION, 1), seconds=DURATION, staff=STAFF, think_s=THINK,
    )  # fmt: skip
    emit("errors", errors, "requests", target=0, holds=not errors, kinds=sorted(set(counted.errors))[:8])
    emit("growth of memory", growth, "%", target=TARGET_GROWTH, holds=growth < TARGET_GROWTH, before_mb=round(before),
         after_mb=round(after))  # fmt: skip
    return int(wall >= TARGET_MS or bool(errors) or growth >= TARGET_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
