"""The second language of every page of this room: no sentence is left in Japanese."""

import re
from pathlib import Path
from typing import Any

import polib
import pytest
from django.urls import reverse

ROOM = Path(__file__).parents[2] / "src" / "tsukisoi" / "staff"
CATALOGUE = ROOM / "locale" / "en" / "LC_MESSAGES" / "django.po"
KANA = re.compile(r"[ぁ-ん]{4,}|[はがをに]、")  # a sentence; shorter runs are names given as examples
PAGES = [
    "staff:list", "staff:rights", "staff:add", "staff:units", "staff:organisation", "staff:switch", "mfa_index",
    "account_change_password", "usersessions_list", "account_logout",
]  # fmt: skip


def test_the_catalogue_is_complete_and_compiled() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue.untranslated_entries() + catalogue.fuzzy_entries()] == []
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {entry.msgid: entry.msgstr for entry in catalogue}


def test_every_sentence_of_the_templates_is_in_the_catalogue() -> None:
    known = {entry.msgid for entry in polib.pofile(str(CATALOGUE))}
    written = {
        sentence
        for template in ROOM.rglob("*.html")
        for sentence in re.findall(r'\{% translate "([^"]+)"', template.read_text("utf-8"))
    }
    assert written - known == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_an_english_page_has_no_japanese_sentence(home: Any, worker_in: Any, browser_of: Any, name: str) -> None:
    head = worker_in(home, "head", name="中村 健太")
    text = browser_of(head).get(reverse(name), headers={"accept-language": "en"}).content.decode()
    main = text.split("<main")[1].split("</main>")[0]
    assert KANA.findall(main.replace(home.name, "")) == []
