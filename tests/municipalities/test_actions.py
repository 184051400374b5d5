"""Offices and what they answered."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions, guidance, queries
from tsukisoi.municipalities.models import Office
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(viewer: Any) -> Any:
    return actions.open_home(viewer, "みどり野町")


def test_the_home_is_named_once_and_can_move(viewer: Any, town: Any) -> None:
    assert actions.open_home(viewer, " みどり野町 ") == town
    assert Entry.objects.filter(action="municipalities.open_home").count() == 1
    city = actions.open_home(viewer, "川北市")
    assert queries.home(viewer) == city
    assert Office.objects.filter(home=True).count() == 1


def test_answers_become_facts_and_what_is_not_known_does_not(viewer: Any, town: Any) -> None:
    actions.answer(viewer, town, "municipality.visiting_reception", "yes", "住民課 電話")
    actions.answer(viewer, town, "municipality.post_office", ["support"], "町のページ")
    actions.answer(viewer, town, "municipality.mail_delivery", None, "")
    assert queries.office_facts(viewer, town) == {
        "municipality.visiting_reception": True,
        "municipality.post_office": ["support"],
    }
    assert [row.key for row in queries.unanswered(viewer)] == ["municipality.mail_delivery"]
    assert queries.office_facts(viewer, None) == {}


def test_an_answer_needs_a_source_and_must_be_one(viewer: Any, town: Any) -> None:
    for key, value, source in (
        ("municipality.visiting_reception", "yes", " "),
        ("municipality.staffed_by", "robot", "電話"),
        ("birth_date", "1931-02-03", "電話"),
        ("birth_date", None, "電話"),
    ):
        with pytest.raises(ValidationError):
            actions.answer(viewer, town, key, value, source)


def test_the_same_answer_again_changes_nothing_and_two_at_once_are_told(viewer: Any, town: Any) -> None:
    first = actions.answer(viewer, town, "municipality.mail_delivery", "no", "電話", was="")
    assert actions.answer(viewer, town, "municipality.mail_delivery", "no", "電話", was="") == first
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        actions.answer(viewer, town, "municipality.mail_delivery", "yes", "電話", was="")
    assert caught.value.row == first
    assert Entry.objects.filter(action="municipalities.answer").count() == 1


def test_old_answers_are_to_be_asked_again(viewer: Any, town: Any) -> None:
    actions.answer(viewer, town, "municipality.mail_delivery", "no", "電話", date(2026, 5, 26))
    actions.answer(viewer, town, "municipality.staffed_by", "contractor", "電話", date(2026, 5, 27))
    assert [row.key for row in queries.stale(viewer)] == ["municipality.mail_delivery"]


def test_a_row_done_otherwise_is_laid_over_the_book(viewer: Any, town: Any) -> None:
    from tebiki.book import book, editions

    name, table = "route.visiting_reception", editions()["route.visiting_reception"][-1]
    row = {
        "row": table.rows[0].name,
        "when": ["residence_home"],
        "say": "ask_municipality",
        "source": table.rows[0].source,
        "place": table.rows[0].place,
    }
    actions.change_row(viewer, town, name, row, "住民課 電話")
    laid = book(date(2026, 11, 23), guidance.overlays(viewer, town))
    assert laid[name].row(table.rows[0].name).say == "ask_municipality"
    with pytest.raises(ValidationError):
        actions.change_row(viewer, town, name, {"row": "x", "when": ["no_such_word"]}, "電話")
    actions.drop_row(viewer, town, name, table.rows[0].name)
    assert guidance.overlays(viewer, town) == []


def test_rights_and_organisations(viewer: Any, home: Any, other_home: Any, worker_in: Any, town: Any) -> None:
    with pytest.raises(NotPermitted):
        actions.answer(viewer_of(worker_in(home, "viewer")), town, "municipality.mail_delivery", "no", "電話")
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        assert queries.home(stranger) is None
        with pytest.raises(Http404):
            queries.office(stranger, town.pk)


def test_a_person_of_another_town_is_registered_elsewhere(viewer: Any, town: Any) -> None:
    city = actions.add_office(viewer, "川北市", phone="03-0000-0000")
    assert actions.add_office(viewer, "川北市") == city
    born = date(1931, 2, 3)
    group = [
        residents.enrol(viewer, name="橘 一", birth_date=born, office_id=city.pk),
        residents.enrol(viewer, name="橘 二", birth_date=born, office_id=town.pk),
        residents.enrol(viewer, name="橘 三", birth_date=born),
    ]
    known = people.facts_of(viewer, group)
    assert [known[p.pk].get("registered_elsewhere") for p in group] == [True, False, None]
