"""What a list said is asked in the language of the screen; what stood in the list stays as it is."""

import re
from datetime import date

import pytest
from django.utils import translation

from tsukisoi.residents.queries import Proposal
from tsukisoi.residents.roster import proposals
from tsukisoi.residents.roster.preview import Refused, read_roster
from tsukisoi.residents.roster.said import brought_back, kept
from tsukisoi.residents.showing import sentence


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("車椅子使用", "Uses a wheelchair?（備考「車椅子」）"),
        ("保佐人あり", "Has a curator?（備考「保佐人」）"),
    ],
)
def test_a_proposal_is_asked_in_english(note: str, asked: str) -> None:
    (read,) = proposals.from_note(note, "備考")
    with translation.override("en"):
        assert Proposal(*read).asked == asked
    with translation.override("ja"):
        assert Proposal(*read).asked == read.words


def test_a_certificate_is_asked_for_in_english() -> None:
    read = proposals.documents(("physical", "intellectual", "mental"), "1級", "disability", "手帳（等級）")
    with translation.override("en"):
        told = [Proposal(*one).asked for one in read]
    assert [words.partition("（")[0] for words in told] == [
        "Holds a physical disability certificate?",
        "Holds a rehabilitation certificate?",
        "Holds a mental disability certificate with a photo?",
    ]
    assert all(words.endswith("（手帳（等級））") for words in told)


JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")
TROUBLED = (
    "氏名,フリガナ,生年月日,性別,郵便番号,住所\n"
    "A B,タカハシ キヨ,S65.2.3,女,700-0001,岡山県高梁市南町1\n"
    "C D,ABC,1931/2/3,?,100-0001,岡山県高梁市南町1\n"
    ",カナ,1931/2/3,女,,\n"
    "E F,カナ,31.2.3,女,,\n"
    "G H,カナ,1931/13/3,女,,\n"
)


def test_what_is_wrong_with_a_list_is_said_in_english_with_its_data_as_it_stands() -> None:
    preview = read_roster(TROUBLED.encode(), "list.csv", as_of=date(2026, 11, 23))
    told = [*preview.questions, *(one.message for one in preview.rejected)]
    assert len(preview.rejected) >= 4 and all(JAPANESE.search(text) for text in told)
    with translation.override("en"):
        english = [sentence(kept(text)) for text in told]
    without_data = [re.sub(r"昭和\d*|平成|年|月|日|元|岡山県|高梁市|南町", "", text) for text in english]
    assert not [text for text in without_data if JAPANESE.search(text)]
    assert any("岡山県" in text for text in english)
    with translation.override("ja"):
        assert [sentence(kept(text)) for text in told] == told
    with translation.override("en"), pytest.raises(Refused) as refused:
        read_roster(b"%PDF-1.7", "x.pdf")
    assert str(refused.value).startswith("この種類の") and brought_back(kept(refused.value.args[0])).startswith("この")


SPLIT = "No,氏名,,フリガナ,,生年月日,\n1,双葉,一郎,フタバ,イチロウ,S20.1.1,\n2,林 花,ハナ,,,S20.1.1,\n"
WHOLE = "氏名,,生年月日\n髙橋 キヨ,,S6.2.3\n山田 花,,S6.2.4\n林,一子,S6.2.5\n"

UPPER = "氏名,生年月日,,住所\n,元号,お誕生,住所\n林 花,,S6.2.3,南町1\n"
TWICE = "氏名,生年月日,現住所,住民票の住所\n林 花,S6.2.3,施設町1,南町1\n"
CODED = "氏名,生年月日,〒,現住所,住民票の住所,住所\n林 花,S6.2.3,716-0011,施設町1,南町1,町\n"
SHORT = (
    "居室,氏名,生年月日,住所\n〃,林 花,S6.2.3,716-0011\n1月1日,林 二,S6.2.4,施設と同じ\n〃,林 三,S6.2.5,〃\n"
    "2,〃,S6.2.5,〃\n3,林 四,〃,〃\n"
)


@pytest.mark.parametrize(
    ("text", "mapping"),
    [(SHORT, None), (SPLIT, None), (WHOLE, None), (WHOLE, {"B": "given"}), (UPPER, None), (TWICE, None), (CODED, None)],
)
def test_what_is_asked_about_a_list_is_asked_in_english(text: str, mapping: dict[str, str | None] | None) -> None:
    got = read_roster(text.encode(), "list.csv", mapping)
    told = [*got.questions, *(one.message for one in got.rejected)]
    with translation.override("en"):
        english = [re.sub("«[^»]*»", "", sentence(kept(question))) for question in told]
    assert told and not [one for one in english if JAPANESE.search(one)]
