"""Signing in by user name: doors that open, doors that stay shut, and what the page says then."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.staff.actions import end_access
from tsukisoi.staff.models import Worker
from tsukisoi.staff.sessions import SessionStore

pytestmark = pytest.mark.django_db
PASSWORD = "つばき-1234"


def sign_in(client: Client, username: str, password: str = PASSWORD, onward: str = "") -> Any:
    url = reverse("account_login") + (f"?next={onward}" if onward else "")
    return client.post(url, {"login": username, "password": password})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["sato", "SATO", "ｓａｔｏ", " sato "])
def test_a_user_name_is_found_however_it_is_typed(
    client: Client, home: Any, worker_in: Any, limits: None, typed: str
) -> None:
    worker_in(home, username="sato")
    assert sign_in(client, typed).status_code == 302
    assert is_in(client)


def test_a_sign_in_is_on_record_and_gives_a_new_session(
    client: Client, home: Any, worker_in: Any, limits: None, entries: Any
) -> None:
    worker_in(home, username="sato")
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in(client, "sato")
    assert client.session.session_key != before
    assert entries(home) == ["staff.sign_in"]


def test_wrong_passwords_for_a_name_are_on_record_once_in_a_while(
    client: Client, home: Any, worker_in: Any, limits: None, entries: Any
) -> None:
    worker_in(home, username="sato")
    for typed, told in (("nobody", []), ("ＳＡＴＯ", ["staff.wrong_password"]), ("sato", ["staff.wrong_password"])):
        assert sign_in(client, typed, "ちがう-1234").status_code == 200
        assert entries(home) == told
    with scope(organisation=home.pk):
        assert "ちがう" not in str(list(Entry.objects.values()))
    sign_in(client, "sato")
    assert entries(home) == ["staff.wrong_password", "staff.sign_in"]


def test_the_page_asked_for_comes_after_signing_in(client: Client, home: Any, worker_in: Any, limits: None) -> None:
    worker_in(home, username="sato")
    asked = client.get(reverse("staff:rights"))
    assert asked["Location"] == f"{reverse('account_login')}?next={reverse('staff:rights')}"
    assert sign_in(client, "sato", onward=reverse("staff:rights"))["Location"] == reverse("staff:rights")


def test_no_other_site_comes_after_signing_in(client: Client, home: Any, worker_in: Any, limits: None) -> None:
    worker_in(home, username="sato")
    assert "evil" not in sign_in(client, "sato", onward="https://evil.example/")["Location"]


def test_the_answer_for_a_wrong_password_is_that_for_an_unknown_name(
    client: Client, home: Any, worker_in: Any, limits: None
) -> None:
    worker_in(home, username="sato")
    wrong, unknown = sign_in(client, "sato", "ちがう-9999"), sign_in(client, "nobody", "ちがう-9999")
    said = "ユーザー名かパスワードがちがいます"
    assert said in wrong.content.decode() and said in unknown.content.decode()
    assert not is_in(client)


def test_after_five_wrong_passwords_the_right_one_is_refused_and_the_page_says_what_to_do(
    client: Client, home: Any, worker_in: Any, limits: None
) -> None:
    worker_in(home, username="sato")
    worker_in(home, username="suzuki")
    for _ in range(5):
        sign_in(client, "sato", "ちがう-9999")
    locked = sign_in(client, "sato").content.decode()
    assert "5分待ってから" in locked and "施設長に" in locked
    assert not is_in(client)
    sign_in(client, "ＳＡＴＯ")
    assert not is_in(client), "another spelling is not another name"
    sign_in(Client(), "suzuki")
    assert UserSession.objects.count() == 1, "a colleague still gets in"


def test_a_forged_address_does_not_escape_the_limit(
    client: Client, home: Any, worker_in: Any, limits: None, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/5m/ip"}
    worker_in(home, username="sato")
    for attempt in range(4):
        url, data = reverse("account_login"), {"login": f"x{attempt}", "password": "ちがう-9999"}
        client.post(url, data, headers={"x-forwarded-for": f"10.0.0.{attempt}"})
    sign_in(client, "sato")
    assert not is_in(client)


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_set_password"])
def test_there_is_no_sign_up_and_no_e_mail(client: Client, home: Any, name: str) -> None:
    for answer in (client.get(reverse(name)), client.post(reverse(name), {"username": "x", "email": "x@example.org"})):
        assert answer.status_code == 404
        assert "施設長に" in answer.content.decode()
    assert Worker.objects.count() == 0


def test_whoever_left_is_out_with_the_next_request(home: Any, worker_in: Any, viewer: Any, limits: None) -> None:
    worker = worker_in(home, username="sato")
    browser = Client()
    sign_in(browser, "sato")
    assert browser.get(reverse("staff:rights")).status_code == 200
    end_access(viewer, worker.pk)
    assert browser.get(reverse("staff:rights")).status_code == 302
    assert UserSession.objects.filter(user=worker).count() == 0
    sign_in(browser, "sato")
    assert not is_in(browser)


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_with_an_app_the_password_alone_does_not_open(client: Client, home: Any, worker_in: Any, limits: None) -> None:
    worker = worker_in(home, username="sato")
    secret = generate_totp_secret()
    TOTP.activate(worker, secret)
    answer = sign_in(client, "sato")
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("staff:rights")).status_code == 302
    assert "6けた" in client.get(answer["Location"]).content.decode()
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert client.get(reverse("staff:rights")).status_code == 200


def test_an_app_is_set_up_after_the_password_once_more(
    client: Client, home: Any, worker_in: Any, limits: None, entries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    worker = worker_in(home, "head", username="nakamura")
    sign_in(client, "nakamura")
    assert "確かめ方をふやす" in client.get(reverse("staff:list")).content.decode()
    answer = client.get(reverse("mfa_activate_totp"))
    if answer.status_code == 302:
        assert client.get(answer["Location"]).status_code == 200
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        answer = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=worker, type="totp").exists()
    assert "staff.app_added" in entries(home)
    assert "確かめ方をふやす" not in client.get(reverse("staff:list")).content.decode()


@pytest.mark.parametrize("role, shown", [("head", True), ("deputy", True), ("worker", False), ("viewer", False)])
def test_the_head_and_the_deputy_are_asked_for_a_second_factor(
    home: Any, worker_in: Any, browser_of: Any, role: str, shown: bool
) -> None:
    page = browser_of(worker_in(home, role)).get(reverse("staff:switch")).content.decode()
    assert ("確かめ方をふやす" in page) is shown


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "usersessions_list",
        "account_change_password",
        "staff:switch",
        "mfa_list_webauthn",
        "account_logout",
    ],
)
def test_the_pages_of_ones_own_sign_in_open(home: Any, worker_in: Any, browser_of: Any, name: str) -> None:
    answer = browser_of(worker_in(home)).get(reverse(name))
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_changing_places_signs_out_and_keeps_the_page(home: Any, worker_in: Any, browser_of: Any) -> None:
    browser = browser_of(worker_in(home))
    came_from = f"http://testserver{reverse('staff:rights')}"
    page = browser.get(reverse("staff:switch"), headers={"referer": came_from})
    assert f'value="{reverse("staff:rights")}"' in page.content.decode()
    answer = browser.post(reverse("staff:switch"), {"next": reverse("staff:rights")})
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('staff:rights')}"
    assert not is_in(browser)


def test_changing_places_leads_to_no_other_site(home: Any, worker_in: Any, browser_of: Any) -> None:
    answer = browser_of(worker_in(home)).post(reverse("staff:switch"), {"next": "//evil.example/"})
    assert "evil" not in answer["Location"]


def test_a_new_password_must_differ_and_closes_the_other_screens(
    home: Any, worker_in: Any, browser_of: Any, entries: Any
) -> None:
    worker = worker_in(home)
    here, elsewhere = browser_of(worker), browser_of(worker)
    url = reverse("account_change_password")
    same = here.post(url, {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD})
    assert "同じです" in same.content.decode()
    new = "夜空-つきあかり"
    here.post(url, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    worker.refresh_from_db()
    assert worker.check_password(new)
    assert here.get(reverse("staff:switch")).status_code == 200
    assert elsewhere.get(reverse("staff:switch")).status_code == 302
    assert "staff.own_password" in entries(home)


def test_what_a_session_says_is_each_requests_own_and_holds_only_as_it_was_signed() -> None:
    store = SessionStore()
    signed = store.encode({"unit": ["東"]})
    first, second = store.decode(signed), store.decode(signed)
    first["unit"].append("西")
    assert second == store.decode(signed) == {"unit": ["東"]}
    altered = signed[:-1] + ("A" if signed[-1] != "A" else "B")
    assert store.decode(altered) == store.decode("") == {}
