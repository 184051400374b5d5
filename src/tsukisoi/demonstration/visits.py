"""Visits to the doctor in the first house: a van this morning, somebody late, and a question to a visiting clinic."""

from datetime import timedelta
from uuid import UUID

from tsukisoi.outings import actions as outings
from tsukisoi.outings import guidance, queries
from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def visit(viewer: Viewer) -> None:
    """Providers with what they said, and three trips, entered the way the staff enter them."""
    clinic, eyes, visiting = _providers(viewer)
    people = list(register.everybody(viewer).order_by("room_key", "id"))
    facts = register.facts_of(viewer, people)
    with_card = [p.pk for p in people if "my_number_card" in facts[p.pk].get("identity_documents", ())]
    without = [p.pk for p in people if p.pk not in with_card]
    _van(viewer, with_card[:3], without[:2], clinic, eyes)
    _late(viewer, without[2], clinic)
    _at_home(viewer, with_card[3], visiting)


def _providers(viewer: Viewer) -> list[UUID]:
    asked = today() - timedelta(days=20)
    clinic = outings.add_provider(viewer, "みどり野内科医院", "clinic", "0000-00-0000")
    outings.tell(viewer, clinic.pk, "reader", True, "受付の方（電話）", asked)
    outings.tell(viewer, clinic.pk, "phone", None, "受付の方（電話）", asked)
    eyes = outings.add_provider(viewer, "坂下眼科", "clinic", "0000-00-0000")
    outings.tell(viewer, eyes.pk, "reader", True, "受付の方（窓口）", asked - timedelta(days=190))
    pharmacy = outings.add_provider(viewer, "みどり野薬局", "pharmacy", "0000-00-0000")
    outings.tell(viewer, pharmacy.pk, "reader", True, "薬剤師の方", asked)
    visiting = outings.add_provider(viewer, "みどり野訪問クリニック", "visiting", "0000-00-0000")
    return [clinic.pk, eyes.pk, visiting.pk]


def _van(viewer: Viewer, with_card: list[UUID], without: list[UUID], clinic: UUID, eyes: UUID) -> None:
    """Five people in one van, to two places. One has said what they wish, one could not say."""
    start = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    outing = outings.plan(
        viewer, leaves_at=start, back_by=start + timedelta(hours=3), care="outpatient",
        people=[*with_card[:2], *without], provider=clinic, escort="鳴海 春香",
    )  # fmt: skip
    outings.add(viewer, outing.pk, with_card[2:3], "outpatient", eyes)
    stops = [stop for stop in queries.trip(viewer, outing.pk).stops if stop.person.pk in with_card]
    codes = [line.code for line in guidance.slip_of(viewer, stops[0]).consents]
    wishes = dict(zip(codes, ("yes", "yes", "no"), strict=False))
    said = {"could_not_say": False, "helps": ["place_card"], "heard_by": viewer.name}
    outings.hear(viewer, stops[0].going.pk, wishes=wishes, **said)  # type: ignore[arg-type]
    outings.hear(viewer, stops[1].going.pk, wishes={}, could_not_say=True, helps=[], heard_by=viewer.name)


def _late(viewer: Viewer, who: UUID, clinic: UUID) -> None:
    left = now() - timedelta(hours=3)
    outing = outings.plan(
        viewer, leaves_at=left, back_by=now() - timedelta(minutes=20), care="outpatient", people=[who], provider=clinic,
        escort="戸川 周平",
    )  # fmt: skip
    outings.leave(viewer, outing.pk, left + timedelta(minutes=5))


def _at_home(viewer: Viewer, who: UUID, visiting: UUID) -> None:
    start = (now() + timedelta(days=1)).replace(hour=14, minute=0, second=0, microsecond=0)
    outings.plan(
        viewer, leaves_at=start, back_by=start + timedelta(hours=1), care="home_medical", people=[who],
        provider=visiting,
    )  # fmt: skip
