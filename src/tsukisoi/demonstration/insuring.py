"""What the first home knows of insurers, insurance papers and registrations, and the errands for cards."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from tsukisoi.cards import actions as cards
from tsukisoi.demonstration.invented import DATA, Invented, day
from tsukisoi.insurance import actions
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def insure(viewer: Viewer, known: Mapping[UUID, Invented]) -> None:
    """Write what the file says of these people; of nobody else."""
    told = tomllib.loads((DATA / "insurance.toml").read_text("utf-8"))
    ids = {person.line.name: id for id, person in known.items()}
    if not any(one["name"] in ids for one in told["paper"]):
        return
    _insurer(viewer, told["insurer"], ids)
    for one in told["registration"]:
        for step, how, on in one["steps"]:
            actions.register(viewer, ids[one["name"]], step=step, how=how, on=day(on))
    for one in told["paper"]:
        actions.paper_arrived(
            viewer, ids[one["name"]], kind=one["kind"], arrived_on=day(one["arrived"]), expires=day(one["expires"]),
            place=one["place"], scheme=one.get("scheme", ""), ground=one.get("ground", ""),
        )  # fmt: skip
    for one in told["errand"]:
        values = {key: _value(value) for key, value in one.items() if key not in ("name", "why", "kind")}
        cards.plan_errand(viewer, ids[one["name"]], one["kind"], **values)


def _insurer(viewer: Viewer, told: Mapping[str, Any], ids: Mapping[str, UUID]) -> None:
    office = municipalities.add_office(viewer, told["name"], "insurer")
    municipalities.change_office(viewer, office, section=told["section"], phone=told["phone"])
    for key, value, source, days in told["answers"]:
        municipalities.answer(viewer, office, key, value, source, today() - timedelta(days=days))
    for name in told["members"]:
        actions.set_insurer(viewer, ids[name], scheme="late_elderly", insurer=office.pk)


def _value(value: Any) -> Any:
    return day(value) if isinstance(value, str) and value.endswith((" days", " July")) else value
