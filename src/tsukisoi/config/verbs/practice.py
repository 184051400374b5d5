"""`tsukisoi practice`: the training mode, a program of its own beside the real one.

Its own folder, its own database, its own keys, its own cookies, invented people: nothing it does can reach what is
real, because it is never told where that is. A button there asks for a new beginning; this process sees to it.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tsukisoi.config import environment

MARK, AGAIN = ".practice", ".practice-again"
"""In the folder: that it is for practice, so that nothing else is ever thrown away; and that somebody wants it anew."""
PORT = 8100
HANDED_ON = (
    "TSUKISOI_TODAY", "TSUKISOI_HOSTS", "TSUKISOI_ORIGINS", "TSUKISOI_HTTPS", "TSUKISOI_PROXY", "TSUKISOI_CONTACT",
    "TSUKISOI_LOG_REQUESTS", "TSUKISOI_REAL_PORT",
)  # fmt: skip
"""What the training mode is told. Neither the real folder nor its database nor a key is among it."""
SOMEBODY_ELSES = (
    "{folder} は練習のフォルダではありません。さわりません。\n"
    "This folder was not made for practice: nothing was changed."
)


def main(words: list[str]) -> int:
    """Serve until stopped, beginning anew whenever that is asked for."""
    options, rest = _parser().parse_known_args(words)
    folder = _folder(environment.data_folder())
    if not _is_ours(folder):
        print(SOMEBODY_ELSES.format(folder=folder), file=sys.stderr)
        return 1
    if options.again:
        _empty(folder)
    while True:
        code = _serve(folder, ["--port", str(options.port), *rest])
        if code is not None:
            return code
        _empty(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tsukisoi practice", description="練習 — the training mode, with invented people")
    parser.add_argument("--port", type=int, default=PORT, help=f"既定 {PORT} — the default")
    parser.add_argument("--again", action="store_true", help="はじめから — throw away what was practised")
    return parser


def _folder(real: Path) -> Path:
    """Beside the real folder, never inside: no backup and no count of the real one ever sees it."""
    return real.with_name(f"{real.name}.practice")


def _is_ours(folder: Path) -> bool:
    return not folder.exists() or (folder / MARK).exists() or not any(folder.iterdir())


def surroundings(around: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment of the training mode: of everything about the real one, nothing."""
    kept = {name: value for name, value in around.items() if not name.startswith("TSUKISOI_") or name in HANDED_ON}
    return kept | {"TSUKISOI_DATA": str(folder), "TSUKISOI_DEMO": "1", "TSUKISOI_PRACTICE": "1"}


def _serve(folder: Path, words: list[str]) -> int | None:
    """One life of the server: its code when it ended, None when a new beginning was asked for."""
    folder.mkdir(exist_ok=True, mode=0o700)
    (folder / MARK).touch()
    command = [sys.executable, "-m", "tsukisoi", "serve", "--prepare", *words]
    with subprocess.Popen(command, env=surroundings(os.environ, folder)) as server:  # noqa: S603  # ourselves
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        try:
            while (code := server.poll()) is None and not (folder / AGAIN).exists():
                time.sleep(0.5)
        except KeyboardInterrupt:
            code = 0
        if code is None or server.poll() is None:
            server.terminate()
    return code


def _empty(folder: Path) -> None:
    """Everything of a folder that was made for practice, and of no other."""
    if folder.exists() and (folder / MARK).exists():
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
