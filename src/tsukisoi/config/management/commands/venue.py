"""`tsukisoi venue`: one reception on a laptop at the venue, alone for the day, out of a file and back into a file."""

from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django_scopes import scope

from tsukisoi.config import readiness
from tsukisoi.packets import codes, sealed
from tsukisoi.packets.actions import Refused
from tsukisoi.staff import actions as staff
from tsukisoi.staff.queries import is_founded
from tsukisoi.venue import laptop

IN_USE = (
    "このフォルダには、もう別の受付か組織があります。TSUKISOI_DATA で空の所を選んでください。\n"
    "This folder is in use already. Choose an empty one (TSUKISOI_DATA)."
)
NOTHING = (
    "持ち出しのファイルを指定してください。例: tsukisoi venue venue-day-….tsukisoi\n"
    "Name the file that was made on the main computer."
)
NOT_OPENED = (
    "ファイルが開けません。合い言葉と、ファイルが元のままかを確かめてください。\n"
    "The file does not open: check the code, and that the file is as it was made."
)


class Command(BaseCommand):
    """Settle in once, then serve; or write the file that goes back."""

    help = "会場のパソコンで、受付を1つだけ動かす — one reception on a laptop at the venue"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, its code, and what to do."""
        parser.add_argument("file", nargs="?", type=Path, help="持ち出しのファイル — the file to take along")
        parser.add_argument("--code", default="", help="合い言葉（ないときは聞きます） — its code; asked for otherwise")
        parser.add_argument("--back", type=Path, help="持ち帰りのファイルを書く — write the file that goes back")
        parser.add_argument("--no-serve", action="store_true", help="用意だけする — settle in and stop")
        parser.add_argument("--port", type=int, default=8000, help="既定 8000 — default 8000")
        parser.add_argument("--host", default="127.0.0.1", help="既定はこの機械だけ — default: this machine only")

    def handle(self, **options: Any) -> None:
        """Bring the database up, settle in where nobody is here yet, then serve."""
        readiness.migrate()
        if options["back"]:
            return self._back(options["back"])
        if options["file"]:
            self._settle(options["file"], options["code"])
        elif not laptop.days():
            raise CommandError(NOTHING)
        if not options["no_serve"]:
            call_command("serve", port=options["port"], host=options["host"])
        return None

    def _settle(self, file: Path, code: str) -> None:
        content = file.read_bytes()
        try:
            code = codes.read(code or getpass("合い言葉 — code: "))
            told = sealed.unseal(content, code=code).payload
        except (codes.Mistyped, sealed.Changed, sealed.WrongCode, sealed.NotOurs, sealed.TooLarge) as error:
            raise CommandError(NOT_OPENED) from error
        if is_founded():
            if not laptop.is_of(told):
                raise CommandError(IN_USE)
            return
        passwords = staff.found_on_laptop(told["organisation"], told["workers"])
        try:
            laptop.settle_in(told, content, code)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write("この端末だけのパスワード — passwords of this laptop alone\n")
        for worker in told["workers"]:
            self.stdout.write(f"  {worker['name']}  {worker['username']}  {passwords[worker['username']]}\n")

    def _back(self, target: Path) -> None:
        days = laptop.days()
        if not days:
            raise CommandError(NOTHING)
        day = days[0]
        with scope(organisation=day.organisation_id):
            target.write_bytes(laptop.bring_back(day))
        self.stdout.write(f"{target}\n")
