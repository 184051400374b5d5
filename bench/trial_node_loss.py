"""Trial `node_loss`: two servers of the program, one PostgreSQL, one proxy; one server is killed (kill -9) under load.

Both have the same data folder and database, as in deploy/. Eight people write without a pause through the proxy; each write
has a mark of its own and counts as acknowledged once the program has answered it. In turn each server is killed and, a
while later, started again. Afterwards every acknowledged write must be in the database, every session must still be
signed in, and every chain of the record sound. What was under way when a server died may fail: it was not acknowledged.

The proxy is a small TCP relay in this file (no nginx needed): it tries the servers in turn and passes over one that does
not answer. PostgreSQL itself is not killed here, so its write-ahead log is not what is tried.

usage: python bench/trial_node_loss.py     (DURATION=60, KILLS=2; starts a PostgreSQL by tests/with_postgres.py)
"""

import contextlib
import json
import os
import socket
import sys
import tempfile
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent))

import _crowd  # noqa: E402
import _house  # noqa: E402

DURATION, KILLS, STAFF = float(os.environ.get("DURATION", 60)), int(os.environ.get("KILLS", 2)), 8


class Proxy:
    """Relays each connection to one of the servers, in turn; one that refuses is passed over."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.turn = ports, count()
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = int(self.listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            browser, _ = self.listening.accept()
            threading.Thread(target=self._relay, args=(browser,), daemon=True).start()

    def _relay(self, browser: socket.socket) -> None:
        server = self._server()
        if server is None:
            browser.close()
            return
        threading.Thread(target=_pour, args=(browser, server), daemon=True).start()
        _pour(server, browser)

    def _server(self) -> socket.socket | None:
        first = next(self.turn)
        for step in range(len(self.ports)):
            try:
                return socket.create_connection(("127.0.0.1", self.ports[(first + step) % len(self.ports)]), timeout=5)
            except OSError:
                continue
        return None


def _pour(source: socket.socket, sink: socket.socket) -> None:
    """One direction, to its end; then both are closed, so that nobody waits for an answer that will not come."""
    try:
        source.settimeout(None)
        while chunk := source.recv(65536):
            sink.sendall(chunk)
    except OSError:
        pass
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class Writers:
    """People who write without a pause, and what was acknowledged to them."""

    def __init__(self, crowd: list[_crowd.Staff]) -> None:
        self.crowd, self.stop = crowd, False
        self.acknowledged: list[list[str]] = [[] for _ in crowd]
        self.unanswered, self.refused, self.signed_out = 0, list[int](), 0
        self.threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(len(crowd))]
        for thread in self.threads:
            thread.start()

    def _work(self, number: int) -> None:
        one = self.crowd[number]
        for turn in count():
            if self.stop:
                return
            mark = f"印 {number}の{turn}"
            try:
                status, onward = one.ask(*one.writing(mark))
            except _crowd.LOST:
                self.unanswered += 1
                time.sleep(0.1)
                continue
            if "/accounts/" in onward:
                self.signed_out += 1
            elif status == 302:
                self.acknowledged[number].append(mark)
            else:
                self.refused.append(status)
            if turn % 7 == 0:
                one.connection.close()  # a browser opens a new connection now and then

    def end(self) -> None:
        """Everybody stops."""
        self.stop = True
        for thread in self.threads:
            thread.join(timeout=60)


def missing(acknowledged: list[str]) -> int:
    """How many acknowledged writes are not in the database."""
    from django_scopes import scopes_disabled

    from tsukisoi.cases.models import Attempt

    with scopes_disabled():
        there = set(Attempt.objects.values_list("explained_by", flat=True))
    return len(set(acknowledged) - there)


def still_signed_in(crowd: list[_crowd.Staff]) -> int:
    """How many of them can open a page without signing in again."""
    return sum(one.ask("/residents/")[0] == 200 for one in crowd)


def play(folder: str) -> dict[str, Any]:
    """The whole trial."""
    homes = _crowd.people(STAFF, 40)
    cookies = [_crowd.session_of(_house.head_of(home)) for home, _ in homes]
    from django.db import connections

    connections.close_all()
    nodes = [_crowd.Server(folder), _crowd.Server(folder)]
    proxy = Proxy([node.port for node in nodes])
    crowd = [
        _crowd.Staff(n, proxy.port, cookie, people)
        for n, (cookie, (_, people)) in enumerate(zip(cookies, homes, strict=True))
    ]
    try:
        writers = Writers(crowd)
        for kill in range(KILLS):
            time.sleep(DURATION / KILLS / 2)
            nodes[kill % 2].kill()
            time.sleep(DURATION / KILLS / 2)
            nodes[kill % 2].start()
        writers.end()
        signed_in = still_signed_in(crowd)
    finally:
        for node in nodes:
            node.stop()
    done = [mark for one in writers.acknowledged for mark in one]
    return {
        "acknowledged": len(done), "acknowledged_lost": missing(done), "unanswered": writers.unanswered,
        "refused": len(writers.refused), "refused_statuses": sorted(set(writers.refused)),
        "sessions": len(crowd), "sessions_lost": len(crowd) - signed_in + writers.signed_out,
    }  # fmt: skip


def main() -> int:
    """0 where nothing acknowledged and no session was lost, and the record is sound."""
    if not os.environ.get("TSUKISOI_DATABASE_URL"):
        started = HERE.parents[1] / "tests" / "with_postgres.py"
        os.execv(sys.executable, [sys.executable, str(started), sys.executable, str(HERE)])
    with tempfile.TemporaryDirectory(prefix="tsukisoi-nodes-") as folder:
        began = time.monotonic()
        _house.set_up(folder)
        found = play(folder)
        from tsukisoi.journal.verify import verify

        report = verify()
        print(json.dumps({
            "trial": "node_loss", "engine": "postgresql", "nodes": 2, "proxy": "TCP relay of the trial", "kills": KILLS,
            **found, "record_sound": report.sound, "entries": report.entries, "load": round(os.getloadavg()[0], 1),
            "seconds": round(time.monotonic() - began, 1),
        }, ensure_ascii=False), flush=True)  # fmt: skip
        good = report.sound and found["acknowledged"] and not found["refused"]
        return int(not good or bool(found["acknowledged_lost"] or found["sessions_lost"]))


if __name__ == "__main__":
    sys.exit(main())
