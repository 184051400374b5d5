"""The first evening: four questions, one organisation, whoever presses at the same time."""

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.municipalities.queries import offices
from tsukisoi.staff.actions import AlreadyFounded, Founding, found, found_on_laptop
from tsukisoi.staff.models import Organisation, Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id

ANSWERS = {
    "organisation": {"name": "つばき苑", "kind": "facility"},
    "municipality": {"municipality": "みどり野町"},
    "administrator": {
        "head": "中村 健太",
        "username": "Nakamura",
        "password": "夜空-つきあかり",
        "again": "夜空-つきあかり",
    },
    "custody": {"custody": "certificates"},
}
FOUNDING = Founding("つばき苑", "facility", "みどり野町", "中村 健太", "nakamura", make_password("x"), "nothing")


def answer(client: Client, *steps: str) -> Any:
    response = None
    for step in steps or ANSWERS:
        response = client.post(reverse(f"staff:first_run_{step}"), ANSWERS[step])
    return response


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/residents/", "/staff/", "/accounts/login/", "/help/"])
def test_while_there_is_no_organisation_every_page_leads_to_the_first_run(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (302, 404)  # 404: an address that no room has
    if response.status_code == 302:
        assert response["Location"] == reverse("staff:first_run")


@pytest.mark.django_db
def test_four_questions_make_a_house_with_a_head_and_its_municipality(client: Client, entries: Any) -> None:
    assert client.get(reverse("staff:first_run"))["Location"] == reverse("staff:first_run_organisation")
    last = answer(client)
    house, head = Organisation.objects.get(), Worker.objects.get()
    assert (house.name, house.kind, house.municipality, house.custody) == (
        "つばき苑",
        "facility",
        "みどり野町",
        "certificates",
    )
    assert (head.username, head.role, head.organisation_id) == ("nakamura", "head", house.pk)
    assert head.check_password("夜空-つきあかり") and not head.must_change_password
    assert client.session["_auth_user_id"] == str(head.pk)
    assert last.status_code == 302 and last["Location"].startswith("/residents/")
    assert entries(house)[:2] == ["staff.found", "staff.add_worker"]
    with scope(organisation=house.pk):
        assert [(office.name, office.home) for office in offices(viewer_of(head))] == [("みどり野町", True)]


@pytest.mark.django_db
def test_the_password_is_kept_nowhere_unhashed(client: Client) -> None:
    answer(client, "organisation", "municipality", "administrator")
    assert "つきあかり" not in str(dict(client.session))
    answer(client, "custody")
    assert "first_run" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"again": "ちがうことば"}, "二つのパスワードがちがいます"),
        ({"password": "123", "again": "123"}, "短"),
        ({"username": "naka mura"}, "空白"),
        ({"head": ""}, "氏名"),
    ],
)
def test_a_wrong_answer_stays_on_its_question(client: Client, wrong: dict[str, str], said: str) -> None:
    response = client.post(reverse("staff:first_run_administrator"), ANSWERS["administrator"] | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert Organisation.objects.count() == 0


@pytest.mark.django_db
def test_the_last_question_alone_founds_nothing(client: Client) -> None:
    response = answer(client, "custody")
    assert response["Location"] == reverse("staff:first_run_organisation")
    assert Organisation.objects.count() == 0


@pytest.mark.django_db
def test_afterwards_there_is_no_first_run(client: Client, home: Any) -> None:
    for step in ANSWERS:
        assert client.get(reverse(f"staff:first_run_{step}")).status_code == 404
        assert client.post(reverse(f"staff:first_run_{step}"), ANSWERS[step]).status_code == 404
    assert client.get(reverse("staff:first_run")).status_code == 404


@pytest.mark.django_db
def test_of_two_browsers_the_second_is_told(client: Client) -> None:
    second = Client()
    answer(second, "organisation", "municipality", "administrator")
    answer(client)
    assert answer(second, "custody").status_code == 404
    assert Organisation.objects.count() == 1
    assert "_auth_user_id" not in second.session


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_wins() -> None:
    ready, outcomes = threading.Barrier(4), []

    def run(number: int) -> None:
        answers = Founding("つばき苑", "facility", "みどり野町", "中村 健太", f"head{number}", "!", "nothing")
        ready.wait()
        try:
            outcomes.append(found(answers).username)
        except AlreadyFounded:
            outcomes.append("")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4 and sum(map(bool, outcomes)) == 1
    assert (Organisation.objects.count(), Worker.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_laptop_is_founded_from_ids_written_as_text() -> None:
    house = {
        "id": str(new_id()),
        "name": "つばき苑",
        "kind": "facility",
        "municipality": "みどり野町",
        "custody": "cards",
    }
    people = [{"id": str(new_id()), "username": "nakamura", "name": "中村 健太", "role": "head"}]
    assert list(found_on_laptop(house, people)) == ["nakamura"]
    made = Organisation.objects.get()
    with scope(organisation=made.pk):
        assert str(made.pk) == house["id"]
        assert {str(one.organisation_id) for one in Entry.objects.all()} == {house["id"]}
    with pytest.raises(AlreadyFounded):
        found_on_laptop(house, people)
