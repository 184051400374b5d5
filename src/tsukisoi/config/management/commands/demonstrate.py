"""`tsukisoi demonstrate`: invented people, in a folder of their own."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from tsukisoi.config import demonstration
from tsukisoi.demonstration.load import load

MIXED = (
    "このフォルダ（{folder}）には実際の組織があります。見本とは混ぜません。TSUKISOI_DATA で別の所を選んでください。\n"
    "This folder holds a real organisation: the demonstration needs a folder of its own (TSUKISOI_DATA)."
)


class Command(BaseCommand):
    """Load the demonstration once."""

    help = "見本（架空の人たち）を入れる — load the demonstration: invented people"

    def handle(self, **options: Any) -> None:
        """Bring everybody in and note how one signs in; a second time nothing is done."""
        if demonstration.real_organisations():
            raise CommandError(MIXED.format(folder=settings.DATA))
        if demonstration.organisations():
            self.stdout.write("見本は、もう入っています。 — the demonstration is there already")
            return
        with transaction.atomic():
            told = load()
            # Noted before the commit: a folder must never hold invented people that nobody knows to be invented.
            demonstration.remember(told.organisations, [demonstration.SignIn(*entry) for entry in told.sign_ins])
        self.stdout.write(f"{len(told.organisations)}つの組織を入れました。 — {len(told.organisations)} organisations")
