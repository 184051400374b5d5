"""A house, its town, a city whose residents live here too, and people whose cards wait there."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tsukisoi.deliveries import actions
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import actions as residents

NOTICE = date(2026, 11, 2)
KNOWN = {
    "residence": "facility", "care_level": "care_4", "notification_card": "lost", "guardian": "none",
    "disabilities": [], "circumstances": ["facility_resident"], "wants_pin": True,
    "identity_documents": ["eligibility_certificate", "care_insurance_card"],
}  # fmt: skip


@pytest.fixture
def head(head: Any) -> Any:
    """The head of a house that knows its town."""
    municipalities.open_home(head, "みどり野町")
    return head


@pytest.fixture
def city(head: Any) -> Any:
    """川北市, which said how long a card waits."""
    office = municipalities.add_office(head, "川北市", section="市民課", phone="0000-00-0000")
    for key, value in (("delivery.pickup_months", 3), ("delivery.booking", "needed")):
        municipalities.answer(head, office, key, value, "市民課へ電話", date(2026, 11, 2))
    return office


@pytest.fixture
def resident(head: Any) -> Callable[..., UUID]:
    """resident(name, office=None, **facts): somebody here; `facts` change what is known of them."""

    def make(name: str, office: Any = None, born: date = date(1931, 2, 3), **facts: Any) -> UUID:
        person = residents.enrol(
            head, name=name, kana="", birth_date=born, sex="", room="103", office_id=office.pk if office else None
        )
        for key, value in {**KNOWN, **facts}.items():
            residents.record_fact(head, person, key, value)
        return person.pk

    return make


@pytest.fixture
def waiting(head: Any, resident: Any) -> Callable[..., UUID]:
    """waiting(name, office): somebody whose notice has come."""

    def make(name: str, office: Any = None, **facts: Any) -> UUID:
        pk = resident(name, office, **facts)
        actions.notice_came(head, pk, on=NOTICE, applied_on=date(2026, 9, 20))
        actions.prepare(head, pk, way="proxy", agent="facility_staff", agent_name="佐藤 美咲")
        return pk

    return make
