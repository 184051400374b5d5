"""What the doctor looks at: each function examines one thing and says in plain words how it is."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection

from tsukisoi.config import demonstration, readiness
from tsukisoi.config.lan import certificates, ways
from tsukisoi.journal import queries as journal
from tsukisoi.papers import fonts
from tsukisoi.tenancy import fences
from tsukisoi.tenancy.clock import now

EARLIEST_YEAR, LATEST_YEAR = 2026, 2099
STALE_BACKUP = timedelta(days=8)
LITTLE_SPACE, TOO_LITTLE_SPACE = 1_000_000_000, 200_000_000
CLOCK_SLACK = timedelta(minutes=5)


class Level(StrEnum):
    """Word and shape of a finding."""

    GOOD = "○ 良い"
    CARE = "▲ 注意"
    BAD = "× いけない"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is, and what to do about it."""

    level: Level
    japanese: str
    english: str


def good(japanese: str, english: str) -> Finding:
    """All is well there."""
    return Finding(Level.GOOD, japanese, english)


def bad(japanese: str, english: str) -> Finding:
    """This must be mended."""
    return Finding(Level.BAD, japanese, english)


def care(japanese: str, english: str, serious: bool = False) -> Finding:
    """This should be mended; `serious` where real people's data is at stake."""
    return Finding(Level.BAD if serious else Level.CARE, japanese, english)


def examine(thorough: bool = False) -> Iterator[Finding]:
    """Everything, in order; what needs tables is left out where the database is not ready for questions."""
    yield from database(thorough)
    yield from steps()
    for one in (*AFTER_DATABASE, *ALWAYS) if not readiness.pending_migrations() else ALWAYS:
        yield from one()


def database(thorough: bool) -> Iterator[Finding]:
    """Does SQLite find its own pages sound? With which SQLCipher?"""
    if connection.vendor != "sqlite":
        yield good("データベース PostgreSQL につながりました", "connected to PostgreSQL")
        return
    if broken := readiness.damage(thorough):
        yield bad(
            f"データベースがこわれています: {broken[0]}。控えから戻してください（tsukisoi restore）",
            "the database is damaged; restore a backup",
        )
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cipher_version")
        version = cursor.fetchone()[0]
    yield good(f"データベースはこわれていません（SQLCipher {version}）", "the database is sound and encrypted")


def steps() -> Iterator[Finding]:
    """Is the database of this version?"""
    if pending := readiness.pending_migrations():
        yield bad(
            f"データベースが古い版のままです（{len(pending)}件）。tsukisoi upgrade",
            "migrations are pending: tsukisoi upgrade",
        )
    else:
        yield good("データベースはこの版に合っています", "the database is of this version")


def guards() -> Iterator[Finding]:
    """Do the fences between organisations and around the record stand?"""
    if missing := fences.fallen():
        yield bad(
            f"組織のあいだの囲いが {len(missing)} 個ありません（{missing[0]} など）。tsukisoi migrate で戻ります",
            "fences of the database are missing; tsukisoi migrate puts them up",
        )
    else:
        yield good("組織のあいだの囲いと、記録の守りが立っています", "all fences stand")


def clock() -> Iterator[Finding]:
    """Can the clock be right?"""
    moment, last = now(), journal.last_time()
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        yield bad(f"時計が {moment.year} 年になっています。直してください", "the clock shows an impossible year")
    elif last and last > moment + CLOCK_SLACK:
        yield bad(
            f"時計が最後の記録（{last:%Y-%m-%d %H:%M}）より前になっています。直してください",
            "the clock is behind the last entry of the record",
        )
    else:
        yield good(f"時計 {moment:%Y-%m-%d %H:%M}", "the clock is plausible")


def backups() -> Iterator[Finding]:
    """When was a backup last proven, and is the key on paper?"""
    serious, last = has_real_residents(), journal.last_time("keep.backup")
    if last is None:
        yield care("控えをまだとっていません（tsukisoi backup ファイル）", "no backup has been made", serious)
    elif now() - last > STALE_BACKUP:
        yield care(f"最後の控えは {_days(last)} 日前です", "the last backup is more than eight days old", serious)
    else:
        yield good(f"最後の控えは {_days(last)} 日前で、戻せることを確かめてあります", "the last backup was proven")
    if journal.last_time("keep.key_sheet") is None:
        yield care(
            "控えの鍵の紙をまだ出していません（tsukisoi backup --key-sheet ファイル）",
            "the key sheet of the backups was never printed", serious,
        )  # fmt: skip


def _days(moment: datetime) -> int:
    return (now() - moment).days


def has_real_residents() -> bool:
    """Are there people in it whom no demonstration invented?"""
    people = apps.get_model("residents", "Resident")._base_manager
    return people.filter(organisation_id__in=demonstration.real_organisations()).exists()


def key_place() -> Iterator[Finding]:
    """Does the key lie beside what it locks?"""
    if connection.vendor != "sqlite" or not settings.KEY_FILE.exists():
        return
    if os.stat(settings.KEY_FILE).st_dev == os.stat(settings.DATA).st_dev:
        yield care(
            f"鍵（{settings.KEY_FILE}）がデータと同じディスクにあります。盗まれると開けます。"
            "TSUKISOI_KEY_FILE で別のところ（USB など）に移してください",
            "the database key lies on the same disk as the data: move it (TSUKISOI_KEY_FILE)",
            not readiness.pending_migrations() and has_real_residents(),
        )
    else:
        yield good("鍵はデータと別のディスクにあります", "the key is on another disk than the data")


def permissions() -> Iterator[Finding]:
    """Can other users of this computer read it?"""
    watched = [settings.DATA, settings.KEY_FILE, *sorted((settings.DATA / "keys").glob("*"))]
    open_ones = [path for path in watched if path.exists() and _is_open(path)]
    if open_ones:
        yield bad(
            f"ほかの利用者が読めます: {open_ones[0]}（chmod -R go-rwx {settings.DATA}）",
            "other users of this computer can read the data or a key",
        )
    else:
        yield good("データと鍵は、ほかの利用者には読めません", "other users cannot read data or keys")


def _is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def space() -> Iterator[Finding]:
    """Is there room on the disk?"""
    free = shutil.disk_usage(settings.DATA).free
    words = f"空き {free / 1e9:.1f} GB"
    if free < TOO_LITTLE_SPACE:
        yield bad(f"{words}: 足りません。書きこめなくなる前に空けてください", "the disk is nearly full")
    elif free < LITTLE_SPACE:
        yield care(f"{words}: 少なくなっています", "the disk is getting full")
    else:
        yield good(words, "enough free space")


def typefaces() -> Iterator[Finding]:
    """Can papers be set, rare names included?"""
    if not list(fonts.SHIPPED.glob("*.ttf")):
        yield bad("書体のファイルがありません。入れなおしてください（make setup）", "the shipped fonts are missing")
    elif fonts.name_font() is None:
        yield care(
            "IPAmj明朝がありません。戸籍などの特別な字形は紙に出せません（apt install fonts-ipamj-mincho）",
            "IPAmj Mincho is not installed: rare forms of names cannot be printed",
        )
    else:
        yield good("書体がそろっています", "all fonts are there")


def house_certificate() -> Iterator[Finding]:
    """Where the house's own HTTPS was set up: does its certificate still hold?"""
    ends = certificates.ends_at(ways.folder())
    if ends is None:
        return
    left = (ends - now()).days
    words = f"施設の中の HTTPS の証明書は、あと {left} 日"
    if left < 0:
        yield bad(f"{words}。切れています。serve --lan を始めなおすと新しくなります", "the house's certificate is over")
    elif left < certificates.RENEW_BEFORE.days:
        yield care(f"{words}。serve --lan を始めなおすと新しくなります", "restart serve --lan to renew the certificate")
    else:
        yield good(words, "the house's certificate holds")


AFTER_DATABASE: tuple[Callable[[], Iterator[Finding]], ...] = (guards, clock, backups)
ALWAYS: tuple[Callable[[], Iterator[Finding]], ...] = (key_place, permissions, space, typefaces, house_certificate)
