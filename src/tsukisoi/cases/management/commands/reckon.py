"""`tsukisoi reckon`: where everybody stands, reckoned for today; run each morning by the timer of the system."""

from tsukisoi.cases import standings
from tsukisoi.staff.every_house import EveryHouse
from tsukisoi.tenancy.viewer import Viewer


class Command(EveryHouse):
    """Reckon everybody of every organisation; each line says how far it is."""

    help = "みんなの今日を数えておく（毎朝） — reckon everybody for today, before anybody looks"

    def one(self, viewer: Viewer) -> None:
        """One line a portion of people."""
        standings.reckon_all(viewer, lambda done: self.stdout.write(f"{viewer.organisation}  {done}"))
