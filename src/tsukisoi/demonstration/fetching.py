"""Cards that wait at town halls: the notice, the folder, and one trip for several people."""

import tomllib
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from tsukisoi.deliveries import actions, queries, watch
from tsukisoi.demonstration.invented import DATA, Invented, day
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

_FETCHER = "鳴海 春香"


def fetch(viewer: Viewer, known: Mapping[UUID, Invented]) -> None:
    """Write what the file says of these people's cards; of nobody else."""
    entries = {one["name"]: one for one in tomllib.loads((DATA / "deliveries.toml").read_text("utf-8"))["delivery"]}
    together = []
    for id, person in known.items():
        told = entries.get(person.line.name)
        if told is not None:
            _wait(viewer, id, told)
            together += [id] if told.get("trip") else []
    if together:
        actions.plan_trip(
            viewer, new_id(), together, on=today() + timedelta(days=2), at=time(10, 30), agent="facility_staff",
            agent_name=_FETCHER, booked_on=today() - timedelta(days=5), booked_with="住民課 係の方",
        )  # fmt: skip


def _wait(viewer: Viewer, id: UUID, told: Mapping[str, Any]) -> None:
    actions.begin(viewer, id, applied_on=day(told["applied"]))
    days: dict[str, Any] = {key: day(told[key]) for key in ("collect_by", "destroy_on") if key in told}
    if "notice" in told:
        actions.notice_came(viewer, id, on=day(told["notice"]), applied_on=day(told["applied"]), **days)
    actions.prepare(
        viewer, id, way="proxy", agent=told["agent"], agent_name=told.get("agent_name", _FETCHER),
        ready=_ready(viewer, id, told.get("ready", "")), sealed=told.get("sealed", ""),
        photo_on=day(told["photo"]) if "photo" in told else None,
        signed_on=day(told["signed"]) if "signed" in told else None,
    )  # fmt: skip


def _ready(viewer: Viewer, id: UUID, how: str) -> list[str]:
    waiting = queries.open_of(viewer, id)
    papers = [paper.document for paper in watch.standing(viewer, waiting).reading.papers] if waiting and how else []
    return papers if how == "all" else papers[:2]
