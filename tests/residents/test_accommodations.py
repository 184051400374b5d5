"""The cares that can be noted of a person."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tsukisoi.residents import actions, guidance, queries
from tsukisoi.residents.roster.proposals import ACCOMMODATIONS


def test_whatever_a_list_may_propose_can_be_noted() -> None:
    assert set(guidance.accommodations()) >= ACCOMMODATIONS


@pytest.mark.django_db
def test_a_care_is_noted_once_and_taken_back(viewer: Any) -> None:
    person = actions.enrol(viewer, name="橘 和子", birth_date=date(1931, 2, 3))
    for note in ("", "午前中がよい", "午前中がよい"):
        actions.accommodate(viewer, person, "wheelchair", note)
    assert [(a.code, a.note) for a in queries.accommodations_of(viewer, [person])[person.pk]] == [
        ("wheelchair", "午前中がよい")
    ]
    actions.accommodate_no_more(viewer, person, "wheelchair")
    assert queries.accommodations_of(viewer, [person])[person.pk] == []
    with pytest.raises(ValidationError):
        actions.accommodate(viewer, person, "telepathy")
