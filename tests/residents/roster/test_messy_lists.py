# ruff: noqa: E501
"""Lists as they really come: every habit reads right, or is asked about; nothing is changed in silence."""

import zlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.residents.roster.sheets import book, changed, csv_text, xlsx

from tsukisoi.guard import numbers
from tsukisoi.residents.roster.keeping import packed, unpacked
from tsukisoi.residents.roster.preview import Preview, Refused, read_roster, read_screened, screened_lists

HEAD = ["氏名", "フリガナ", "生年月日", "性別"]
KIYO = ["髙橋 キヨ", "タカハシ キヨ", "S6.2.3", "女"]
TAKESHI = ["小笠原 武", "オガサワラ タケシ", "昭和5年5月9日", "男"]
NUMBER = "442323221831"


def read(data: bytes | str, filename: str = "list.xlsx", **options: object) -> Preview:
    return read_roster(data.encode() if isinstance(data, str) else data, filename, **options)  # type: ignore[arg-type]


def people(preview: Preview) -> list[tuple[str, str, str]]:
    return [(p.name, p.kana, p.birth_date.isoformat()) for p in preview.rows]


BOTH = [("髙橋 キヨ", "タカハシ キヨ", "1931-02-03"), ("小笠原 武", "オガサワラ タケシ", "1930-05-09")]


def test_plain_sheet() -> None:
    got = read(xlsx([HEAD, KIYO, TAKESHI]))
    assert people(got) == BOTH
    assert [p.row for p in got.rows] == [2, 3]
    assert got.questions == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_in_every_encoding(encoding: str) -> None:
    assert people(read(csv_text([HEAD, KIYO, TAKESHI]).encode(encoding), "list.csv")) == BOTH


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_every_delimiter(delimiter: str) -> None:
    assert people(read(csv_text([HEAD, KIYO, TAKESHI], delimiter), "list.csv")) == BOTH


def test_pasted_text_without_a_head_is_read_by_content_and_asked_about() -> None:
    got = read(csv_text([KIYO, TAKESHI], "\t"), "")
    assert people(got) == BOTH
    assert [p.sex for p in got.rows] == ["female", "male"]
    assert sum("中身から" in question for question in got.questions) == 4


def test_pasted_with_a_head_and_a_letter_for_a_blank_one() -> None:
    got = read(csv_text([["", *HEAD], ["1", *KIYO]], "\t"), "")
    assert people(got) == BOTH[:1]


def test_quoted_newlines_and_commas() -> None:
    got = read(
        '氏名,フリガナ,生年月日,備考\r\n"髙橋\nキヨ","タカハシ キヨ",S6.2.3,"車椅子,\n右まひ"\r\n小笠原 武,オガサワラ タケシ,S5.5.9,\r\n'
    )
    assert people(got) == BOTH
    assert {p.key for p in got.rows[0].proposals} == {"wheelchair", "paralysis"}


def test_titles_blank_rows_and_a_two_row_head() -> None:
    rows = [
        ["名簿"], ["令和8年11月1日現在"], [],
        ["No", "利用者", "", "生年月日", "住民票の住所", ""],
        ["", "氏名", "フリガナ", "", "郵便番号", "住所"],
        [1, *KIYO[:3], "716-0061", "高梁市南町1"], [],
        [2, *TAKESHI[:3], "7160061", "高梁市南町2"],
    ]  # fmt: skip
    got = read(xlsx(rows, merged=[(3, 1, 3, 2), (3, 4, 3, 5)]))
    assert people(got) == BOTH
    assert [p.row for p in got.rows] == [6, 8]
    assert [p.postal_code for p in got.rows] == ["716-0061", "716-0061"]


def test_a_two_row_head_in_a_csv_knows_no_merging() -> None:
    rows = [
        ["No", "氏名", "", "フリガナ", "", "生年月日"],
        ["", "姓", "名", "セイ", "メイ", ""],
        ["1", "髙橋", "キヨ", "ﾀｶﾊｼ", "ｷﾖ", "S6.2.3"],
    ]
    assert people(read(csv_text(rows), "x.csv")) == BOTH[:1]


def test_a_birth_date_in_four_columns() -> None:
    rows = [
        ["氏名", "フリガナ", "生年月日", "", "", ""],
        ["", "", "元号", "年", "月", "日"],
        ["髙橋 キヨ", "タカハシ キヨ", "昭和", 6, 2, 3],
    ]
    assert people(read(xlsx(rows, merged=[(0, 2, 0, 5)]))) == BOTH[:1]


def test_somebody_elses_name_is_not_the_persons() -> None:
    rows = [
        ["緊急連絡先", "", "本人", "", ""],
        ["氏名", "電話", "氏名", "フリガナ", "生年月日"],
        ["髙橋 一郎", "0866-00-0000", *KIYO[:3]],
    ]
    got = read(xlsx(rows, merged=[(0, 0, 0, 1), (0, 2, 0, 4)]))
    assert people(got) == BOTH[:1]
    assert "一郎" not in repr(got)


def test_group_headings_totals_notes_and_a_repeated_head() -> None:
    rows = [
        HEAD,
        ["１階"],
        KIYO,
        ["小計", "", "1名"],
        ["【２階】"],
        HEAD,
        TAKESHI,
        ["", "合計", "2名"],
        ["※退所者を除く"],
    ]
    got = read(xlsx(rows))
    assert people(got) == BOTH
    kinds = [(row.row, row.kind) for row in got.skipped_rows]
    assert kinds == [
        (2, "group heading"), (4, "total row"), (5, "group heading"), (6, "repeated head"), (8, "total row"), (9, "note"),
    ]  # fmt: skip
    assert got.rejected == ()


def test_a_person_whose_surname_looks_like_a_total() -> None:
    got = read(
        xlsx([HEAD, ["計 一郎", "ハカリ イチロウ", "S6.2.3", "男"], ["平 和子", "タイラ カズコ", "S6.2.4", "女"]])
    )
    assert len(got.rows) == 2


def test_excel_serials_are_read_and_asked_about() -> None:
    got = read(xlsx([HEAD, ["髙橋 キヨ", "タカハシ キヨ", 11357, "女"]]))
    assert people(got) == BOTH[:1]
    assert any("番号" in question and "2行目" in question for question in got.questions)


def test_the_base_of_1904() -> None:
    got = read(
        xlsx([HEAD, ["髙橋 キヨ", "タカハシ キヨ", date(1931, 2, 3), "女"], [*TAKESHI[:2], 9625, "男"]], date_1904=True)
    )
    assert people(got) == BOTH


def test_lost_zeros_of_postal_codes_are_put_back_and_asked_about() -> None:
    got = read(xlsx([[*HEAD, "郵便番号"], [*KIYO, 600042]]))
    assert got.rows[0].postal_code == "060-0042"
    assert any("先頭の0" in question for question in got.questions)


def test_room_numbers_keep_their_zeros() -> None:
    got = read(xlsx([[*HEAD, "居室"], [*KIYO, "0102"], [*TAKESHI, 103]]))
    assert [p.room for p in got.rows] == ["0102", "103"]


def test_a_room_merged_over_two_people() -> None:
    got = read(xlsx([["居室", *HEAD], ["201", *KIYO], ["", *TAKESHI]], merged=[(1, 0, 2, 0)]))
    assert [p.room for p in got.rows] == ["201", "201"]


def test_reading_in_the_name_cell() -> None:
    got = read(
        xlsx([["氏名", "生年月日"], ["髙橋 キヨ（ﾀｶﾊｼ ｷﾖ）", "S6.2.3"], ["小笠原 武\nおがさわら たけし", "S5.5.9"]])
    )
    assert people(got) == BOTH


def test_honorifics_are_taken_off_and_asked_about() -> None:
    got = read(xlsx([HEAD, ["髙橋 キヨ 様", *KIYO[1:]]]))
    assert people(got) == BOTH[:1]
    assert any("敬称" in question for question in got.questions)


def test_a_wrong_reading_is_not_taken() -> None:
    got = read(xlsx([HEAD, ["髙橋 キヨ", "高橋キヨ", *KIYO[2:]]]))
    assert got.rows[0].kana == ""
    assert any("カナでない" in question for question in got.questions)


def test_excels_own_readings() -> None:
    plain = xlsx([["氏名", "生年月日"], ["髙﨑\u3000花子", "S6.2.3"], ["東海林 トメ子", "S6.2.4"]])

    def with_readings(strings: bytes) -> bytes:
        text = strings.decode()
        runs = '<rPh sb="0" eb="2"><t>タカサキ</t></rPh><rPh sb="3" eb="5"><t>ハナコ</t></rPh>'
        text = text.replace("<t>髙﨑\u3000花子</t>", f"<t>髙﨑\u3000花子</t>{runs}")
        runs = '<rPh sb="0" eb="3"><t>ショウジ</t></rPh><rPh sb="6" eb="7"><t>コ</t></rPh>'
        return text.replace("<t>東海林 トメ子</t>", f"<t>東海林 トメ子</t>{runs}").encode()

    got = read(changed(plain, parts={"xl/sharedStrings.xml": with_readings}))
    assert [(p.name, p.kana, p.kana_from) for p in got.rows] == [
        ("髙﨑 花子", "タカサキ ハナコ", "excel"),
        ("東海林 トメ子", "ショウジ トメコ", "excel"),
    ]
    assert any("推定" in question for question in got.questions)


def test_duplicates_with_variant_kanji_and_their_differences() -> None:
    got = read(xlsx([[*HEAD, "居室"], [*KIYO, "101"], ["高橋　キヨ", "ﾀｶﾊｼ ｷﾖ", "昭和6年2月3日", "女", "202"]]))
    assert people(got) == BOTH[:1]
    assert [(d.row, d.first_row) for d in got.duplicates] == [(3, 2)]
    assert any("居室が違います" in question for question in got.questions)


def test_the_same_name_with_another_birth_date_is_another_person() -> None:
    got = read(xlsx([HEAD, KIYO, [*KIYO[:2], "S7.2.3", "女"]]))
    assert len(got.rows) == 2
    assert got.duplicates == ()


def test_rows_that_cannot_be_taken() -> None:
    rows = [
        HEAD,
        [*KIYO[:2], "昭和64年1月8日", "女"],
        ["", "タカハシ キヨ", "S6.2.3", "女"],
        [*KIYO[:2], "", "女"],
        TAKESHI,
    ]
    got = read(xlsx(rows))
    assert people(got) == BOTH[1:]
    assert [(r.row, r.field) for r in got.rejected] == [(2, "birth_date"), (3, "name"), (4, "birth_date")]


def test_a_day_to_come_and_a_very_old_one() -> None:
    rows = [HEAD, [*KIYO[:2], "2030/1/1", "女"], [*KIYO[:2], "M1.9.8", "女"]]
    assert [r.field for r in read(xlsx(rows), as_of=date(2026, 11, 23)).rejected] == ["birth_date"] * 2


def test_forbidden_columns_are_dropped_unread_also_under_a_merged_head() -> None:
    rows = [
        ["氏名", "フリガナ", "生年月日", "個人番号", "", "", "PIN"],
        ["", "", "", "前", "中", "後", ""],
        [*KIYO[:3], "4423", "2322", "1831", "4827"],
    ]
    got = read(xlsx(rows, merged=[(0, 3, 0, 5)]))
    assert people(got) == BOTH[:1]
    assert got.dropped_columns == ("個人番号", "PIN")
    assert not any(part in repr(got) for part in ("4423", "2322", "1831", "4827"))


@pytest.mark.parametrize(
    "cell", [NUMBER, "４４２３－２３２２－１８３１", "四四二三二三二二一八三一", 442323221831, "暗証番号は4827"]
)
def test_a_number_in_any_cell_is_screened(cell: object) -> None:
    got = read(xlsx([[*HEAD, "備考"], [*KIYO, cell], TAKESHI]))
    assert people(got) == BOTH
    assert [(c.row, c.column) for c in got.screened_cells] == [(2, "備考")]
    assert str(cell) not in repr(got)
    assert "4827" not in repr(got)


def test_a_number_whose_leading_zero_excel_lost() -> None:
    got = read(xlsx([[*HEAD, "番号"], [*KIYO, 62904214766]]))
    assert [(c.row, c.column) for c in got.screened_cells] == [(2, "番号")]


@pytest.mark.parametrize(("index", "field"), [(0, "name"), (2, "birth_date")])
def test_a_number_in_a_needed_cell_rejects_the_row_without_showing_it(index: int, field: str) -> None:
    row = list(KIYO)
    row[index] = NUMBER
    got = read(xlsx([HEAD, row, TAKESHI]))
    assert [(r.row, r.field, r.value) for r in got.rejected] == [(2, field, "（表示しません）")]
    assert NUMBER not in repr(got)


def test_a_number_in_a_title_a_heading_or_a_group_row() -> None:
    got = read(xlsx([[f"名簿 {NUMBER}"], [*HEAD, NUMBER], [NUMBER], KIYO]))
    assert NUMBER not in repr(got)


def test_notes_with_names_are_not_kept() -> None:
    got = read(xlsx([[*HEAD, "備考", "家族"], [*KIYO, "長男の髙橋一郎が保佐人。胃ろう", "髙橋 一郎"]]))
    assert "一郎" not in repr(got)
    assert {(p.key, p.value) for p in got.rows[0].proposals} == {("guardian", "curator"), ("tube", True)}


def test_the_roster_among_other_sheets() -> None:
    got = read(book({"表紙": [["あおぞら苑"]], "名簿": [HEAD, KIYO], "集計": [["人数", 1]]}))
    assert got.sheet == "名簿"
    assert people(got) == BOTH[:1]


def test_a_second_roster_is_asked_about() -> None:
    got = read(book({"１階": [HEAD, KIYO], "２階": [HEAD, TAKESHI]}))
    assert got.sheet == "１階"
    assert any("２階" in question for question in got.questions)


def test_a_correction_of_the_columns_is_followed_but_never_opens_a_dropped_one() -> None:
    rows = [["ご芳名", "よみ", "お誕生", "性別", "マイナンバー"], [*KIYO, NUMBER]]
    got = read(xlsx(rows), mapping={"ご芳名": "name", "よみ": "kana", "お誕生": "birth_date", "マイナンバー": "room"})
    assert people(got) == BOTH[:1]
    assert got.rows[0].room == ""
    assert NUMBER not in repr(got)
    assert got.mapping["お誕生"] == "birth_date"


def test_unknown_headings_are_guessed_and_asked_about() -> None:
    got = read(xlsx([["ご芳名", "よみ", "お誕生", "性別"], KIYO, TAKESHI]))
    assert len(got.rows) == 2 or any("選んで" in question for question in got.questions)
    assert got.questions


def test_no_list_at_all() -> None:
    for data in (b"", b"   \r\n", "こんにちは。今日は晴れです。".encode()):
        with pytest.raises(Refused):
            read(data, "x.csv")


def test_full_width_digits_and_sexes() -> None:
    for written, sex in (("女性", "female"), ("２", "female"), ("Ｆ", "female"), ("男", "male"), (1, "male"), ("", "")):
        assert read(xlsx([HEAD, [*KIYO[:3], written]])).rows[0].sex == sex


def test_addresses_that_do_not_go_with_their_codes_are_asked_about() -> None:
    rows = [
        [*HEAD, "郵便番号", "住所"],
        [*KIYO, "160-0023", "岡山県高梁市南町1"],
        [*TAKESHI, "716-0061", "岡山県高梁市南町2"],
    ]
    assert any("160-0023" in question and "岡山県" in question for question in read(xlsx(rows)).questions)


def test_two_tables_side_by_side_are_told() -> None:
    head, names = ["部屋", "氏名", "生年月日"], ["101", "髙橋 キヨ", "S6.2.3"]
    got = read(xlsx([[*head, "", *head], [*names, "", "201", "小笠原 武", "S5.5.9"]]))
    assert [p.name for p in got.rows] == ["髙橋 キヨ"]
    assert any("横に並んでいます" in question for question in got.questions)


def test_the_family_beside_a_person_is_no_second_table() -> None:
    got = read(xlsx([[*HEAD, "家族氏名", "家族生年月日", "ケアマネ氏名"], [*KIYO, "髙橋 一", "S30.1.1", "林"]]))
    assert people(got) == BOTH[:1] and got.questions == ()


@pytest.mark.parametrize(
    "name", ["長谷川 みさ ※入院中", "加藤 清 (死亡)", "中村 文（旧姓 木村）", "伊藤/イトウ ミツ", "林 清 201"]
)
def test_what_is_no_name_in_the_cell_of_a_name_is_asked_about(name: str) -> None:
    got = read(xlsx([HEAD, [name, *KIYO[1:]], TAKESHI]))
    assert [p.name for p in got.rows] == [name, "小笠原 武"]
    assert [q for q in got.questions if "名前でない書きこみ" in q and "（2行目）" in q]


@pytest.mark.parametrize(
    "name",
    [
        "グエン・ティ・ホア",
        "NGUYEN THI HOA",
        "佐々木 ゐゑ",
        "葛\U000e0100城 一ノ瀬",
        "ニャン゙ マウン",
        "O'BRIEN MARY-ANN",
        "〆木 ヶ子",
    ],
)
def test_unusual_names_are_names(name: str) -> None:
    assert read(xlsx([HEAD, [name, *KIYO[1:]]])).questions == ()


def test_who_may_have_left_or_died_is_asked_about() -> None:
    states = ["入所中", "退所", "死亡", "入院中（退院未定）", "退所予定なし"]
    rows = [[f"髙橋 {n}子", "タカハシ キヨ", "", "女", state] for n, state in zip("一二三四五", states, strict=True)]
    for n, row in enumerate(rows):
        row[2] = f"S{n + 5}.2.3"
    got = read(xlsx([[*HEAD, "状態"], *rows]))
    assert len(got.rows) == 5
    assert [q for q in got.questions if "いまもいる人か" in q and "（3・4行目）" in q]


def test_a_filled_day_of_leaving_is_asked_about() -> None:
    got = read(xlsx([[*HEAD, "退所日"], [*KIYO, ""], [*TAKESHI, "R8.1.1"]]))
    assert [q for q in got.questions if "いまもいる人か" in q and "（3行目）" in q]


@pytest.mark.parametrize("gone", ["退", "退所", "退済", "死", "死亡", "×", "0", "契約終了", "終了", "除籍"])
def test_a_column_of_who_is_here_is_read(gone: str) -> None:
    got = read(xlsx([[*HEAD, "在籍"], [*KIYO, gone], [*TAKESHI, "在"]]))
    assert [q for q in got.questions if "いまもいる人か" in q and "（2行目）" in q]


@pytest.mark.parametrize(
    "present", ["", "在", "在籍", "○", "1", "入所中", "入院中", "利用中", "外泊", "ショート", "退院待ち"]
)
def test_who_is_here_is_not_asked_about(present: str) -> None:
    got = read(xlsx([[*HEAD, "利用状況"], [*KIYO, present], [*TAKESHI, "在籍"]]))
    assert not [q for q in got.questions if "いまもいる人か" in q]


def test_two_columns_of_one_name_are_the_first_also_after_a_correction() -> None:
    rows = [[*HEAD, "備考", "居所", "備考"], [*KIYO, "車椅子", "201", "全盲"]]
    got = read(xlsx(rows))
    assert got.mapping["備考"] == "notes"
    again = read(xlsx(rows), mapping={**got.mapping, "居所": "room"})
    assert [(p.room, [q.key for q in p.proposals]) for p in again.rows] == [("201", ["wheelchair"])]


def test_every_honorific_is_taken_off_and_asked_about() -> None:
    for name in ("髙橋 キヨさん", "髙橋 キヨ 様", "髙橋 キヨ殿"):
        got = read(xlsx([HEAD, [name, *KIYO[1:]]]))
        assert people(got) == BOTH[:1] and "敬称" in got.questions[0]


def test_care_levels() -> None:
    for written, code in (
        ("要介護４", "care_4"),
        ("介護3", "care_3"),
        ("要支援2", "support_2"),
        (5, "care_5"),
        ("自立", None),
        ("未申請", None),
    ):
        assert read(xlsx([[*HEAD, "要介護度"], [*KIYO, written]])).rows[0].care_level == code
    assert any("要介護度を読めません" in q for q in read(xlsx([[*HEAD, "要介護度"], [*KIYO, "重い"]])).questions)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
def test_any_table_is_read_or_refused(rows: list[list[str]]) -> None:
    try:
        got = read(csv_text([HEAD, *rows], "\t"), "")
    except Refused:
        return
    assert not numbers.find(repr(got.rejected))


@pytest.mark.parametrize("more", [[], [["合計", "", "2名", ""]], [["2階", "", "", ""], ["空室", "", "", ""]]])
def test_a_kept_list_reads_as_the_file_did(more: list[list[object]]) -> None:
    rows = [HEAD, KIYO, [*TAKESHI[:2], date(1930, 5, 9), "男"], *more]
    listed = screened_lists(xlsx(rows), "list.xlsx")[0]
    assert read_screened(unpacked(packed(listed))) == read_screened(listed) == read(xlsx(rows))


def test_a_kept_list_holds_days_and_times_and_no_number() -> None:
    rows = [
        ["居室", *HEAD, "マイナンバー", "メモ"],
        ["201", *KIYO[:2], date(1931, 2, 3), "女", NUMBER, f"番号 {NUMBER}"],
    ]
    [listed] = screened_lists(xlsx([*rows, ["", *TAKESHI, "", ""]], merged=[(1, 0, 2, 0)]), "list.xlsx")
    kept = packed(listed)
    assert NUMBER.encode() not in zlib.decompress(kept)
    got = read_screened(unpacked(kept), {"メモ": "notes"})
    assert [(p.name, p.room) for p in got.rows] == [("髙橋 キヨ", "201"), ("小笠原 武", "201")]
    assert got.dropped_columns == ("マイナンバー",) and len(got.screened_cells) == 1
    assert unpacked(kept) == unpacked(packed(unpacked(kept)))
