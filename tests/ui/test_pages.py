"""The base pages, the navigation, the gallery, the error pages."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path, reverse
from django.utils import translation

import tsukisoi.ui
from tsukisoi.ui import context, errors
from tsukisoi.ui.navigation import navigation

PAGES = ["ui:gallery", "ui:resident", "ui:bare", "ui:paper"]


def here(request: HttpRequest) -> Any:
    raise NotImplementedError


urlpatterns = [path("one/", here, name="one"), path("two/", here, name="two")]
MENU = [
    ("毎日", [("一", "one", None), ("二", "two", "see_two"), ("無", "none:gone", None)]),
    ("空", [("無", "gone", None)]),
]


def looker(*rights: str) -> Any:
    return SimpleNamespace(name="佐藤 美咲", may=lambda right: right in rights)


@override_settings(ROOT_URLCONF=__name__, NAVIGATION=MENU)
def test_navigation_leaves_out_what_is_not_there_or_not_allowed() -> None:
    assert [[item.name for item in group.items] for group in navigation(looker(), "")] == [["one"]]
    (group,) = navigation(looker("see_two"), "two")
    assert [(item.url, item.current) for item in group.items] == [("/one/", False), ("/two/", True)]
    assert group.current and group.url == "/one/"


@override_settings(ROOT_URLCONF=__name__, NAVIGATION=MENU, NOT_FOR={"municipality": {"two"}})
def test_navigation_leaves_out_what_a_town_hall_has_no_use_for() -> None:
    found = [navigation(looker("see_two"), "", kind) for kind in ("facility", "municipality")]
    assert [[item.name for group in menu for item in group.items] for menu in found] == [["one", "two"], ["one"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("custody", "offered"), [("cards", True), ("certificates", True), ("nothing", False)])
def test_only_a_house_that_keeps_things_offers_to_take_them_out(
    client: Any, home: Any, worker_in: Any, custody: str, offered: bool
) -> None:
    home.custody = custody
    home.save()
    client.force_login(worker_in(home, "worker"))
    assert ("緊急で持ち出す" in client.get("/").content.decode()) is offered


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["ja", "en"])
def test_gallery(client: Any, home: Any, name: str, language: str) -> None:
    answer = client.get(reverse(name), headers={"accept-language": language})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<main") == 1 and text.count("<h1") == 1 and 'href="#main"' in text and 'id="main"' in text
    assert "style=" not in text and "<style" not in text and "onclick" not in text


@pytest.mark.django_db
def test_gallery_shows_every_state(client: Any, home: Any) -> None:
    from tsukisoi.ui.templatetags.ui import STATES

    text = client.get(reverse("ui:gallery")).content.decode()
    assert all(f"state state--{kind}" in text for kind in STATES)


def request_of(**own: Any) -> HttpRequest:
    request = RequestFactory().get("/")
    request.resolver_match = None
    request.__dict__.update(own)
    return request


def drawn(template: str, request: HttpRequest, language: str = "ja") -> str:
    with translation.override(language):
        return render_to_string(template, context.page(request) | {"request": request})


def test_page_names_the_person_and_the_house() -> None:
    organisation = SimpleNamespace(name="つばき苑", kind="facility", custody="cards")
    request = request_of(viewer=looker(), user=SimpleNamespace(organisation=organisation))
    text = drawn("ui/page.html", request)
    assert "佐藤 美咲" in text and "つばき苑" in text and 'class="skip"' in text
    assert 'role="status"' in text and "0120-95-0178" in text and "0120-601-785" in text


def test_nobody_signed_in_means_no_search_and_no_menu() -> None:
    text = drawn("ui/page.html", request_of(viewer=None))
    assert 'role="search"' not in text and "rooms__items" not in text and "who__name" not in text


@pytest.mark.parametrize(("demo", "count"), [(True, 1), (False, 0)])
def test_practice_band(settings: Any, demo: bool, count: int) -> None:
    settings.TSUKISOI_DEMO = demo
    for template in ("ui/page.html", "ui/page_resident.html", "ui/page_bare.html"):
        assert drawn(template, request_of(viewer=None)).count("練習用：すべて架空の人です") == count


def test_resident_page_is_free_of_navigation() -> None:
    text = drawn("ui/page_resident.html", request_of(viewer=looker("see_residents")))
    assert "<nav" not in text and 'role="search"' not in text and "site-footer" not in text


@pytest.mark.parametrize("status", ["400", "403", "403_csrf", "404", "422", "500"])
def test_error_pages_say_what_to_do_and_whom_to_call(status: str) -> None:
    with translation.override("ja"):
        text = render_to_string(f"{status}.html")
    assert "どうすればよいですか" in text and "0120-95-0178" in text and 'href="/"' in text
    assert "エラーが発生しました" not in text


def test_error_pages_have_english() -> None:
    with translation.override("en"):
        assert "What to do" in render_to_string("500.html")


def test_unprocessable() -> None:
    answer = errors.unprocessable(request_of(viewer=None, user=None), "名簿に氏名の列がありません。")
    assert answer.status_code == 422 and "名簿に氏名の列がありません。" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_every_string_of_this_room_has_english() -> None:
    text = (Path(tsukisoi.ui.__file__).parent / "locale/en/LC_MESSAGES/django.po").read_text("utf-8")
    entries = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.M))
    used = {
        words
        for path in Path(tsukisoi.ui.__file__).parent.rglob("*.html")
        for words in re.findall(r'{% translate "([^"]+)"', path.read_text("utf-8"))
    }
    assert used <= set(entries) and all(entries.values()) and "fuzzy" not in text
