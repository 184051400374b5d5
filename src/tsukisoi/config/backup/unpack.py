"""Restoring: into a folder of its own, compared with the manifest, and only then put in its place. Without Django."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tsukisoi.config.backup import beside, inventory
from tsukisoi.config.backup.sealed import Damaged, Reader


class InTheWay(Exception):
    """Something is there already, and nobody said that it may be replaced."""


def restore(path: Path, key: str, target: Path, address: str, overwrite: bool) -> dict[str, Any]:
    """Restore the backup at `path` into the folder `target`; its manifest.

    `address` is the PostgreSQL database to fill, for a backup of one. What was in `target` stays beside it under
    another name. Raises Damaged, InTheWay and OSError; then nothing was changed.
    """
    if _is_used(target) and not overwrite:
        raise InTheWay(target)
    beside.check(target)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.restoring-", dir=target.parent) as workplace:
        fresh = Path(workplace) / "data"
        fresh.mkdir(mode=0o700)
        manifest = _unpack(path, key, fresh)
        _fill(manifest, fresh, address, overwrite)
        _compare(manifest, fresh, address)
        _put_in_place(fresh, target)
    return manifest


def _is_used(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _unpack(path: Path, key: str, folder: Path) -> dict[str, Any]:
    """Decrypt and unpack, then check every file against the manifest, which comes last."""
    try:
        with path.open("rb") as file, tarfile.open(fileobj=Reader(file, key), mode="r|") as tar:
            _take_out(tar, folder)
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        (folder / "keys").chmod(0o700)
    except (tarfile.TarError, FileNotFoundError, ValueError) as error:
        raise Damaged(
            f"控えの中身が読めません。別の控えをお使いください。 The backup cannot be unpacked: {error}"
        ) from error
    for name, digest in manifest["files"].items():
        if not (folder / name).is_file() or inventory.digest_of(folder / name) != digest:
            raise Damaged(f"{name} が控えたときと違います。 {name} is not what was backed up.")
    (folder / "manifest.json").unlink()
    return manifest


def _take_out(tar: tarfile.TarFile, folder: Path) -> None:
    """Plain files below the folder, their owner's alone, and nothing else. Raises tarfile.TarError.

    Not by the library's own filter: it came with Python 3.11.4, and Debian 12 has 3.11.2.
    """
    for member in tar:
        target = (folder / member.name).resolve()
        content = tar.extractfile(member) if member.isfile() else None
        if content is None or not target.is_relative_to(folder.resolve()):
            raise tarfile.ReadError(member.name)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(content, file)


def _fill(manifest: dict[str, Any], folder: Path, address: str, overwrite: bool) -> None:
    """PostgreSQL: put the dump into the database at `address`."""
    if manifest["engine"] != "postgresql":
        return
    dump = folder / "database.pgdump"
    if not address:
        raise OSError(
            "この控えは PostgreSQL のものです。TSUKISOI_DATABASE_URL で戻す先を示してください。"
            " This backup is of PostgreSQL: say where to, with TSUKISOI_DATABASE_URL."
        )
    _into_postgresql(dump, address, overwrite)
    dump.unlink()


def _into_postgresql(dump: Path, address: str, overwrite: bool) -> None:
    """In one transaction: with `overwrite` everything that stands there goes first, also what the backup never knew."""
    script = ["pg_restore", "--no-owner", "--file=-", str(dump)]
    clearing = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" if overwrite else ""
    client = ["psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
              f"--dbname={_without_password(address)}"]  # fmt: skip
    env = {**os.environ, "PGPASSWORD": unquote(urlsplit(address).password or "")}
    read = subprocess.run(script, capture_output=True, text=True, check=False)  # noqa: S603  # a fixed program, no shell
    done = read if read.returncode else subprocess.run(  # noqa: S603
        client, input=clearing + read.stdout, env=env, capture_output=True, text=True, check=False
    )  # fmt: skip
    if done.returncode:
        raise OSError(f"{done.args[0]}: {done.stderr.strip()[:600]}")


def _without_password(address: str) -> str:
    """A command line can be read by everybody on the machine: the password goes another way."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")).geturl()


def _compare(manifest: dict[str, Any], folder: Path, address: str) -> None:
    """Let a new process open what was restored, as the program would, and count again."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    used = address if manifest["engine"] == "postgresql" else ""
    done = subprocess.run(
        [sys.executable, "-m", "tsukisoi", "inventory"],
        env={**clean, "TSUKISOI_DATA": str(folder), "TSUKISOI_DATABASE_URL": used},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Damaged(f"戻したものが開けません。 What was restored cannot be opened: {done.stderr.strip()[-600:]}")
    found = json.loads(done.stdout)
    if found["faults"]:
        raise Damaged(f"戻した記録がこわれています。 The restored record is broken: {'; '.join(found['faults'][:3])}")
    if differing := _differences(manifest["database"], found["database"]):
        raise Damaged(f"戻したものが控えたときと違います。 What was restored differs: {', '.join(differing[:8])}")


def _differences(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    tables = sorted(was["rows"].keys() | now["rows"].keys())
    unlike = [f"{name} {was['rows'].get(name)} → {now['rows'].get(name)}" for name in tables
              if was["rows"].get(name) != now["rows"].get(name)]  # fmt: skip
    return unlike + (["journal heads"] if was["record"] != now["record"] else [])


def _put_in_place(fresh: Path, target: Path) -> None:
    if _is_used(target):
        target.rename(target.with_name(f"{target.name}.before-{datetime.now():%Y%m%d-%H%M%S}"))
    elif target.exists():
        target.rmdir()
    shutil.move(fresh, target)
