"""`tsukisoi tablet_sheet FILE`: one page for setting up a tablet of the house, with its QR codes."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from tsukisoi.config.lan import ways
from tsukisoi.config.lan.addresses import here
from tsukisoi.config.papers import tablet_sheet


class Command(BaseCommand):
    """Write the sheet as a PDF. It holds no secret: the authority's certificate may be known to everybody."""

    help = "タブレットの準備の紙を作る — the sheet for setting up a tablet"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to write, and the ports where `serve --lan` was given others."""
        parser.add_argument("file", type=Path, metavar="FILE", help="書き出す先（PDF） — where to write")
        parser.add_argument("--port", type=int, default=ways.PORT, help=f"既定 {ways.PORT} — default")
        parser.add_argument("--host", default="", help="serve --lan に渡した番地 — the address given to serve --lan")
        parser.add_argument("--door", type=int, default=ways.DOOR, help=f"既定 {ways.DOOR} — default")

    def handle(self, **options: Any) -> None:
        """Make the certificate where there is none yet, then the sheet. Never overwrites."""
        place = here(options["host"])
        if not place.addresses:
            raise CommandError(
                "この機械は施設のネットワークにつながっていません。つないでから、もう一度行ってください。\n"
                "This machine is on no network of the house: connect it, then try again."
            )
        made = tablet_sheet(place, ways.papers(place).fingerprint, options["port"], options["door"])
        try:
            with options["file"].open("xb") as file:
                file.write(made)
        except FileExistsError as error:
            raise CommandError(f"{options['file']} はもうあります。 This file exists already.") from error
        except OSError as error:
            raise CommandError(f"書けませんでした — cannot write: {error}") from error
        self.stdout.write(f"{options['file']}  印刷して、タブレットのそばで使ってください — print it")
