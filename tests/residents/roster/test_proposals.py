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

OWN_AND_OTHERS = {
    "以前入院していたが退院": set(),
    "10月まで入院していた": set(),
    "入院、11/3退院": set(),
    "入院中（退院未定）": {("residence", "hospital")},
    "入院中。退院支援あり": {("residence", "hospital")},
    "以前も入院、今も入院中": {("residence", "hospital")},
    "以前は車椅子だったが今は歩行": set(),
    "以前は車椅子だった、現在は寝たきり": {("bedridden", True)},
    "以前から車椅子": {("wheelchair", True)},
    "以前脳梗塞、左麻痺": {("paralysis", True)},
    "以前骨折して以来車椅子になった": {("wheelchair", True)},
    "寝たきりの夫がいる": set(),
    "入院中の妻": set(),
    "認知症の母と同居、本人は難聴": {("hard_of_hearing", True)},
    "妻が認知症": set(),
    "妹が入院したため面会なし": set(),
    "母は重度の難聴": set(),
    "お母さんが寝たきり。本人は車椅子": {("wheelchair", True)},
    "妻が他界し寝たきり": {("bedridden", True)},
    "妻が車椅子を押す": {("wheelchair", True)},
    "母が代筆": {("cannot_write", True)},
    "妻が手話通訳": {("interpreter", True)},
    "妹が保佐人": {("guardian", "curator")},
    "保佐人の妹が来訪": {("guardian", "curator")},
    "後見人が来訪予定": {("guardian", "adult_guardian")},
    "後見人がカードを申請予定": {("guardian", "adult_guardian")},
    "後見人選任済": {("guardian", "adult_guardian")},
    "長女が後見人になる予定": set(),
    "後見人になる予定はない": set(),
    "後見人選任予定": set(),
    "後見人候補：長男": set(),
    "保佐人を選任する予定": set(),
    "入院予定": set(),
}


@pytest.mark.parametrize("note", OWN_AND_OTHERS)
def test_what_is_past_to_come_or_somebody_elses_is_not_proposed(note: str) -> None:
    assert {(p.key, p.value) for p in proposals.from_note(note, "備考")} == OWN_AND_OTHERS[note]


@pytest.mark.parametrize(
    "written",
    [
        "検討中",
        "申立中",
        "予定",
        "選任予定",
        "R8.12選任予定",
        "成年後見申立中",
        "保佐申立中",
        "後見人になる予定はない",
        "審理中",
        "特になし",
    ],
)
def test_a_guardian_who_is_not_there_yet_is_not_proposed(written: str) -> None:
    assert proposals.from_guardian(written, "後見人") == []


@pytest.mark.parametrize("written", ["髙橋 一郎", "あり", "○", "司法書士 予定 太郎", "選任済", "高橋（妹）", "社協"])
def test_a_guardian_who_is_there_is_proposed(written: str) -> None:
    assert [one.value for one in proposals.from_guardian(written, "後見人")] == ["adult_guardian"]


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
