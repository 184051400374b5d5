"""`tsukisoi backup FILE`: one encrypted file with everything, restored once before it is called a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django_scopes import scope

from tsukisoi.config import demonstration, readiness
from tsukisoi.config.backup import inventory, keysheet
from tsukisoi.config.backup.pack import NotProven, make, recovery_key
from tsukisoi.journal.actions import Chain, as_server, write
from tsukisoi.tenancy.clock import today

UNPROVEN = (
    "控えが戻せることを確かめられなかったので、残していません: {error}\n"
    "The backup did not restore to the same and was not kept."
)
THERE = "{file} はもうあります。上書きしません。 This file exists already; nothing was changed."


class Command(BaseCommand):
    """Make a backup, or print the sheet with the key that opens it."""

    help = "控えをとり、戻せることを確かめる — write a backup and prove that it restores"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, or the sheet."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="書き出す先 — where to write")
        parser.add_argument(
            "--key-sheet", type=Path, metavar="FILE", help="控えの鍵の紙を書き出す — write the key sheet, to print"
        )

    def handle(self, **options: Any) -> None:
        """Sheet first, then the backup."""
        if not options["file"] and not options["key_sheet"]:
            raise CommandError("どこに書くかを示してください — tsukisoi backup FILE [--key-sheet FILE]")
        try:
            if options["key_sheet"]:
                self._sheet(options["key_sheet"])
            if options["file"]:
                self._backup(options["file"].absolute())
        except FileExistsError as error:
            raise CommandError(THERE.format(file=error.args[0] if len(error.args) == 1 else error.filename)) from error
        except NotProven as error:
            raise CommandError(UNPROVEN.format(error=error)) from error
        except OSError as error:
            raise CommandError(f"書けませんでした — cannot write: {error}") from error

    def _sheet(self, path: Path) -> None:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(keysheet.sheet(recovery_key(), today()))
        _record("keep.key_sheet", {})
        self.stdout.write(
            f"控えの鍵の紙: {path}  印刷して施錠し、このファイルは消してください — print it, lock it away"
        )

    def _backup(self, path: Path) -> None:
        manifest = make(path)
        rows = sum(manifest["database"]["rows"].values())
        _record("keep.backup", {"key": manifest["key"], "rows": rows, "sha256": inventory.digest_of(path)})
        self.stdout.write(
            f"控え: {path}（{path.stat().st_size:,} バイト、{rows} 行、鍵 {manifest['key']}）\n"
            "別のフォルダに戻して、同じであることを確かめました — restored elsewhere and compared: the same"
        )


def _record(action: str, values: dict[str, Any]) -> None:
    """In the record of every organisation of this installation; not while the database is of the version before."""
    if readiness.pending_migrations():
        return
    for pk in map(UUID, sorted(demonstration.organisations())):
        with scope(organisation=pk), transaction.atomic():
            write(as_server(pk), action, Chain("organisation", pk), values=values)
