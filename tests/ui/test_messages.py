"""The catalogues: English from what was translated, Japanese in which every sentence is itself."""

from pathlib import Path

import polib
from django.utils.translation import gettext, ngettext, override, trans_real

from tsukisoi.config.messages import compile_stale, stale

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "今日"
msgstr "Today"

msgctxt "案内"
msgid "部屋"
msgstr "Rooms"

msgid "%(n)d人"
msgid_plural "%(n)d人"
msgstr[0] "%(n)d person"
msgstr[1] "%(n)d people"
"""


def test_both_languages_are_compiled_and_what_is_counted_is_left_to_the_source(tmp_path: Path) -> None:
    english = tmp_path / "room" / "locale" / "en" / "LC_MESSAGES"
    english.mkdir(parents=True)
    (english / "django.po").write_text(PO, "utf-8")
    assert compile_stale(tmp_path) == 1 and stale(tmp_path) == []
    told = polib.mofile(str(english / "django.mo"))
    assert {one.msgid: one.msgstr for one in told if not one.msgid_plural} == {"今日": "Today", "部屋": "Rooms"}
    own = polib.mofile(str(tmp_path / "room" / "locale" / "ja" / "LC_MESSAGES" / "django.mo"))
    assert {(one.msgctxt, one.msgid, one.msgstr) for one in own} == {(None, "今日", "今日"), ("案内", "部屋", "部屋")}


def test_a_japanese_catalogue_that_is_missing_is_made(tmp_path: Path) -> None:
    english = tmp_path / "room" / "locale" / "en" / "LC_MESSAGES"
    english.mkdir(parents=True)
    (english / "django.po").write_text(PO, "utf-8")
    compile_stale(tmp_path)
    own = tmp_path / "room" / "locale" / "ja" / "LC_MESSAGES" / "django.mo"
    own.unlink()
    assert stale(tmp_path) == [english / "django.po"] and compile_stale(tmp_path) == 1 and own.exists()


def test_the_sentences_of_all_rooms_are_looked_up_in_one_catalogue() -> None:
    counted = {language: trans_real.translation(language)._catalog._catalogs for language in ("ja", "en")}
    assert len(counted["ja"]) == 1 and len(counted["en"]) <= 2  # the framework's own English counts otherwise
    for language, words in (("ja", ("今日", "3人")), ("en", ("Today", "3 people"))):
        with override(language):
            assert (gettext("今日"), ngettext("%(n)s人", "%(n)s人", 3) % {"n": 3}) == words
