"""Rows that a filter hides are read, and asked about."""

import io

import pytest
import xlsxwriter
from tests.residents.roster.sheets import changed

from tsukisoi.residents.roster.keeping import packed, unpacked
from tsukisoi.residents.roster.preview import Preview, read_roster, read_screened, screened_lists

HEAD = ["氏名", "生年月日", "在籍"]
PEOPLE = [["残 一", "S10.1.1", "○"], ["去 二", "S10.1.2", "退"], ["残 三", "S10.1.3", "○"], ["去 四", "S10.1.4", "退"]]


def filtered(hidden: list[int], before: int = 0) -> bytes:
    """The list with hidden rows (from 1), after so many sheets in which another row is hidden."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    for place in range(before):
        front = made.add_worksheet(f"表紙{place}")
        front.write_row(1, 0, ["あおぞら苑"])
        front.set_row(1, None, None, {"hidden": True})
    sheet = made.add_worksheet("名簿")
    for number, row in enumerate([HEAD, *PEOPLE, ["※退所者を隠す"], []]):
        sheet.write_row(number, 0, row)
    sheet.set_column(2, 2, None, None, {"hidden": True})
    for number in hidden:
        sheet.set_row(number - 1, None, None, {"hidden": True})
    made.close()
    return out.getvalue()


def asked(preview: Preview) -> list[str]:
    return [question for question in preview.questions if "隠れている行" in question]


@pytest.mark.parametrize("before", [0, 1, 3])
def test_hidden_rows_with_people_are_told(before: int) -> None:
    got = read_roster(filtered([3, 5, 6], before), "list.xlsx")
    assert len(got.rows) == 4 and len(asked(got)) == 1 and "（3・5行目）" in asked(got)[0]


@pytest.mark.parametrize("hidden", [[], [1], [6], [30]])
def test_where_nobody_is_hidden_nothing_is_told(hidden: list[int]) -> None:
    assert asked(read_roster(filtered(hidden, 1), "list.xlsx")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b' hidden="1"', b" hidden='true'"),
        (b'<row r="3" ', b'<row spans="1:3" r="3" '),
        (b'<row r="3" hidden="1"', b'<row hidden="1" r="3"'),
    ],
)
def test_other_spellings_of_a_hidden_row(old: bytes, new: bytes) -> None:
    data = changed(filtered([3]), parts={"xl/worksheets/sheet1.xml": lambda part: part.replace(old, new)})
    assert "（3行目）" in asked(read_roster(data, "list.xlsx"))[0]


def test_other_spellings_of_where_the_sheets_lie() -> None:
    def absolute(part: bytes) -> bytes:
        return part.replace(b'Target="worksheets/', b'Target="/xl/worksheets/')

    data = changed(filtered([3], 1), parts={"xl/_rels/workbook.xml.rels": absolute})
    assert "（3行目）" in asked(read_roster(data, "list.xlsx"))[0]


def test_a_kept_list_still_tells_of_them() -> None:
    [listed] = screened_lists(filtered([3]), "list.xlsx")
    assert asked(read_screened(unpacked(packed(listed)))) == asked(read_screened(listed)) != []
