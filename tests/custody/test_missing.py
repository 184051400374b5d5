"""What was not found is not said to be there: not on the shelf, not in an emergency, not on a trip."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tsukisoi.custody import actions, queries
from tsukisoi.tenancy.clock import now, today
from tsukisoi.today import custody as lines
from tsukisoi.ui.templatetags.ui import short_day
from tsukisoi.upkeep import actions as upkeep

pytestmark = pytest.mark.django_db


def _url(name: str, *args: Any) -> str:
    return reverse(f"custody:{name}", args=args)


@pytest.fixture
def counted(viewer: Any, card: Any) -> Any:
    """A card that the closed and signed count did not find."""
    count = actions.begin_count(viewer)
    actions.see(viewer, count.pk, card.pk, "missing")
    actions.explain(viewer, count.pk, card.pk, "さがしている")
    actions.close_count(viewer, count.pk)
    actions.sign_count(viewer, count.pk)
    return card


def _here(viewer: Any, card: Any) -> bool:
    (one,) = queries.items_of(viewer, card.resident_id)
    return one.here


def test_what_the_count_did_not_find_is_not_offered(desk: Client, viewer: Any, counted: Any) -> None:
    words = f"見当たらない（{short_day(today())}の点検）"
    for page in (_url("locker"), _url("register"), _url("person", counted.resident_id)):
        assert words in desk.get(page).content.decode()
    chosen = desk.get(f"{_url('locker')}?pouch={counted.place_id}")
    assert chosen.context["inside_chosen"] == [] and "/upkeep/begin/card_lost/" in chosen.content.decode()
    urgent = desk.get(f"{_url('emergency')}?room=103").content.decode()
    assert words in urgent and f'value="{counted.pk}" checked' not in urgent
    assert queries.where_is(viewer, counted.resident_id).words == words
    (line,) = [one for one in lines.lines(viewer) if one.kind == "custody_missing"]
    assert line.button.url == f"/upkeep/begin/card_lost/?resident={counted.resident_id}"
    count = queries.counts(viewer)[0]
    assert line.button.url in desk.get(_url("count", count.pk)).content.decode()


def test_it_is_there_again_once_it_was_seen(desk: Client, viewer: Any, counted: Any) -> None:
    assert not _here(viewer, counted)
    desk.post(_url("found", counted.pk))
    assert _here(viewer, counted)
    desk.post(_url("found", counted.pk))  # once is enough
    assert len([line for line in lines.lines(viewer) if line.kind == "custody_missing"]) == 0


def test_what_moves_was_seen(viewer: Any, counted: Any) -> None:
    out = actions.hand_out(viewer, counted.pk, why="visit")
    actions.take_back(viewer, out.pk)
    assert _here(viewer, counted)


def test_an_open_runbook_is_enough_and_its_end_too(viewer: Any, card: Any) -> None:
    case = upkeep.begin(viewer, card.resident_id, "card_lost", noticed_at=now(), where="home")
    (one,) = queries.items_of(viewer, card.resident_id)
    assert one.missing and one.missing.runbook == f"/upkeep/{case.pk}/" and "手順" in one.missing.words
    assert not [line for line in lines.lines(viewer) if line.kind == "custody_missing"]  # its next step stands there
    upkeep.close(viewer, case.pk, "found")
    assert _here(viewer, card)
