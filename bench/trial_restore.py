"""Backups taken while people work, each restored into a new folder in a new process: is it the moment it says?

And two hundred backups changed by one bit or cut off: is every one refused?
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROUNDS, DAMAGES, WRITERS, SEED = 5, 200, 3, 7


def tsukisoi(*words: Any, data: Path) -> "subprocess.CompletedProcess[str]":
    """The command, in a process of its own, with that data folder and none of our keys."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    command = [sys.executable, "-m", "tsukisoi", *words]
    return subprocess.run(
        command, env={**clean, "TSUKISOI_DATA": str(data)}, capture_output=True, text=True, check=False
    )


class Writers:
    """People who write without a pause; how many entries were acknowledged to them."""

    def __init__(self, organisation: Any) -> None:
        self.organisation, self.stop, self.acknowledged, self.errors = organisation, False, 0, 0
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._write, daemon=True) for _ in range(WRITERS)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop = True
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        from django.db import connection, transaction
        from django_scopes import scope

        from tsukisoi.journal.actions import Chain, write
        from tsukisoi.tenancy.ids import new_id
        from tsukisoi.tenancy.viewer import Viewer

        viewer = Viewer(new_id(), self.organisation.pk, "佐藤", "worker", frozenset())
        chains = [Chain("resident", new_id()) for _ in range(20)]
        while not self.stop:
            try:
                with scope(organisation=viewer.organisation), transaction.atomic():
                    write(viewer, "residents.move", random.choice(chains), values={"room": str(self.acknowledged)})
                with self._lock:
                    self.acknowledged += 1
            except Exception as error:
                self.errors += 1
                print(error, file=sys.stderr)
        connection.close()


def one_round(number: int, place: Path, data: Path, writers: Writers) -> dict[str, Any]:
    """A backup while they write, restored and counted."""
    file, sheet, new = place / f"{number}.tsukisoi", place / f"{number}.key", place / f"restored-{number}"
    before, began = writers.acknowledged, time.monotonic()
    made = tsukisoi("backup", file, "--key-sheet", sheet, data=data)
    took, after = time.monotonic() - began, writers.acknowledged
    began = time.monotonic()
    back = tsukisoi("restore", file, "--into", new, "--key-file", sheet, data=place / "nowhere")
    seconds = time.monotonic() - began
    found = json.loads(tsukisoi("inventory", data=new).stdout) if back.returncode == 0 else {"faults": [back.stderr]}
    entries = found.get("database", {}).get("rows", {}).get("journal_entry", -1)
    # Each backup itself adds two entries after it is made, so up to 2 × number of them were not the writers'.
    return {
        "trial": "restore", "round": number, "backup_s": round(took, 2), "restore_s": round(seconds, 2),
        "acknowledged_before": before, "entries_restored": entries, "acknowledged_after": after,
        "bytes": file.stat().st_size if file.exists() else 0,
        "ok": made.returncode == back.returncode == 0 and not found["faults"]
        and before <= entries <= after + 2 * number + WRITERS and not (place / "nowhere").exists(),
        "why": (made.stderr + back.stderr).strip()[-300:],
    }  # fmt: skip


def damages(file: Path, key: str, folder: Path) -> dict[str, Any]:
    """Bits flipped and ends cut off, anywhere: how many were not refused."""
    from tsukisoi.config.backup.sealed import Damaged, Reader

    whole, accepted = file.read_bytes(), 0
    for number in range(DAMAGES):
        content = bytearray(whole)
        if number % 2:
            del content[random.randrange(len(content)) :]
        else:
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        (folder / "damaged").write_bytes(content)
        try:
            with (folder / "damaged").open("rb") as opened:
                Reader(opened, key).readall()
            accepted += 1
        except Damaged:
            pass
    return {"trial": "damaged_backup", "files": DAMAGES, "accepted": accepted, "ok": accepted == 0}


def main() -> int:
    """0 when every backup was whole and every damaged one was refused."""
    random.seed(SEED)
    with tempfile.TemporaryDirectory(prefix="tsukisoi-trial-") as name:
        place = Path(name)
        data = place / "data"
        os.environ.update(TSUKISOI_DATA=str(data), DJANGO_SETTINGS_MODULE="tsukisoi.config.settings")
        os.environ.pop("TSUKISOI_DATABASE_URL", None)
        import django

        django.setup()
        from tsukisoi.config import readiness
        from tsukisoi.config.backup.pack import recovery_key
        from tsukisoi.staff.models import Organisation

        readiness.migrate()
        (data / "files").mkdir()
        (data / "files" / "photo").write_bytes(os.urandom(2_000_000))
        organisation = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町")
        with Writers(organisation) as writers:
            results = [one_round(number, place, data, writers) for number in range(1, ROUNDS + 1)]
        results.append(
            {
                "trial": "writers",
                "acknowledged": writers.acknowledged,
                "errors": writers.errors,
                "ok": not writers.errors,
            }
        )
        results.append(damages(place / "1.tsukisoi", recovery_key(), place))
    for result in results:
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return int(not all(result["ok"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
