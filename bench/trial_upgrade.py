"""Trial `upgrade`: every released version brought to this one, and the program killed (kill -9) at moments all along the way.

The kept backup of each release (tests/ops/releases) is restored into a new folder. One undisturbed upgrade shows how long
it takes; then, KILLS times, a fresh restore is upgraded and everything that runs is killed at a moment of that span. What
is found must be the old version whole (its rows and its record, no step made), or the new one whole (no step left, record
sound), or marked as cut off: then the program must refuse to serve, and the next `upgrade` must bring everything to the
new version. Anything else is `between`.

usage: python bench/trial_upgrade.py     (KILLS=10; the embedded database)
       python tests/with_postgres.py python bench/trial_upgrade.py
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
RELEASES, SOURCE = HERE.parents[1] / "tests" / "ops" / "releases", HERE.parents[1] / "src"
KILLS, SEED = int(os.environ.get("KILLS", 10)), 17
NOTE = ".upgrading.json"


class Installation:
    """One data folder, and a database of its own where the engine is PostgreSQL."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self.folder, self.data, self.kept = folder, folder / "data", kept
        folder.mkdir()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TSUKISOI_", "DJANGO_"))}
        self.environment = {
            **clean, "TSUKISOI_DATA": str(self.data), "TSUKISOI_DATABASE_URL": _new_database(folder.name),
            "PYTHONPATH": str(SOURCE),
        }  # fmt: skip
        done = self.run("restore", f"{kept}.tsukisoi", "--key-file", f"{kept}.key")
        if done.returncode:
            raise RuntimeError(done.stderr)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Begin one verb, in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "tsukisoi", *words], env=self.environment, cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One verb to its end."""
        with self.start(*words) as running:
            out, wrong = running.communicate(timeout=900)
        return subprocess.CompletedProcess(words, running.returncode, out, wrong)

    def holds(self) -> dict[str, Any]:
        """Rows of the tables, heads of the record, steps not made; empty where nothing can be read."""
        done = self.run("inventory", "--quickly")
        found: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
        return found

    def is_new_and_whole(self, before: dict[str, Any]) -> bool:
        """This version: no step left, not a row lost, the record sound, not marked as cut off."""
        found = self.holds()
        rows = found.get("database", {}).get("rows", {})
        kept = all(rows.get(table, 0) >= n for table, n in before["database"]["rows"].items())
        return bool(
            found and not found["pending"] and kept and not (self.data / NOTE).exists()
            and self.run("verify").returncode == 0
        )  # fmt: skip


def _new_database(name: str) -> str:
    """The address of a new database on the server that was given; empty for the embedded engine."""
    address = os.environ.get("TSUKISOI_DATABASE_URL", "")
    if address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/postgres?", f"/{name}?")


def killed(there: Installation, before: dict[str, Any], after: float) -> dict[str, Any]:
    """One upgrade, killed that many seconds after it began: what is found, and whether the next one mends it."""
    running = there.start("upgrade")
    time.sleep(after)
    ended = running.poll() is not None
    if not ended:
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    time.sleep(0.5)  # the database server notices that nobody is there any more
    marked = (there.data / NOTE).exists()
    if marked:
        found = "marked" if there.run("serve", "--port", "0").returncode else "between"
    elif there.holds() == before:
        found = "old"
    else:
        found = "new" if there.is_new_and_whole(before) else "between"
    again = there.run("upgrade")
    mended = again.returncode == 0 and there.is_new_and_whole(before)
    return {"at_s": round(after, 2), "ended_before": ended, "found": found, "next_upgrade_whole": mended}


def one_release(kept: Path, place: Path) -> Iterator[dict[str, Any]]:
    """The undisturbed upgrade, then the kills; each told as soon as it is over."""
    release = kept.name.rpartition("-")[0]
    there = Installation(place / f"u{release.replace('.', '')}-0", kept)
    before, began = there.holds(), time.monotonic()
    done = there.run("upgrade")
    took = time.monotonic() - began
    whole = done.returncode == 0 and there.is_new_and_whole(before)
    yield {
        "trial": "upgrade", "from": release, "steps": len(before["pending"]), "whole": whole, "upgrade_s": round(took, 1),
        "rows": sum(before["database"]["rows"].values()), "why": done.stderr.strip()[-300:] if not whole else "",
    }  # fmt: skip
    chance = random.Random(SEED)
    for number in range(KILLS):  # one moment in each of as many equal parts of the span
        again = Installation(place / f"u{release.replace('.', '')}-{number + 1}", kept)
        moment = took * (number + chance.random()) / KILLS
        yield {"trial": "upgrade_killed", "from": release} | killed(again, again.holds(), moment)


def main() -> int:
    """0 where every upgrade was whole and nothing was ever found in between."""
    engine = "postgresql" if os.environ.get("TSUKISOI_DATABASE_URL") else "embedded"
    lines: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="tsukisoi-upgrade-") as name:
        Path(name).chmod(0o755)
        for kept in sorted(RELEASES.glob(f"*-{engine}.tsukisoi")):
            for line in one_release(kept.with_suffix(""), Path(name)):
                lines.append(line)
                print(json.dumps({**line, "engine": engine}, ensure_ascii=False), flush=True)
    kills = [line for line in lines if line["trial"] == "upgrade_killed"]
    bad = [k for k in kills if k["found"] == "between" or not k["next_upgrade_whole"]]
    wrong = [line for line in lines if line["trial"] == "upgrade" and not line["whole"]]
    found = {state: sum(k["found"] == state for k in kills) for state in ("old", "marked", "new", "between")}
    print(json.dumps({"trial": "upgrade", "engine": engine, "kills": len(kills), **found, "not_mended": len(bad),
                      "ok": not bad and not wrong}), flush=True)  # fmt: skip
    return int(bool(bad or wrong))


if __name__ == "__main__":
    sys.exit(main())
