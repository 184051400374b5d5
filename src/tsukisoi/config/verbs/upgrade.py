"""`tsukisoi upgrade`: backup, migrate, check; or back to where it was.

Each step is a process of its own, so that this one never opens the database it may have to put back. A note in the
data folder says that an upgrade is under way and where its backup lies: after a power cut the next `upgrade` puts that
backup back and starts over, and until then nothing is served.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from tsukisoi.config import environment
from tsukisoi.config.backup import beside, unpack
from tsukisoi.config.backup.sealed import Damaged
from tsukisoi.config.running import InUse, held

NOTE = ".upgrading.json"
RUNNING = (
    "つきそいが動いています。止めてから、もう一度行ってください（Ctrl+C、または systemctl stop）。何もしていません。\n"
    "Tsukisoi is running: stop it first. Nothing was changed."
)
NOT_BACKED_UP = (
    "控えがとれなかったので、新しくしていません。データは元のままです。\n"
    "No backup could be made, so nothing was upgraded; the data is as it was."
)
PUT_BACK = (
    "うまくいかなかったので、元にもどしました。前の版のつきそいで、そのまま続けられます。控え: {backup}\n"
    "It did not work; everything is as it was before. Go on with the version before. Why: see above."
)
STUCK = (
    "うまくいかず、元にももどせませんでした。控え {backup} は無事です。tsukisoi restore で戻してください: {error}\n"
    "It failed and could not be put back. The backup is whole: restore it with tsukisoi restore."
)
BEGUN_BEFORE = (
    "前の更新が途中で止まっていました。控えから戻して、はじめからやりなおします。 — starting over from the backup"
)
NOTHING = "この版に合っています。することはありません。 — the database is of this version already"
DONE = (
    "新しくなりました。行の数・記録のつながり・囲いを確かめました。前の版の控え: {backup}\n"
    "Upgraded and checked. The backup of the version before is kept beside the data."
)


def main(words: list[str]) -> int:
    """0 when the database is of this version and was checked; 1, with a sentence, when it is as it was before."""
    options = _parser().parse_args(words)
    folder = environment.data_folder()
    try:
        with held(folder, alone=True):
            return _upgrade(folder, options.backup or _beside(folder))
    except InUse:
        print(RUNNING, file=sys.stderr)
        return 1
    except beside.NotWritable as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tsukisoi upgrade", description="新しい版にする — backup, migrate, check")
    parser.add_argument(
        "--backup", type=lambda text: Path(text).absolute(), metavar="FILE",
        help="控えの置き場所（既定はデータのとなり） — where the backup goes",
    )  # fmt: skip
    return parser


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.before-upgrade-{datetime.now():%Y%m%d-%H%M%S}.tsukisoi")


def _upgrade(folder: Path, backup: Path) -> int:
    note = folder / NOTE
    if note.exists():
        beside.check(folder)
        print(BEGUN_BEFORE)
        backup = Path(json.loads(note.read_text("utf-8"))["backup"])
        _restore(backup, folder)
    there = json.loads(_output("inventory", "--quickly"))
    if not there["pending"]:
        note.unlink(missing_ok=True)
        print(NOTHING)
        return 0
    if not there["database"]["rows"]:  # nothing was ever kept here
        return _run("migrate", "--verbosity", "0")
    beside.check(folder)  # wherever the backup goes: what fails is put back from there
    if not backup.exists() and _run("backup", str(backup)):
        print(NOT_BACKED_UP, file=sys.stderr)
        return 1
    _write(note, {"backup": str(backup), "began": datetime.now().isoformat(timespec="seconds")})
    return _migrate(folder, backup, json.dumps(there["database"]))


def _migrate(folder: Path, backup: Path, before: str) -> int:
    if _run("migrate", "--verbosity", "0") or _run("upgraded", told=before):
        return _put_back(folder, backup)
    (folder / NOTE).unlink()
    print(DONE.format(backup=backup))
    return 0


def _put_back(folder: Path, backup: Path) -> int:
    try:
        _restore(backup, folder)
    except (Damaged, OSError, ValueError) as error:
        print(STUCK.format(backup=backup, error=error), file=sys.stderr)
        return 1
    print(PUT_BACK.format(backup=backup), file=sys.stderr)
    return 1


def _restore(backup: Path, folder: Path) -> None:
    """The folder as it was: the note went with what was replaced, which stays beside it under another name."""
    key = environment.secret("TSUKISOI_BACKUP_KEY", folder / "keys" / "backup.key")
    unpack.restore(backup, key, folder, os.environ.get("TSUKISOI_DATABASE_URL", "").strip(), True)


def _write(note: Path, content: dict[str, Any]) -> None:
    """On the disk before anything else happens."""
    with note.open("w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())


def _command(words: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "tsukisoi", *words]


def _run(*words: str, told: str = "") -> int:
    return subprocess.run(_command(words), input=told, text=True, check=False).returncode  # noqa: S603  # ourselves


def _output(*words: str) -> str:
    return subprocess.run(_command(words), stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
