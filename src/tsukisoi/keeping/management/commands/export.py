"""`tsukisoi export DIR`: everything an organisation owns as open files, readable without this program."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import BaseCommand, CommandError
from django_scopes import scope

from tsukisoi.journal.actions import SERVER
from tsukisoi.keeping.along.places import Folder
from tsukisoi.keeping.along.writing import RIGHTS, take_along
from tsukisoi.tenancy.viewer import Viewer

NOT_EMPTY = (
    "{folder} には何かあります。空のフォルダか、まだないフォルダを示してください。何も書いていません。\n"
    "This folder is not empty: name an empty or a new one. Nothing was written."
)


class Command(BaseCommand):
    """One organisation, or all of them, each into a folder of its own."""

    help = "もっているものすべてを、開いた形で書き出す — everything as open files"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, of whom, and whether with a paper for each person."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="空のフォルダ — an empty folder")
        parser.add_argument("--organisation", default="", metavar="ID", help="この組織だけ — this one only")
        parser.add_argument(
            "--without-papers", action="store_true", help="一人ひとりのPDFを作らない（速い） — no PDF a person"
        )

    def handle(self, **options: Any) -> None:
        """Write and say how much."""
        houses = apps.get_model("staff", "Organisation").objects.order_by("created_at")
        if options["organisation"]:
            houses = houses.filter(pk=_id(options["organisation"]))
        found = list(houses)
        if not found:
            raise CommandError("組織がありません。 — no such organisation")
        for house in found:
            folder = options["folder"] / str(house.pk) if len(found) > 1 else options["folder"]
            self._write(house, folder, not options["without_papers"])

    def _write(self, house: Any, folder: Path, with_papers: bool) -> None:
        try:
            place = Folder(folder.absolute())
        except FileExistsError as error:
            raise CommandError(NOT_EMPTY.format(folder=folder)) from error
        with scope(organisation=house.pk):
            taken = take_along(Viewer(SERVER, house.pk, "サーバー", "server", RIGHTS), place, with_papers)
        self.stdout.write(
            f"{folder / 'index.html'}: {len(taken.rows)} 表、{sum(taken.rows.values())} 行、{taken.files} ファイル、"
            f"{taken.papers} 人のPDF — tables, rows, files, papers"
        )
        if taken.unreadable:
            self.stderr.write(f"開けなかったファイル {len(taken.unreadable)} — files that could not be opened")


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError("組織の番号がちがいます。 — not an id") from error
