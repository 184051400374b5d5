"""`tsukisoi clocks`: reckon every card's last days for a new day; run each night by the timer of the system."""

from tsukisoi.cards.actions import reckon_all
from tsukisoi.staff.every_house import EveryHouse
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


class Command(EveryHouse):
    """Reckon the clocks of every organisation; each line says how far it is."""

    help = "カードと電子証明書の期限を今日で数えなおす — reckon the last days of all cards for today"

    def one(self, viewer: Viewer) -> None:
        """One line a portion of people."""
        house = viewer.organisation
        reckon_all(viewer, today(), lambda done, total: self.stdout.write(f"{house}  {done}/{total}"))
