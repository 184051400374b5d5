"""A backup is proven by restoring it; what is damaged, cut off, locked with another key or in the way is refused."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tsukisoi.config.backup import inventory, keysheet, pack, sealed, snapshot, unpack
from tsukisoi.journal.actions import Chain, seal, write
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "0123456789abcdef" * 4


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test alone, with one file in it."""
    settings.DATA = tmp_path / "data"
    (settings.DATA / "files").mkdir(parents=True)
    (settings.DATA / "files" / "photo.bin").write_bytes(os.urandom(3000))
    return tmp_path


@pytest.fixture
def backup(folder: Path, viewer: Any) -> Path:
    """A proven backup of a house with a record of forty entries and a seal."""
    for room in range(40):
        with transaction.atomic():
            write(viewer, "residents.move", Chain("resident", new_id()), values={"room": str(room)})
    seal(viewer)
    call_command("backup", folder / "b.tsukisoi")
    return folder / "b.tsukisoi"


@pytest.fixture
def elsewhere(settings: Any) -> Iterator[str]:
    """The address of an empty database, where this run is on PostgreSQL."""
    if connection.vendor == "sqlite":
        yield ""
    else:
        with snapshot.scratch_database() as name:
            yield pack._address(name)


def _restore(file: Path, *words: str | Path, address: str = "") -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TSUKISOI_")}
    command = [sys.executable, "-m", "tsukisoi", "restore", file, *words]
    return subprocess.run(
        command, env={**clean, "TSUKISOI_DATABASE_URL": address}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def key(folder: Path) -> Path:
    """The key sheet, as somebody typed it in on another computer."""
    path = folder / "typed.txt"
    path.write_text(keysheet.sheet(pack.recovery_key(), date(2026, 11, 23)).upper(), "utf-8")
    return path


def test_with_file_and_sheet_alone_everything_comes_back(backup: Path, key: Path, elsewhere: str) -> None:
    done = _restore(backup, "--into", backup.parent / "new", "--key-file", key, address=elsewhere)
    assert done.returncode == 0, done.stderr
    before = (backup.parent / "data" / "files" / "photo.bin").read_bytes()
    assert (backup.parent / "new" / "files" / "photo.bin").read_bytes() == before
    assert (backup.parent / "new" / "keys" / "backup.key").read_text().strip() == pack.recovery_key()
    assert oct((backup.parent / "new").stat().st_mode)[-3:] == "700"


def test_the_backup_is_in_the_record(backup: Path, viewer: Any) -> None:
    from tsukisoi.journal.models import Entry

    entry = Entry.objects.get(action="keep.backup")
    assert entry.detail.values["sha256"] == inventory.digest_of(backup)


def test_nothing_readable_is_in_the_file(backup: Path) -> None:
    content = backup.read_bytes()
    assert "つばき苑".encode() not in content and b"photo" not in content and b"SQLite" not in content


@pytest.mark.parametrize("where", [0.1, 0.5, 0.999])
def test_one_changed_bit_is_refused(backup: Path, key: Path, where: float) -> None:
    content = bytearray(backup.read_bytes())
    content[int(len(content) * where)] ^= 1
    backup.write_bytes(content)
    _refused(backup, key, "damaged")


@pytest.mark.parametrize("left", [0, 50, 0.3, -1])
def test_a_file_cut_off_is_refused(backup: Path, key: Path, left: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * left)] if 0 < left < 1 else content[: int(left)])
    _refused(backup, key, "backup")


def _refused(file: Path, key: Path, word: str) -> None:
    done = _restore(file, "--into", file.parent / "new", "--key-file", key)
    assert done.returncode == 1 and word in done.stderr and "Traceback" not in done.stderr
    assert not (file.parent / "new").exists()


def test_pieces_cannot_be_reordered_or_left_out(folder: Path) -> None:
    path = folder / "pieces"
    with path.open("wb") as file, sealed.Writer(file, KEY, {}) as writer:
        for n in range(3):
            writer.write(bytes([n]) * sealed.PIECE)
    raw = path.read_bytes()
    begin, size = raw.index(b"\n") + 1, sealed.PIECE + 20
    first, second, rest = raw[begin : begin + size], raw[begin + size : begin + 2 * size], raw[begin + 2 * size :]
    for wrong in (second + first + rest, first + rest, first + second, first + first + second + rest):
        path.write_bytes(raw[:begin] + wrong)
        with path.open("rb") as file, pytest.raises(sealed.Damaged):
            sealed.Reader(file, KEY).readall()
    path.write_bytes(raw)
    with path.open("rb") as file:
        assert len(sealed.Reader(file, KEY).readall()) == 3 * sealed.PIECE


def test_another_key_is_named(backup: Path, folder: Path) -> None:
    wrong = folder / "wrong.txt"
    wrong.write_text(KEY)
    done = _restore(backup, "--into", folder / "new", "--key-file", wrong)
    assert done.returncode == 1 and sealed.key_id(KEY) in done.stderr


def test_a_mistyped_line_of_the_sheet_is_named(key: Path) -> None:
    text = key.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("  3"))
    for old, new in (("0", "1"), ("8", "9"), ("A", "B")):
        if old in line[3:13]:
            wrong = text.replace(line, line[:3] + line[3:13].replace(old, new) + line[13:])
            with pytest.raises(ValueError, match="Line 3"):
                keysheet.read(wrong)
    with pytest.raises(ValueError, match="Line 3"):
        keysheet.read(text.replace(line, ""))


def test_nothing_is_overwritten_unless_asked(backup: Path, key: Path, elsewhere: str) -> None:
    target = backup.parent / "used"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    assert _restore(backup, "--into", target, "--key-file", key, address=elsewhere).returncode == 1
    assert [path.name for path in target.iterdir()] == ["mine.txt"]
    done = _restore(backup, "--into", target, "--key-file", key, "--overwrite", address=elsewhere)
    assert done.returncode == 0, done.stderr
    kept = next(backup.parent.glob("used.before-*"))
    assert (kept / "mine.txt").read_text() == "mine" and (target / "files").is_dir()


def test_where_nothing_can_be_written_beside_it_is_said_first(backup: Path, key: Path, elsewhere: str) -> None:
    done = _restore(backup, "--into", "/proc/tsukisoi/data", "--key-file", key, address=elsewhere)
    assert done.returncode == 1 and "/proc/tsukisoi に書けないので、何も変えていません" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backup_file_is_never_overwritten(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", backup)
    assert backup.read_bytes() == before


def test_what_does_not_restore_to_the_same_is_not_kept(
    folder: Path, viewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = snapshot.take

    def one_row_too_many(where: Path) -> tuple[Path, dict[str, Any]]:
        path, found = taken(where)
        found["rows"]["staff_worker"] += 1
        return path, found

    monkeypatch.setattr(snapshot, "take", one_row_too_many)
    with pytest.raises(CommandError, match="staff_worker"):
        call_command("backup", folder / "b.tsukisoi")
    assert not list(folder.glob("*b.tsukisoi*"))


def test_the_header_says_no_more_than_it_must(backup: Path) -> None:
    with backup.open("rb") as file:
        assert sealed.about(file).keys() == {"format", "key", "salt", "made"}
    assert json.dumps(pack.recovery_key()) not in str(backup.read_bytes()[:400])


@pytest.mark.parametrize(
    ("name", "kind"), [("../beside", tarfile.REGTYPE), ("/etc/beside", tarfile.REGTYPE), ("link", tarfile.SYMTYPE)]
)
def test_nothing_is_taken_out_but_plain_files_below_the_folder(tmp_path: Path, name: str, kind: bytes) -> None:
    """By hand, on every Python from 3.11.0 on."""
    folder, packed = tmp_path / "there", io.BytesIO()
    folder.mkdir()
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, "/etc/passwd", 0
    good = tarfile.TarInfo("photos/one")
    good.size = 2
    with tarfile.open(fileobj=packed, mode="w|") as tar:
        tar.addfile(good, io.BytesIO(b"ab"))
        tar.addfile(member, io.BytesIO())
    packed.seek(0)
    with tarfile.open(fileobj=packed, mode="r|") as tar, pytest.raises(tarfile.TarError):
        unpack._take_out(tar, folder)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["one"]
    assert (folder / "photos" / "one").read_bytes() == b"ab"
    assert (folder / "photos" / "one").stat().st_mode & 0o777 == 0o600
