"""The line under every page is dated data: the numbers stand as the rules have them on that day."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from tsukisoi.help.context import contact


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", "マイナンバー総合フリーダイヤル 0120-95-0178（紛失・盗難は24時間）・FAX 0120-601-785"),
        ("en", "My Number toll-free line 0120-95-0178 (loss or theft: 24 hours), FAX 0120-601-785"),
    ],
)
def test_the_numbers_of_the_day_in_the_reader_s_language(rf: Any, language: str, said: str) -> None:
    with translation.override(language):
        assert contact(rf.get("/"))["contact_line"] == said


def test_the_house_s_own_word_comes_first_and_an_unrecorded_day_says_no_number(rf: Any, settings: Any) -> None:
    settings.TSUKISOI_CONTACT, settings.TSUKISOI_TODAY = "内線 12", date(2010, 1, 1)
    assert contact(rf.get("/"))["contact_line"] == "内線 12"
