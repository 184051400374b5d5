"""The record as its readers see it, and who may read it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope

from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, looked, seal_of_the_day, write
from tsukisoi.journal.forms import ChoiceForm, after
from tsukisoi.journal.models import Entry, Seal
from tsukisoi.journal.queries import PAGE, Line, about
from tsukisoi.residents.models import Resident
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(home: Any, worker_in: Callable[..., Any]) -> Any:
    """Somebody who works and is recorded."""
    return worker_in(home, "worker")


@pytest.fixture
def kiyo(home: Any, worker: Any) -> Any:
    """髙橋 キヨ, who moved once and was looked at once."""
    viewer = viewer_of(worker)
    with scope(organisation=home.pk), transaction.atomic():
        made = Resident.objects.create(
            organisation_id=home.pk, name="髙橋 キヨ", name_key="高橋キヨ", birth_date=date(1931, 2, 3)
        )
        write(viewer, "residents.move", Chain("resident", made.pk), values={"room": "104"}, reason="希望により")
        looked(viewer, "residents.detail", [made.pk])
        return made


def test_the_list_says_who_did_what_about_whom_and_why(signed_in: Any, kiyo: Any, worker: Any) -> None:
    text = signed_in.get("/journal/").content.decode()
    for word in ("佐藤 美咲", "部屋・ユニットをかえた", "髙橋 キヨ", "104", "希望により"):
        assert word in text


def test_reading_the_record_is_recorded(signed_in: Any, home: Any, kiyo: Any) -> None:
    signed_in.get(f"/journal/resident/{kiyo.pk}/")
    with scope(organisation=home.pk):
        assert Entry.objects.get(action="look.journal.person").refs == [str(kiyo.pk)]


def test_one_persons_record_has_what_was_done_and_who_looked(signed_in: Any, kiyo: Any) -> None:
    text = signed_in.get(f"/journal/resident/{kiyo.pk}/").content.decode()
    assert "部屋・ユニットをかえた" in text and "この人のくわしい内容を見た" in text


@pytest.mark.parametrize("query", ["worker={worker}", "day=2026-11-23", "resident={kiyo}"])
def test_the_list_can_be_narrowed(signed_in: Any, kiyo: Any, worker: Any, query: str) -> None:
    asked = query.format(worker=worker.pk, kiyo=kiyo.pk)
    assert "部屋・ユニットをかえた" in signed_in.get(f"/journal/?{asked}").content.decode()


@pytest.mark.parametrize("query", ["worker={nobody}", "day=2026-11-22", "resident={nobody}"])
def test_what_was_not_asked_for_is_not_shown(signed_in: Any, kiyo: Any, query: str) -> None:
    response = signed_in.get(f"/journal/?{query.format(nobody=new_id())}")
    assert response.status_code == 200 and "部屋・ユニットをかえた" not in response.content.decode()


def test_every_entry_stands_on_exactly_one_page(signed_in: Any, home: Any, worker: Any) -> None:
    viewer = viewer_of(worker)
    with scope(organisation=home.pk), transaction.atomic():
        rooms = [
            write(viewer, "residents.move", Chain("resident", new_id()), values={"room": f"R{n:03}-"})
            for n in range(PAGE * 2 + 7)
        ]
    assert len(rooms) == PAGE * 2 + 7
    seen, address = "", f"/journal/?worker={worker.pk}"
    for _ in range(4):
        response = signed_in.get(address)
        seen += response.content.decode()
        if not response.context["next_url"]:
            break
        address = "/journal/" + response.context["next_url"]
    assert [seen.count(f"R{n:03}-") for n in range(PAGE * 2 + 7)] == [1] * (PAGE * 2 + 7)


@pytest.mark.parametrize("address", ["/journal/", "/journal/seals/", "/journal/resident/{kiyo}/"])
@pytest.mark.parametrize("role", ["worker", "viewer"])
def test_without_the_right_nothing_is_shown(
    client: Any, home: Any, kiyo: Any, worker_in: Callable[..., Any], role: str, address: str
) -> None:
    client.force_login(worker_in(home, role, username=f"other-{role}"))
    assert client.get(address.format(kiyo=kiyo.pk)).status_code == 403


@pytest.mark.parametrize("address", ["/journal/seals/make/", "/journal/seals/check/"])
def test_without_the_right_nothing_is_sealed_or_checked(client: Any, worker: Any, address: str) -> None:
    client.force_login(worker)
    assert client.post(address).status_code == 403


def test_another_house_sees_none_of_it(client: Any, other_home: Any, kiyo: Any, worker_in: Callable[..., Any]) -> None:
    client.force_login(worker_in(other_home, "head"))
    assert "髙橋" not in client.get("/journal/").content.decode()
    assert client.get(f"/journal/resident/{kiyo.pk}/").status_code == 404


def test_the_first_of_the_day_seals_once(signed_in: Any, home: Any, kiyo: Any) -> None:
    signed_in.get("/journal/")
    signed_in.get("/journal/seals/")
    with scope(organisation=home.pk):
        assert Seal.objects.count() == 1


def test_a_seal_is_made_once_a_day(viewer: Any) -> None:
    assert seal_of_the_day(viewer) is not None
    assert seal_of_the_day(viewer) is None


def test_the_seal_is_shown_for_paper_and_found_again(signed_in: Any, home: Any, kiyo: Any) -> None:
    assert signed_in.post("/journal/seals/make/", follow=True).status_code == 200
    with scope(organisation=home.pk):
        digest = Seal.objects.order_by("-seq").first().digest
    page = signed_in.get("/journal/seals/").content.decode()
    assert all(digest[i : i + 4] in page for i in range(0, 64, 4))
    answer = signed_in.post("/journal/seals/check/", {"kept": f"{digest[:32]} {digest[32:]}"})
    assert "打ちこんだ封も、この記録にあります" in answer.content.decode()
    assert signed_in.post("/journal/seals/check/", {"kept": "いろは"}).status_code == 422
    assert "ありません" in signed_in.post("/journal/seals/check/", {"kept": "f" * 64}).content.decode()


def test_a_persons_page_gets_the_newest_lines_first(viewer: Any, kiyo: Any) -> None:
    with transaction.atomic():
        write(viewer, "residents.move", Chain("resident", kiyo.pk), values={"room": "105"})
    lines = about(viewer, "resident", kiyo.pk)
    assert [line.values["部屋"] for line in lines] == ["105", "104"]
    assert lines[1].who == "佐藤 美咲" and lines[1].reason == "希望により"


def test_where_a_list_goes_on_is_never_taken_for_a_number() -> None:
    lines = [Line(new_id(), datetime(2026, 11, 23, 10, 11, 12, n, tzinfo=UTC), "", "") for n in range(0, 9999, 7)]
    cursors = [after(line) for line in lines]
    assert [cursor for cursor in cursors if refuse(cursor)] == []
    form = ChoiceForm({"before": cursors[3]})
    assert form.choice.before == (lines[3].at, lines[3].id)
