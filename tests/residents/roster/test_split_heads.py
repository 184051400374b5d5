"""Heads that stand over two columns, and columns that stand twice: nobody's name or address is lost in silence."""

import pytest
from tests.residents.roster.sheets import csv_text, xlsx

from tsukisoi.residents.roster.keeping import packed, unpacked
from tsukisoi.residents.roster.preview import Preview, read_roster, read_screened, screened_lists

TWINS = [
    ["1", "双葉", "一郎", "フタバ", "イチロウ", "S20.1.1"],
    ["2", "双葉", "二郎", "フタバ", "ジロウ", "S20.1.1"],
    ["3", "小笠原", "キヨ", "オガサワラ", "キヨ", "S6.2.3"],
]
NAMES = [("双葉 一郎", "フタバ イチロウ"), ("双葉 二郎", "フタバ ジロウ"), ("小笠原 キヨ", "オガサワラ キヨ")]


def read(data: bytes | str, **options: object) -> Preview:
    return read_roster(data.encode() if isinstance(data, str) else data, "list", **options)  # type: ignore[arg-type]


def asked(preview: Preview, *words: str) -> list[str]:
    return [question for question in preview.questions if all(word in question for word in words)]


def called(preview: Preview) -> list[tuple[str, str]]:
    return [(person.name, person.kana) for person in preview.rows]


def test_given_names_right_of_a_merged_head_are_read_and_asked_about() -> None:
    rows = [["No", "氏名", "", "フリガナ", "", "生年月日"], *TWINS]
    for data in (xlsx(rows, merged=[(0, 1, 0, 2), (0, 3, 0, 4)]), csv_text(rows)):
        got = read(data)
        assert called(got) == NAMES and got.duplicates == ()
        assert asked(got, "「C」", "「名」") and asked(got, "「E」", "「名のフリガナ」")
        assert got.mapping == {
            "No": None, "氏名": "family", "C": "given", "フリガナ": "family_kana", "E": "given_kana",
            "生年月日": "birth_date",
        }  # fmt: skip


def test_given_names_without_readings_and_four_columns_under_one_name() -> None:
    got = read(csv_text([["No", "氏名", "", "生年月日"], *([*row[:3], row[5]] for row in TWINS)]))
    assert called(got) == [(name, "") for name, _kana in NAMES]
    got = read(csv_text([["No", "氏名", "", "", "", "生年月日"], *TWINS]))
    assert called(got) == NAMES
    women = [["氏名", "", "生年月日"], ["髙橋", "キヨ", "S6.2.3"], ["林", "ハナ", "S6.2.3"]]
    assert [person.name for person in read(csv_text(women)).rows] == ["髙橋 キヨ", "林 ハナ"]


@pytest.mark.parametrize("names", [["髙橋 スミ", "林 ハナ"], ["髙橋スミ", "林ハナ"]])
def test_readings_beside_whole_names_stay_readings(names: list[str]) -> None:
    rows = [[names[0], "タカハシ スミ", "S6.2.3"], [names[1], "ハヤシハナ", "S6.2.4"]]
    got = read(csv_text([["氏名", "", "生年月日"], *rows]))
    assert called(got) == [(names[0], "タカハシ スミ"), (names[1], "ハヤシハナ")]
    assert asked(got, "「B」", "「フリガナ」")


@pytest.mark.parametrize("remarks", [["入院中", "入院中"], ["有", "無"], ["○", ""], ["様", "様"], ["3人", "2人"]])
def test_remarks_beside_names_are_no_given_names(remarks: list[str]) -> None:
    rows = [[name, remark, "S6.2.3"] for name, remark in zip(["髙橋", "林"], remarks, strict=True)]
    got = read(csv_text([["氏名", "", "生年月日"], *rows]))
    assert [person.name for person in got.rows] == ["髙橋", "林"] and got.mapping["B"] is None


def test_what_may_be_given_names_is_asked_about_and_can_be_put_right() -> None:
    rows = [["氏名", "", "生年月日"], ["髙橋 キヨ", "", "S6.2.3"], ["山田 花", "", "S6.2.4"], ["林", "一子", "S6.2.5"]]
    got = read(csv_text(rows))
    assert [person.name for person in got.rows] == ["髙橋 キヨ", "山田 花", "林"]
    assert asked(got, "「氏名」の右", "（B）") and got.mapping["B"] is None
    again = read(csv_text(rows), mapping={"氏名": "family", "B": "given"})
    assert [person.name for person in again.rows] == ["髙橋 キヨ", "山田 花", "林 一子"]
    half = read(csv_text(rows), mapping={"B": "given"})
    assert asked(half, "「B」の列は", "読んでいません")


def test_every_filled_column_without_a_name_can_be_chosen_also_right_of_the_head() -> None:
    rows = [["氏名", "", "生年月日", ""], ["髙橋 キヨ", "", "S6.2.3", "201", "車椅子"]]
    got = read(csv_text(rows))
    assert got.mapping == {"氏名": "name", "生年月日": "birth_date", "D": None, "E": None}
    again = read(csv_text(rows), mapping={"D": "room", "E": "notes"})
    assert again.rows[0].room == "201" and again.rows[0].proposals


def test_a_kept_list_asks_the_same() -> None:
    rows = [["No", "氏名", "", "フリガナ", "", "生年月日"], *TWINS, ["4", "林 花", "", "", "", "S6.2.4"]]
    listed = screened_lists(csv_text(rows).encode(), "x.csv")[0]
    assert read_screened(unpacked(packed(listed))).questions == read_screened(listed).questions != ()


EVENING = [
    ["居室", "氏名", "", "生年月日", "", "性別", "住所", ""],
    ["", "漢字", "カナ", "年月日", "年齢", "", "〒", "住所"],
    ["101", "堀川 スミ", "ﾎﾘｶﾜ ｽﾐ", "S12.3.4", 89, "女", "716-0011", "岡山県高梁市南町1-1"],
]
MERGED = [(0, 1, 0, 2), (0, 3, 0, 4), (0, 6, 0, 7)]


@pytest.mark.parametrize("day", ["年月日", "元号年月日", "日付", "和暦"])
@pytest.mark.parametrize("code", ["〒", "郵便番号"])
def test_a_head_of_two_rows_over_names_birth_dates_and_addresses(day: str, code: str) -> None:
    rows = [list(row) for row in EVENING]
    rows[1][3], rows[1][6] = day, code
    for data in (xlsx(rows, merged=MERGED), csv_text(rows)):
        got = read(data)
        [one] = got.rows
        assert (one.name, one.kana, one.room, one.sex) == ("堀川 スミ", "ホリカワ スミ", "101", "female")
        assert (one.birth_date.isoformat(), one.postal_code) == ("1937-03-04", "716-0011")
        assert one.address == "岡山県高梁市南町1-1" and got.questions == () and got.rejected == ()


def test_two_rows_of_which_the_second_is_only_under_the_birth_date() -> None:
    got = read(
        csv_text([["氏名", "生年月日", "", "性別"], ["", "年月日", "年齢", ""], ["林 花", "S12.3.4", "89", "女"]])
    )
    assert called(got) == [("林 花", "")] and got.rejected == ()


def test_a_sub_heading_nobody_knows_has_the_field_of_the_name_above_and_is_asked_about() -> None:
    rows = [list(row) for row in EVENING]
    rows[1][3:5], rows[1][7] = ["歳", "お誕生"], "書かれている所"
    rows[2][3:5] = [89, "S12.3.4"]
    got = read(xlsx(rows, merged=MERGED))
    [one] = got.rows
    assert one.birth_date.isoformat() == "1937-03-04" and one.address == "岡山県高梁市南町1-1"
    assert asked(got, "「生年月日 お誕生」", "「生年月日」") and asked(got, "「住所 書かれている所」", "「住所」")
    again = read(xlsx(rows, merged=MERGED), mapping=got.mapping)
    assert again.rows == got.rows


def test_beside_a_birth_date_in_parts_nothing_inherits_it() -> None:
    rows = [
        ["氏名", "生年月日", "", "", "", ""],
        ["", "星座", "元号", "年", "月", "日"],
        ["林 花", "魚", "昭和", 6, 2, 3],
    ]
    [one] = read(xlsx(rows, merged=[(0, 1, 0, 5)])).rows
    assert one.birth_date.isoformat() == "1931-02-03"


@pytest.mark.parametrize("label", ["住民票住所", "住民票の住所", "住民登録地", "住民票"])
def test_the_registered_address_is_read_wherever_it_stands_and_the_other_asked_about(label: str) -> None:
    for head, order in ((["現住所", label], 1), (["住所", label], 1), ([label, "現住所"], 0)):
        rows = [["氏名", "生年月日", *head], ["林 花", "S6.2.3", "施設町1", "南町1"]]
        got = read(csv_text(rows))
        assert got.rows[0].address == rows[1][2 + order]
        assert asked(got, "住所の列が二つ以上", f"「{label}」を読み", f"「{head[1 - order]}」は読んで")
        again = read(csv_text(rows), mapping={**got.mapping, label: None, head[1 - order]: "address"})
        assert again.rows[0].address == rows[1][3 - order] and again.questions == ()


def test_the_postal_code_is_that_of_the_registered_address() -> None:
    people = ["林 花", "S6.2.3", "700-0001", "岡山市北区1", "716-0011", "高梁市南町1"]
    flat = read(csv_text([["氏名", "生年月日", "〒", "現住所", "〒", "住民票の住所"], people]))
    upper = ["氏名", "生年月日", "現住所", "", "住民票の住所", ""]
    two = read(csv_text([upper, ["", "", "郵便番号", "住所", "郵便番号", "住所"], people]))
    for got in (flat, two):
        assert (got.rows[0].postal_code, got.rows[0].address) == ("716-0011", "高梁市南町1")
        assert asked(got, "住所の列が二つ以上", "郵便番号も")


def test_nothing_is_read_under_the_width_of_a_forbidden_name() -> None:
    rows = [["氏名", "生年月日", "マイナンバー", "", ""], ["林 花", "S6.2.3", "4423", "2322", "1831"]]
    got = read(xlsx(rows, merged=[(0, 2, 0, 4)]), mapping={"D": "room", "E": "unit"})
    assert got.dropped_columns == ("マイナンバー",) and got.mapping == {"氏名": "name", "生年月日": "birth_date"}
    assert "2322" not in repr(got)
