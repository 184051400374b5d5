"""A home with people of every sort, its town, and the town hall on the other side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.receptions import actions
from tsukisoi.receptions.queries import Day
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Organisation
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

TOWN = {
    "municipality.visiting_reception": True, "municipality.home_visit_reception": True,
    "municipality.staffed_by": "municipality", "municipality.mail_delivery": True, "municipality.post_office": [],
}  # fmt: skip
KNOWN = {
    "residence": "facility", "care_level": "care_4", "notification_card": "held", "guardian": "none",
    "identity_documents": ["eligibility_certificate", "care_insurance_card"],
}  # fmt: skip
AGREED: dict[str, Any] = {
    "on": date(2026, 12, 18), "begins": time(9, 30), "ends": time(12, 0), "place": "1階 食堂", "partner": "みどり野町",
    "town": "みどり野町", "mail": "restricted",
}  # fmt: skip


@dataclass(frozen=True)
class House:
    """The facility's side."""

    viewer: Viewer
    people: dict[str, UUID]
    here: Any
    there: Any


@pytest.fixture
def house(client: Any, home: Any, worker_in: Any) -> Iterator[House]:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        viewer = viewer_of(worker)
        here = municipalities.open_home(viewer, "みどり野町")
        there = municipalities.add_office(viewer, "川北市")
        for key, value in TOWN.items():
            municipalities.answer(viewer, here, key, value, source="電話 住民課", checked_on=date(2026, 11, 20))
        yield House(viewer, _people(viewer, here, there), here, there)


def _people(viewer: Viewer, here: Any, there: Any) -> dict[str, UUID]:
    cast = {
        "kiyo": ("髙橋 キヨ", "タカハシ キヨ", here.pk, "yes_wants"),
        "toru": ("川北 透", "カワキタ トオル", there.pk, "yes_wants"),
        "asked_not": ("山田 節", "ヤマダ セツ", here.pk, ""),
        "refuses": ("佐藤 一", "サトウ ハジメ", here.pk, "no_does_not"),
    }
    found = {}
    for number, (key, (name, kana, office, will)) in enumerate(cast.items(), start=1):
        made = residents.enrol(
            viewer, id=new_id(), name=name, kana=kana, birth_date=date(1931, 2, number), sex="female",
            room=f"10{number}", office_id=office, address="本町1-1",
        )  # fmt: skip
        for fact, value in KNOWN.items():
            residents.record_fact(viewer, made, fact, value)
        if will:
            cases.record_attempt(
                viewer, made.pk, matter="card", at=now(), explained_by="佐藤 美咲", methods=[], answer=will
            )
        found[key] = made.pk
    return found


@pytest.fixture
def reception(house: House) -> Day:
    return actions.open_reception(house.viewer, **AGREED)


@pytest.fixture
def town_hall(db: None, worker_in: Any) -> Viewer:
    """A clerk of the town hall: another organisation on the same server."""
    hall = Organisation.objects.create(name="みどり野町役場", kind="municipality", municipality="みどり野町")
    return viewer_of(worker_in(hall, "clerk"))


HELD = {**AGREED, "on": date(2026, 11, 4)}


@pytest.fixture
def held(house: Any) -> Any:
    made = actions.open_reception(house.viewer, **HELD)
    actions.put_on_residents(house.viewer, made, [house.people["kiyo"], house.people["toru"]])
    return made


@pytest.fixture
def alone(house: Any) -> Any:
    agreed = {**HELD, "kind": "application_support", "staffed_by": "facility", "place": "職員室", "begins": time(9)}
    made = actions.open_reception(house.viewer, **agreed)
    actions.put_on_residents(house.viewer, made, [house.people["kiyo"], house.people["toru"]])
    return made
