"""Help: a page for every screen, the words, the numbers with their day, never a menu number."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from tsukisoi.help import guidance, queries

pytestmark = pytest.mark.django_db

ROOMS = {name for room in get_resolver().url_patterns if (name := getattr(room, "namespace", None))} - {"ui"}
MANUAL = [
    "マイナンバー", "マイナンバーカード", "顔認証マイナンバーカード", "マイナポータル", "資格確認書", "出張申請受付",
    "出張申請サポート", "申請サポート", "代理交付", "電子証明書", "利用者証明用電子証明書",
    "署名用電子証明書", "暗証番号",
]  # fmt: skip


def _methods(view: Any) -> list[str] | None:
    """The methods that require_http_methods lets through, out of its closure; None where it was not used."""
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if isinstance(cell.cell_contents, list | tuple) and set(cell.cell_contents) & {"GET", "POST"}:
                return list(cell.cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def _pages() -> Iterator[tuple[str, str]]:
    for room in get_resolver().url_patterns:
        if getattr(room, "namespace", None) in ROOMS:
            for address in room.url_patterns:  # type: ignore[union-attr]
                if address.name and "GET" in (_methods(address.callback) or ["GET"]):  # type: ignore[union-attr]
                    yield room.namespace, address.name  # type: ignore[union-attr]


def test_every_page_that_can_be_opened_has_its_help() -> None:
    pages = list(_pages())
    assert len(pages) > 40
    without = {f"{room}.{name}" for room, name in pages if queries.screen(room, name) is None}
    assert without == {"desks.draft"}  # answers a page's script, and shows nobody anything


def test_no_help_for_pages_that_are_gone() -> None:
    names = {f"{room.namespace}.{address.name}" for room in get_resolver().url_patterns
             if getattr(room, "namespace", None) in ROOMS for address in room.url_patterns}  # fmt: skip
    assert queries.screens().keys() - names == {"today.backup"}


@pytest.mark.parametrize("key", sorted(queries.screens()))
def test_each_help_says_what_for_three_steps_and_what_when_stuck(signed_in: Any, key: str) -> None:
    raw = queries.screens()[key]
    for end in ("", "_en"):
        assert raw[f"title{end}"] and raw[f"purpose{end}"] and raw[f"stuck{end}"]
        assert len(raw[f"steps{end}"]) == 3
    page = signed_in.get(reverse("help:screen", args=key.split(".")))
    assert page.status_code == 200 and raw["purpose"] in page.text


def test_unknown_screens_are_not_found(signed_in: Any) -> None:
    assert signed_in.get(reverse("help:screen", args=["today", "tomorrow"])).status_code == 404


def test_the_thirteen_words_of_the_manual_and_ours(signed_in: Any) -> None:
    page = signed_in.get(reverse("help:glossary"))
    words = page.context["words"]
    assert {word.word for word in words if not word.ours} == set(MANUAL)
    assert [word.reading for word in words] == sorted(word.reading for word in words)
    assert all(re.fullmatch("[ぁ-んー]+", word.reading) and word.told and word.english for word in words)


@pytest.mark.parametrize("typed", ["資格確認", "しかくかくにん", "シカクカクニン", "ｼｶｸｶｸﾆﾝ", "Eligibility Cert"])
def test_words_are_found_however_they_are_typed(signed_in: Any, typed: str) -> None:
    found = signed_in.get(reverse("help:glossary"), {"word": typed}).context["words"]
    assert "資格確認書" in {word.word for word in found}
    assert len(found) < 15


def test_nothing_found_says_so(signed_in: Any) -> None:
    assert "見つかりません" in signed_in.get(reverse("help:glossary"), {"word": "ぞうさん"}).text


def test_a_number_is_not_looked_up(signed_in: Any) -> None:
    page = signed_in.get(reverse("help:glossary"), {"word": "123456789018"})
    assert page.status_code in (200, 422) and 'value="123456789018"' not in page.text


def test_contacts_are_dated_and_by_question(signed_in: Any) -> None:
    page = signed_in.get(reverse("help:contacts"))
    asked = {question.code: question for question in page.context["questions"]}
    assert {number.fax for number in asked["loss"].numbers} == {True, False}
    assert any(number.foreign for number in asked["card"].numbers)
    assert "2025年" in page.text and "12月29日から1月3日は休み" in page.text
    assert not re.search("音声ガイダンス|メニュー|[0-9]番を押", page.text)


def test_closed_days_are_said(settings: Any, signed_in: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 12, 30)
    page = signed_in.get(reverse("help:contacts"))
    card = next(question for question in page.context["questions"] if question.code == "card")
    assert not next(number for number in card.numbers if not number.fax).open_today
    assert "今日は休み" in page.text


def test_on_a_day_without_an_edition_nothing_is_guessed() -> None:
    assert all(question.numbers == () for question in guidance.questions(date(2010, 1, 1)))


def test_help_is_for_those_who_are_signed_in(client: Any) -> None:
    assert client.get(reverse("help:glossary")).status_code in (302, 303)


@pytest.mark.parametrize("address", ["help:glossary", "help:contacts"])
def test_in_english(signed_in: Any, address: str) -> None:
    page = signed_in.get(reverse(address), headers={"accept-language": "en"})
    assert '<html lang="en"' in page.text
