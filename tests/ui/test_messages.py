"""The catalogues: English from what was translated, Japanese in which every sentence is itself."""

from pathlib import Path

import polib

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
