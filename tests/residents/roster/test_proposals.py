"""Notes propose, never decide; and what a note denies is not proposed."""

import tomllib
from pathlib import Path

import pytest

import tebiki
from tsukisoi.residents.roster import proposals

NOTES = {
    "車椅子": {("wheelchair", True)},
    "車いす使用。視力低下あり": {("wheelchair", True), ("low_vision", True)},
    "保佐人あり": {("guardian", "curator")},
    "成年後見人：長女": {("guardian", "adult_guardian")},
    "被補助人": {("guardian", "assistant")},
    "任意後見契約済": {("circumstances", "voluntary_ward")},
    "胃ろう": {("tube", True)},
    "寝たきり、全盲": {("bedridden", True), ("blind", True)},
    "難聴（補聴器）": {("hard_of_hearing", True)},
    "ろう者・手話": {("deaf", True), ("interpreter", True)},
    "現在入院中": {("residence", "hospital")},
    "アルツハイマー型認知症": {("dementia", True)},
    "代筆が必要": {("cannot_write", True)},
    "住所地特例": {("registered_elsewhere", True)},
    "車椅子なし": set(),
    "車椅子は使わない": set(),
    "補聴器不要": set(),
    "保佐人なし": set(),
    "成年後見申立中": set(),
    "成年後見制度を検討": set(),
    "入院歴あり": set(),
    "盲腸の手術": set(),
    "再掲": set(),
    "": set(),
}


@pytest.mark.parametrize("note", NOTES)
def test_notes(note: str) -> None:
    assert {(p.key, p.value) for p in proposals.from_note(note, "備考")} == NOTES[note]


def test_the_words_show_what_was_seen_and_no_more() -> None:
    (found,) = proposals.from_note("長男の一郎が保佐人", "備考")
    assert found.words == "保佐人がいますか（備考「保佐人」）"


def test_facts_are_those_the_rules_know() -> None:
    facts = tomllib.loads((Path(tebiki.__file__).parent / "facts.toml").read_text("utf-8"))
    for note in (*NOTES, "生活保護 DV 支援措置 通知カード紛失 長期入院 親権者 カード希望しない マイナンバーカード紛失"):
        for found in proposals.from_note(note, "備考"):
            if found.kind == "fact":
                fact = facts[found.key]
                assert fact["holds"] in ("yes_no", "code", "codes")
                assert found.value is True if fact["holds"] == "yes_no" else found.value in fact["codes"]


def test_handbooks() -> None:
    for written, kinds in (
        ("療育A", ("intellectual",)),
        ("身体2級", ("physical",)),
        ("精神3級", ("mental",)),
        ("身体・知的", ("physical", "intellectual")),
        ("なし", ()),
        ("", ()),
    ):
        assert proposals.disabilities(written, "disability") == kinds
    assert proposals.disabilities("2級", "handbook_physical") == ("physical",)
    assert proposals.disabilities("×", "handbook_mental") == ()


def test_guardian_insurance_and_card_columns() -> None:
    assert proposals.from_guardian("髙橋 一郎", "後見人")[0].value == "adult_guardian"
    assert "一郎" not in proposals.from_guardian("髙橋 一郎", "後見人")[0].words
    assert proposals.from_guardian("無", "後見人") == []
    assert proposals.from_guardian("保佐", "後見類型")[0].value == "curator"
    assert proposals.from_insurance("後期高齢", "医療保険")[0].value == "late_elderly"
    assert proposals.from_insurance("国保", "医療保険")[0].value == "national_health"
    assert proposals.from_card("○", "カード有無")[0].value is True
    assert proposals.from_card("×", "カード有無")[0].value is False
    assert proposals.from_card("たぶん", "カード有無") == []
