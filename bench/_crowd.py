"""Staff of many homes at their browsers, and the servers they talk to: what the bench `soak` and the trial `node_loss` share."""

import os
import random
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "src")]

LOST = (HTTPException, OSError)
"""What a browser meets when the server goes away under it: nothing was acknowledged."""


def people(organisations: int, residents: int) -> list[tuple[Any, list[str]]]:
    """Homes with their residents: (organisation, ids of its people). The database was set up before."""
    import _house
    from django_scopes import scopes_disabled

    from tsukisoi.guard import numbers
    from tsukisoi.residents.models import Resident

    homes = _house.make_organisations(organisations)
    _house.seed([home.pk for home in homes], 0, organisations * residents)
    with scopes_disabled():
        found: dict[Any, list[str]] = {}
        for organisation, pk in Resident.objects.filter(status="here").values_list("organisation_id", "pk"):
            # The product's own ids are made so that none looks like an individual number; these come from a die.
            if not numbers.find(str(pk)):
                found.setdefault(organisation, []).append(str(pk))
    return [(home, found[home.pk]) for home in homes]


def session_of(worker: Any) -> str:
    """The cookie of somebody who is signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(worker)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`tsukisoi serve` in processes of its own, on a port of loopback."""

    def __init__(self, folder: str, port: int = 0) -> None:
        self.folder, self.port = folder, port or free_port()
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        said = {"TSUKISOI_DATA": self.folder, "PYTHONPATH": str(HERE.parent / "src"), "TSUKISOI_TODAY": "2026-11-23"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tsukisoi", "serve", "--port", str(self.port), "--workers", "1"],
            env={**os.environ, **said}, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _ in range(600):
            if self._answers():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        raise RuntimeError("the server does not start")

    def _answers(self) -> bool:
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/health/")
            return connection.getresponse().status < 500
        except LOST:
            return False

    def kill(self) -> None:
        """kill -9, the whole group at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """An ordinary end."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def megabytes(self) -> float:
        """Resident memory of all processes of this server."""
        total = 0
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:  # the process group
                total += int(fields[21])
        return total * os.sysconf("SC_PAGE_SIZE") / 1e6


class Staff:
    """Somebody at a browser: their session, their home's residents."""

    def __init__(self, number: int, port: int, cookie: str, residents: list[str]) -> None:
        self.port, self.residents, self.chance = port, residents, random.Random(number)
        self.token = secrets.token_hex(16)
        self.cookie = f"sessionid={cookie}; csrftoken={self.token}"
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, address: str, sent: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and where it leads; raises LOST when the server goes away."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token}
        self._let_go()
        try:
            if sent is None:
                self.connection.request("GET", address, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                self.connection.request("POST", address, urlencode(sent), headers)
            answer = self.connection.getresponse()
            answer.read()
        except LOST:
            self.connection.close()
            raise
        return answer.status, answer.headers.get("Location") or ""

    def _let_go(self) -> None:
        """A connection that the server closed while nobody asked anything: a browser sees that and opens another."""
        kept = self.connection.sock
        if kept is not None and select.select([kept], [], [], 0)[0]:
            self.connection.close()

    def reading(self) -> str:
        """The address of a page that staff open many times a day."""
        person = self.chance.choice(self.residents)
        return self.chance.choice((
            "/", "/residents/", f"/cases/{person}/", f"/cases/{person}/", f"/residents/{person}/", "/residents/search/?q=%E3%81%9F%E3%81%8B",
            f"/cases/{person}/interview/",
        ))  # fmt: skip

    def writing(self, mark: str = "") -> tuple[str, dict[str, str]]:
        """A form as staff fill it in: how far a task is, or what a person answered. `mark` tells this one from others."""
        person = self.chance.choice(self.residents)
        if not mark and self.chance.random() < 0.5:
            said = {"task": "face_photo", "state": self.chance.choice(("doing", "done")), "due": "2026-12-10"}
            return f"/cases/{person}/task/", said
        at = f"{self.chance.randrange(6, 9):02}:{self.chance.randrange(60):02}"
        return f"/cases/{person}/will/", {
            "matter": "card", "answer": self.chance.choice(("yes_wants", "undecided")), "answered_by": "self",
            "on": date(2026, 11, self.chance.randrange(1, 23)).isoformat(), "at": at, "explained_by": mark or "佐藤 美咲",
        }  # fmt: skip
