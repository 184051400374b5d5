"""Making a backup: snapshot, pack, encrypt, restore it elsewhere in a new process, compare, and only then name it."""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tsukisoi.config import environment
from tsukisoi.config.backup import inventory, snapshot
from tsukisoi.config.backup.sealed import Writer, key_id


class NotProven(Exception):
    """The backup was written but did not restore to the same; it was taken away again. Says why."""


def recovery_key() -> str:
    """The key of all backups of this installation; made on first use."""
    return environment.secret("TSUKISOI_BACKUP_KEY", settings.DATA / "keys" / "backup.key")


def make(target: Path) -> dict[str, Any]:
    """Write a proven backup to `target`; its manifest. Raises FileExistsError, OSError and NotProven."""
    if target.exists():
        raise FileExistsError(target)
    part = target.with_name(f".{target.name}.part")
    try:
        manifest = _write(part)
        _prove(part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder for the moment, inside the data folder: as well guarded as the data itself."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as folder:
        yield Path(folder)


def _write(path: Path) -> dict[str, Any]:
    key = recovery_key()
    with _workplace() as folder, open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        dump, found = snapshot.take(folder)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        with Writer(file, key, {"made": made}) as sealed, tarfile.open(fileobj=sealed, mode="w|") as tar:
            tar.add(dump, dump.name, filter=_ours)
            for name, text in _secrets().items():
                _add(tar, name, text)
            kept = {dump.name: inventory.digest_of(dump), **_add_files(tar)}
            manifest = {"made": made, "version": version("tsukisoi"), "engine": connection.vendor, "key": key_id(key),
                        "database": found, "files": kept}  # fmt: skip
            _add(tar, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _secrets() -> dict[str, str]:
    """The keys travel inside, wherever this installation keeps its own: with the sheet alone all can be opened."""
    keys = {"keys/secret.key": settings.SECRET_KEY, "keys/backup.key": recovery_key()}
    if connection.vendor == "sqlite":
        keys["keys/database.key"] = connection.settings_dict["OPTIONS"]["key"]
    return {name: f"{value}\n" for name, value in keys.items()}


def _add_files(tar: tarfile.TarFile) -> dict[str, str]:
    """Pack every kept file, and say the digest of exactly the bytes that were packed."""
    digests = {}
    for path in inventory.files(settings.DATA):
        content = path.read_bytes()
        name = str(path.relative_to(settings.DATA))
        _add(tar, name, content)
        digests[name] = inventory.digest_of_bytes(content)
    return digests


def _add(tar: tarfile.TarFile, name: str, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), 0o600, int(datetime.now(UTC).timestamp())
    tar.addfile(member, io.BytesIO(data))


def _ours(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody else reads it once it is unpacked, and it says nothing of this computer's users."""
    member.mode, member.uid, member.gid, member.uname, member.gname = 0o600, 0, 0, "", ""
    return member


def _prove(path: Path) -> None:
    """Restore into a new folder in a new process, which compares everything with the manifest."""
    with _workplace() as folder:
        (folder / "key").write_text(recovery_key(), "ascii")
        if connection.vendor == "sqlite":
            _restore_elsewhere(path, folder, "")
        else:
            with snapshot.scratch_database() as name:
                _restore_elsewhere(path, folder, _address(name))


def _restore_elsewhere(path: Path, folder: Path, address: str) -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    target = {"TSUKISOI_DATA": str(folder / "data"), "TSUKISOI_DATABASE_URL": address}
    done = subprocess.run(  # noqa: S603  # ourselves, in a new process
        [sys.executable, "-m", "tsukisoi.config.verbs.restore", path, "--key-file", folder / "key"],
        env={**clean, **target}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotProven((done.stderr or done.stdout).strip()[-800:])


def _address(database: str) -> str:
    ours = connection.settings_dict
    user = quote(ours["USER"]) + (f":{quote(ours['PASSWORD'])}" if ours["PASSWORD"] else "")
    return f"postgresql://{user}@/{database}?host={quote(ours['HOST'])}&port={ours['PORT'] or 5432}"
