"""Workbooks: every cell is text, whatever it looks like."""

import io
import re
import zipfile

import invented_papers as people

from tsukisoi.cases import sheets
from tsukisoi.papers.workbook import Table, workbook

ODD = ["=1+1", "+81", "-1", "@SUM(A1)", "00123", "2026-11-23", "https://example.jp", "髙﨑 辻\U000e0102子", "\t=cmd"]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_every_cell_is_a_string_and_none_a_formula() -> None:
    made = parts(workbook([Table("表", ["見出し"] * len(ODD), [ODD, ODD])], people.NOW))
    page = made["xl/worksheets/sheet1.xml"]
    kinds = re.findall(r"<c r=\"[A-Z]+\d+\"(?: s=\"\d+\")?(?: t=\"(\w+)\")?>", page)
    assert len(kinds) == 1 + 3 * len(ODD)
    assert set(kinds) == {"s"}
    assert "<f>" not in page
    assert "hyperlink" not in page
    for text in ("=1+1", "00123", "髙﨑 辻\U000e0102子"):
        assert text in made["xl/sharedStrings.xml"]


def test_the_roster_has_the_printed_columns_and_no_other() -> None:
    table = sheets.roster_table(people.roster(3))
    assert list(table.headings) == [
        "No.", "氏名", "フリガナ", "生年月日", "性別", "住民票の住所", "居室", "新規・更新", "通知カード", "住基カード",
        "本人確認書類", "通常・顔認証", "写真", "法定代理人", "配慮",
    ]  # fmt: skip
    assert table.rows[0][3] == "昭和14年（1939年）3月3日"
    assert all(isinstance(cell, str) for row in table.rows for cell in row)


def test_the_same_input_gives_the_same_bytes() -> None:
    table = sheets.roster_table(people.roster(3))
    assert workbook([table], people.NOW) == workbook([table], people.NOW)
