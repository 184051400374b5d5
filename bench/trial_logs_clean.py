"""Trial `logs_clean`: is a resident's name, or anything else that was typed, ever in a log?

One home has a row in every table, and a mark in every text of every row: names, notes, rooms, addresses. Every address
of the program is opened and sent to by its head, with the mark in the query, in the form, in the headers and in the path
itself; then again with a template that fails while it holds the mark, and with a database that refuses a row and repeats
it in its complaint. All loggers are at their most talkative and go through the program's own handler; what is written
past them to standard output and standard error is read as well. The mark must be nowhere, and two planted
lines, one in a log and one past it, must be found, so that it is known that the search sees both.

usage: python bench/trial_logs_clean.py
       python tests/with_postgres.py python bench/trial_logs_clean.py
"""

import json
import logging
import logging.config
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import _house  # noqa: E402

FIELDS = ("q", "name", "kana", "note", "room", "text", "explained_by", "why", "rows", "place", "title", "username")


@contextmanager
def template_fails(mark: str) -> Iterator[None]:
    """Every page breaks while it is drawn, with the mark in its complaint."""

    def broken(*_: Any, **__: Any) -> str:
        raise RuntimeError(mark)

    with patch("django.template.backends.django.Template.render", broken):
        yield


@contextmanager
def database_refuses(mark: str) -> Iterator[None]:
    """The database refuses what reads people, and repeats in its complaint what it refuses."""
    from django.db import DatabaseError
    from django.db.backends.utils import CursorWrapper

    answered = CursorWrapper.execute

    def refusing(self: Any, sql: Any, params: Any = None) -> Any:
        if "residents_resident" in str(sql):
            raise DatabaseError(f"duplicate key value: (name)=({mark}) {sql} {params!r}")
        return answered(self, sql, params)

    with patch.object(CursorWrapper, "execute", refusing):
        yield


@contextmanager
def everything_said(to: Path) -> Iterator[None]:
    """Loggers at DEBUG through the program's own handler, and both standard streams, into one file."""
    from django.conf import settings

    kept = [os.dup(1), os.dup(2)]
    with to.open("w", encoding="utf-8") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
        handler = {**settings.LOGGING["handlers"]["stderr"], "stream": file}
        loud = {name: {"level": "DEBUG", "propagate": True} for name in ("django", "tsukisoi", "tsukisoi.requests")}
        wanted = {**settings.LOGGING, "handlers": {"stderr": handler}, "loggers": loud}
        logging.config.dictConfig({**wanted, "root": {"handlers": ["stderr"], "level": "DEBUG"}})
        try:
            yield
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            logging.config.dictConfig(settings.LOGGING)
            for stream, before in zip((1, 2), kept, strict=True):
                os.dup2(before, stream)


def urls(house: Any) -> list[str]:
    """Every address with rows of that house, and some that are none."""
    from bench.tenancy_addresses import MARK, Unfillable, addresses, candidates
    from django.urls import reverse

    found = [
        f"/{quote(MARK)}/",
        f"/residents/{quote(MARK)}/",
        f"/cases/{quote(MARK)}/task/",
        f"/journal/?q={quote(MARK)}",
    ]
    for address in addresses():
        try:
            found += [reverse(address.name, kwargs=values) for values in islice(candidates(address, house), 2)]
        except Unfillable:
            continue
    return found


def drive(house: Any, addresses: list[str], fault: Callable[[str], Any]) -> dict[str, int]:
    """Every address by GET and by POST; how many answers of each hundred."""
    from bench.tenancy_addresses import MARK, Browser

    browser, met = Browser(house.workers["head"]), dict[str, int]()
    browser.client.defaults |= {"HTTP_USER_AGENT": MARK, "HTTP_REFERER": f"http://testserver/{quote(MARK)}"}
    sent = dict.fromkeys(FIELDS, MARK)
    with fault(MARK):
        for address in addresses:
            query = f"{address}{'&' if '?' in address else '?'}q={quote(MARK)}"
            for method in ("get", "post"):
                try:
                    status = f"{browser.ask(method, query, sent)[0].status_code // 100}xx"
                except Exception as error:  # what passes even the test client is an answer, too
                    status = type(error).__name__
                met[status] = met.get(status, 0) + 1
    return met


def main() -> int:
    """0 where the mark is nowhere and the search was able to find it."""
    with tempfile.TemporaryDirectory(prefix="tsukisoi-logs-") as folder:
        _house.set_up(folder)
        from bench.tenancy_addresses import MARK, build_house
        from django.db import connection

        house, began, file = build_house(MARK, full=True), time.monotonic(), Path(folder) / "said"
        known, answers = urls(house), dict[str, dict[str, int]]()
        faults = {"none": lambda _mark: nullcontext(), "template": template_fails, "database": database_refuses}
        with everything_said(file):
            for name, fault in faults.items():
                answers[name] = drive(house, known, fault)
            logging.getLogger("tsukisoi.planted").error("planted")
            print("planted past the loggers")
        said = file.read_text("utf-8")
        escaped = (MARK, quote(MARK), MARK.encode("unicode_escape").decode())
        lines = [line for line in said.splitlines() if any(mark in line for mark in escaped)]
        works = '"planted"' in said and "planted past the loggers" in said
        for line in lines[:10]:
            print(json.dumps({"trial": "logs_clean", "found": line[:600]}, ensure_ascii=False))
        print(json.dumps({
            "trial": "logs_clean", "engine": connection.vendor, "addresses": len(known), "answers": answers,
            "lines": said.count("\n"), "kib": len(said.encode()) // 1024, "lines_with_a_name": len(lines),
            "search_works": works, "seconds": round(time.monotonic() - began, 1), "ok": works and not lines,
        }, ensure_ascii=False), flush=True)  # fmt: skip
        return int(bool(lines) or not works)


if __name__ == "__main__":
    sys.exit(main())
