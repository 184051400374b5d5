"""Workers, roles, units: who may change them, what it does at once, and that the house never loses its last head."""

import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.staff import actions, queries
from tsukisoi.staff.models import Custody, Organisation, Role, Unit, Worker
from tsukisoi.staff.passwords import LETTERS, first_password, state_of
from tsukisoi.staff.permits import ROLES, WORDS, Right
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
NEW = {"name": "佐藤 美咲", "username": "Ｓａｔｏ", "role": "worker"}


@pytest.fixture
def head(home: Any, worker_in: Any, browser_of: Any) -> Any:
    return browser_of(worker_in(home, "head", username="nakamura"))


def unit_in(organisation: Any, name: str = "1階 すみれ") -> Unit:
    with scope(organisation=organisation.pk):
        made: Unit = Unit.objects.create(organisation=organisation, name=name)
        return made


def shown(page: Any) -> str:
    """The password a page shows."""
    return str(page.content.decode().split('id="first-password">')[1].split("<")[0])


def test_a_new_worker_gets_in_with_the_password_shown_and_must_change_it(head: Any, home: Any, entries: Any) -> None:
    password = shown(head.post(reverse("staff:add"), {**NEW, "id": new_id()}))
    worker = Worker.objects.get(username="sato")
    assert worker.organisation_id == home.pk
    assert "staff.add_worker" in entries(home)
    browser = Client()
    browser.post(reverse("account_login"), {"login": "sato", "password": password})
    assert browser.get(reverse("staff:list"))["Location"] == reverse("account_change_password")
    assert browser.post(reverse("staff:add"), NEW)["Location"] == reverse("account_change_password")
    new = "夜空-つきあかり"
    form = {"oldpassword": password, "password1": new, "password2": new}
    assert browser.post(reverse("account_change_password"), form)["Location"] == "/"
    assert browser.get(reverse("staff:list")).status_code == 200


def test_the_form_sent_twice_adds_one_person_and_shows_one_password(head: Any, home: Any, entries: Any) -> None:
    data = {**NEW, "id": new_id()}
    first, second = (shown(head.post(reverse("staff:add"), data)) for _ in range(2))
    assert first == second
    assert entries(home).count("staff.add_worker") == 1


def test_a_user_name_is_given_once_on_the_whole_server(head: Any, other_home: Any, worker_in: Any) -> None:
    worker_in(other_home, username="sato")
    page = head.post(reverse("staff:add"), {**NEW, "id": new_id()})
    assert page.status_code == 422 and "もう使われています" in page.content.decode()


def test_the_id_of_somebody_else_changes_nobody(head: Any, other_home: Any, worker_in: Any) -> None:
    other = worker_in(other_home, username="tanaka")
    page = head.post(reverse("staff:add"), {**NEW, "id": other.pk})
    assert page.status_code == 422
    other.refresh_from_db()
    assert (other.username, other.organisation_id) == ("tanaka", other_home.pk)


def test_no_first_password_holds_a_digit_and_no_two_are_alike() -> None:
    made = {first_password(str(new_id())) for _ in range(500)}
    assert len(made) == 500
    assert {sign for password in made for sign in password} <= set(LETTERS) | {"-"}


def test_a_forgotten_password_is_given_anew_and_repeating_gives_the_same(
    head: Any, home: Any, worker_in: Any, browser_of: Any, entries: Any
) -> None:
    worker = worker_in(home, username="sato")
    browser = browser_of(worker)
    url, data = reverse("staff:password", args=[worker.pk]), {"state": state_of(worker)}
    password = shown(head.post(url, data))
    assert browser.get(reverse("staff:list")).status_code == 302, "the open screens are closed"
    assert shown(head.post(url, data)) == password
    assert entries(home).count("staff.first_password") == 1
    worker.refresh_from_db()
    assert worker.check_password(password) and worker.must_change_password
    worker.set_password("夜空-つきあかり")
    worker.save()
    assert "first-password" not in head.post(url, data, follow=True).content.decode(), (
        "an old form does not undo a change"
    )
    worker.refresh_from_db()
    assert worker.check_password("夜空-つきあかり")


def test_a_new_first_password_opens_a_locked_name(head: Any, home: Any, worker_in: Any) -> None:
    worker = worker_in(home, username="sato")
    browser = Client()
    for _ in range(6):
        browser.post(reverse("account_login"), {"login": "sato", "password": "ちがう-9999"})
    password = shown(head.post(reverse("staff:password", args=[worker.pk]), {"state": state_of(worker)}))
    browser.post(reverse("account_login"), {"login": "sato", "password": password})
    assert "_auth_user_id" in browser.session


@pytest.mark.parametrize("lost, left", [("on", 0), ("", 2)])
def test_a_lost_telephone_is_removed_only_when_said(head: Any, home: Any, worker_in: Any, lost: str, left: int) -> None:
    worker = worker_in(home)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=worker, type=kind, data={})
    data = {"state": state_of(worker)} | ({"second_factor_lost": lost} if lost else {})
    head.post(reverse("staff:password", args=[worker.pk]), data)
    assert Authenticator.objects.filter(user=worker).count() == left


def test_ending_takes_everything_and_coming_back_needs_a_new_password(
    head: Any, home: Any, worker_in: Any, entries: Any
) -> None:
    worker = worker_in(home, username="sato")
    for kind in ("totp", "webauthn", "recovery_codes"):
        Authenticator.objects.create(user=worker, type=kind, data={})
    for _ in range(2):
        head.post(reverse("staff:end", args=[worker.pk]), {"reason": "退職"})
    worker.refresh_from_db()
    assert (worker.is_active, worker.has_usable_password(), str(worker.ended_on)) == (False, False, "2026-11-23")
    assert not Authenticator.objects.filter(user=worker).exists()
    assert entries(home).count("staff.end_access") == 1
    assert head.get(reverse("staff:password", args=[worker.pk])).status_code == 404
    head.post(reverse("staff:take_back", args=[worker.pk]))
    worker.refresh_from_db()
    assert (worker.is_active, worker.ended_on, worker.has_usable_password()) == (True, None, False)


@pytest.mark.parametrize("change", ["end", "role"])
def test_the_last_head_stays(head: Any, home: Any, worker_in: Any, change: str) -> None:
    only = Worker.objects.get(username="nakamura")
    worker_in(home, "head", username="gone").__class__.objects.filter(username="gone").update(is_active=False)
    page = head.post(reverse(f"staff:{change}", args=[only.pk]), {"role": "worker", "reason": ""}, follow=True)
    assert "先に、ほかの人を施設長にしてください" in page.content.decode()
    only.refresh_from_db()
    assert (only.role, only.is_active) == ("head", True)
    worker_in(home, "head", username="second")
    head.post(reverse(f"staff:{change}", args=[only.pk]), {"role": "worker", "reason": ""})
    only.refresh_from_db()
    assert (only.role, only.is_active) != ("head", True)


@pytest.mark.django_db(transaction=True)
def test_two_heads_who_end_each_other_at_once_leave_one(home: Any, worker_in: Any) -> None:
    heads = [worker_in(home, "head", username=name) for name in ("one", "two")]
    ready, outcomes = threading.Barrier(2), []

    def run(mine: Worker, other: Worker) -> None:
        try:
            with scope(organisation=home.pk):
                viewer = queries.viewer_of(mine)
                ready.wait()
                actions.end_access(viewer, other.pk)
                outcomes.append("ended")
        except actions.LastHead:
            outcomes.append("last")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in (heads, heads[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "last"]
    assert Worker.objects.filter(role="head", is_active=True).count() == 1


def test_another_role_holds_from_the_next_request(head: Any, home: Any, worker_in: Any, browser_of: Any) -> None:
    worker = worker_in(home, "worker")
    browser = browser_of(worker)
    assert browser.get(reverse("staff:list")).status_code == 200
    head.post(reverse("staff:role", args=[worker.pk]), {"role": "viewer"})
    assert browser.get(reverse("staff:list")).status_code == 403


def test_units_limit_a_worker_and_the_head_never(head: Any, home: Any, worker_in: Any, entries: Any) -> None:
    worker, here, there = worker_in(home), unit_in(home), unit_in(home, "2階 もみじ")
    url = reverse("staff:worker_units", args=[worker.pk])
    for _ in range(2):
        head.post(url, {"units": [str(here.pk)]})
    viewer = queries.viewer_of(worker)
    assert viewer.units == frozenset({here.pk})
    assert entries(home).count("staff.assign_units") == 1
    viewer.require(Right.SEE_RESIDENTS, here.pk)
    with pytest.raises(NotPermitted):
        viewer.require(Right.SEE_RESIDENTS, there.pk)
    with scope(organisation=home.pk):
        assert list(queries.units(viewer)) == [here]
    head.post(reverse("staff:role", args=[worker.pk]), {"role": "head"})
    worker.refresh_from_db()
    assert queries.viewer_of(worker).units is None
    head.post(url, {"units": [str(here.pk)]})
    assert queries.viewer_of(worker).units is None


def test_a_unit_of_another_house_cannot_be_assigned(viewer: Any, other_home: Any, home: Any, worker_in: Any) -> None:
    worker, foreign = worker_in(home), unit_in(other_home)
    actions.assign_units(viewer, worker.pk, [foreign.pk])
    assert queries.viewer_of(worker).units is None


def test_a_worker_of_another_house_is_not_there(viewer: Any, head: Any, other_home: Any, worker_in: Any) -> None:
    other = worker_in(other_home)
    for act in (actions.end_access, actions.take_back):
        with pytest.raises(Worker.DoesNotExist):
            act(viewer, other.pk)
    with pytest.raises(Worker.DoesNotExist):
        actions.give_first_password(viewer, other.pk, state_of(other))
    for name in ("worker", "role", "worker_units", "end", "take_back", "password"):
        url = reverse(f"staff:{name}", args=[other.pk])
        assert {head.get(url).status_code, head.post(url, {"role": "worker"}).status_code} <= {404, 405}


@pytest.mark.parametrize("role", [role for role in Role if Right.MANAGE_STAFF not in ROLES[role]])
def test_only_those_with_the_right_change_staff(home: Any, worker_in: Any, role: str) -> None:
    viewer, other = queries.viewer_of(worker_in(home, role)), worker_in(home, "worker", username="other")
    new = actions.NewWorker(new_id(), "x", "x", "viewer")
    with scope(organisation=home.pk):
        for act in (
            lambda: actions.add_worker(viewer, new),
            lambda: actions.change_role(viewer, other.pk, "head"),
            lambda: actions.assign_units(viewer, other.pk, []),
            lambda: actions.end_access(viewer, other.pk),
            lambda: actions.take_back(viewer, other.pk),
            lambda: actions.give_first_password(viewer, other.pk, state_of(other)),
            lambda: actions.set_up(viewer, {}),
            lambda: actions.add_unit(viewer, "x"),
            lambda: actions.rename_unit(viewer, new_id(), "x"),
        ):
            with pytest.raises(NotPermitted):
                act()


def test_the_page_of_refusal_says_the_right_and_whom_to_ask(
    home: Any, worker_in: Any, browser_of: Any, head: Any
) -> None:
    page = browser_of(worker_in(home, "worker")).get(reverse("staff:add"))
    text = page.content.decode()
    assert page.status_code == 403
    assert str(WORDS[Right.MANAGE_STAFF]) in text and "中村 健太（施設長）" in text


def test_the_table_of_rights_shows_every_right_and_role(head: Any) -> None:
    Organisation.objects.update(head_title="所長")
    text = head.get(reverse("staff:rights")).content.decode()
    assert all(str(words) in text for words in WORDS.values())
    assert "所長の代理" in text and "施設長の代理" not in text
    assert text.count("state--done") == sum(len(ROLES[role]) for role in Role)


def test_every_right_has_words_and_a_role() -> None:
    assert set(WORDS) == set(Right)
    assert set(ROLES) == set(Role)
    assert frozenset().union(*ROLES.values()) == set(Right)


def test_settings_are_saved_and_recorded_once(head: Any, home: Any, entries: Any) -> None:
    data = {"name": "つばきの里", "head_title": "所長", "custody": Custody.CARDS}
    for _ in range(2):
        assert head.post(reverse("staff:organisation"), data).status_code == 302
    home.refresh_from_db()
    assert (home.name, home.head_title, home.custody) == ("つばきの里", "所長", "cards")
    assert entries(home).count("staff.set_up") == 1


def test_units_are_added_once_and_renamed(head: Any, home: Any, other_home: Any, entries: Any) -> None:
    foreign = unit_in(other_home)
    for name in ("1階 すみれ", "1階 すみれ", "2階 もみじ"):
        head.post(reverse("staff:units"), {"name": name})
    with scope(organisation=home.pk):
        first, second = Unit.objects.all()
    assert [first.name, second.name] == ["1階 すみれ", "2階 もみじ"]
    assert head.post(reverse("staff:unit", args=[second.pk]), {"name": first.name}).status_code == 422
    head.post(reverse("staff:unit", args=[second.pk]), {"name": "2階 かえで"})
    assert "2階 かえで" in head.get(reverse("staff:units")).content.decode()
    assert head.post(reverse("staff:unit", args=[foreign.pk]), {"name": "x"}).status_code == 404
    assert entries(home).count("staff.add_unit") == 2


def test_many_units_are_added_after_the_others_each_once(home: Any, worker_in: Any, entries: Any) -> None:
    viewer = queries.viewer_of(worker_in(home, "head"))
    with scope(organisation=home.pk):
        there = actions.add_unit(viewer, "1階")
        units = actions.add_units(viewer, ["2階", "1階", "3階", "2階"])
        assert [unit.name for unit in units] == ["2階", "1階", "3階", "2階"]
        assert units[1].pk == there.pk and units[0].pk == units[3].pk
        assert [unit.name for unit in Unit.objects.all()] == ["1階", "2階", "3階"]
        assert actions.add_units(viewer, []) == []
    assert entries(home).count("staff.add_unit") == 3


@pytest.mark.parametrize("name", ["list", "rights", "add", "units", "organisation", "switch"])
def test_the_pages_open(head: Any, name: str) -> None:
    assert head.get(reverse(f"staff:{name}")).status_code == 200


def test_a_lost_head_is_recovered_on_the_server(home: Any, worker_in: Any, capsys: Any, entries: Any) -> None:
    worker = worker_in(home, "head", username="nakamura")
    Worker.objects.filter(pk=worker.pk).update(is_active=False)
    call_command("recover_administrator", "nakamura")
    password = capsys.readouterr().out.split("：")[1].split("\n")[0]
    worker.refresh_from_db()
    assert worker.check_password(password) and worker.must_change_password and worker.is_active
    assert entries(home) == ["staff.recover"]


def test_recovering_makes_nobody_head_unasked(home: Any, worker_in: Any) -> None:
    worker = worker_in(home, "worker", username="sato")
    for arguments in (["sato"], ["nobody"]):
        with pytest.raises(CommandError):
            call_command("recover_administrator", *arguments)
    call_command("recover_administrator", "sato", "--head")
    worker.refresh_from_db()
    assert worker.role == "head"


def test_a_second_organisation_by_command(home: Any, client: Any, capsys: Any) -> None:
    said = [
        "支援センター みどり",
        "--kind",
        "support_organisation",
        "--municipality",
        "みどり野町",
        "--head",
        "森 一郎",
    ]
    call_command("organisation", *said, "--username", "mori")
    password = capsys.readouterr().out.split("パスワード：")[1].split("\n")[0]
    worker = Worker.objects.get(username="mori")
    assert worker.role == "head" and worker.must_change_password and worker.check_password(password)
    assert (worker.organisation.kind, worker.organisation.founding) == ("support_organisation", None)
    client.force_login(worker)
    assert home.name not in client.get("/", follow=True).text
    for wrong in (["--username", "mori"], ["--username", "x", "--head", "123456789018"]):
        with pytest.raises(CommandError):
            call_command("organisation", *said, *wrong)
    assert Worker.objects.filter(organisation__kind="support_organisation").count() == 1
