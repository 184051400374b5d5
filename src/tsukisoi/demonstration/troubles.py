"""What went wrong in the first house: a missing card, a forgotten PIN, and a letter in the wrong envelope."""

from datetime import timedelta

from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.upkeep import actions as upkeep


def trouble(viewer: Viewer, head: Viewer) -> None:
    """Begin three runbooks, as far along as they would be, and a leak that the head handles."""
    people = list(register.everybody(viewer).order_by("room_key", "id"))
    facts = register.facts_of(viewer, people)
    holders = [p.pk for p in people if "my_number_card" in facts[p.pk].get("identity_documents", ())]
    lost = upkeep.begin(
        viewer, holders[-1], "card_lost", noticed_at=now() - timedelta(hours=2), where="outside",
        last_seen="朝の受診で、受付の機械に置いた",
    )  # fmt: skip
    upkeep.tick(viewer, lost.pk, "suspend", now() - timedelta(minutes=110), "電話に出た方の名前を控えた")
    upkeep.begin(
        viewer, holders[0], "pin_forgotten", noticed_at=now() - timedelta(days=1), goes="free_agent",
        said={"which": "other", "other_known": None, "own_smartphone": False, "signing": None},
    )  # fmt: skip
    leak = upkeep.begin_leak(
        head, noticed_at=now() - timedelta(days=1), flags=["sensitive"],
        outline="通院の予定表を、別のご家庭の封筒に入れて送った。翌日、電話で知らせがあり、開封前のものを取りに行った。",
    )  # fmt: skip
    upkeep.concern(head, leak.pk, holders[:2])
