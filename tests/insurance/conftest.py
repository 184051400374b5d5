"""The insurer, and where somebody stands."""

from datetime import date
from typing import Any

import pytest

from tsukisoi.insurance.guidance import standings
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import queries as register


@pytest.fixture
def union(head: Any) -> Any:
    """The wide-area union of the prefecture."""
    return municipalities.add_office(head, "みどり県後期高齢者医療広域連合", "insurer")


@pytest.fixture
def line(head: Any) -> Any:
    """The line of one person on a day."""

    def of(who: Any, on: date) -> Any:
        person = register.person(head, who.pk)
        return standings(head, [person], on)[0]

    return of
