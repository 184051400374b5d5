"""Tables as an Excel workbook in which every cell is plain text: no formula, no link, no guessed number or date."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from django.conf import settings

PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9
WIDEST = 40
SHEET_NAME = 31  # Excel allows 31 characters, and none of these:
FORBIDDEN = str.maketrans("[]:*?/\\", "（）：＊？／＼")


@dataclass(frozen=True)
class Table:
    """One sheet of the workbook. `note` stands above the table: where it comes from and as of which day."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def workbook(tables: Iterable[Table], made_at: datetime) -> bytes:
    """The workbook as a file. `made_at` is written into it, so the same input gives the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, PLAIN)
    book.set_properties({"created": made_at.replace(tzinfo=None), "author": "つきそい"})
    styles = {
        "head": book.add_format({"bold": True, "border": 1, "bg_color": "#EEEEEE", "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}),
        "note": book.add_format({"valign": "top"}),
    }
    for table in tables:
        _write(book.add_worksheet(table.title.translate(FORBIDDEN)[:SHEET_NAME]), table, styles)
    book.close()
    return target.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, table: Table, styles: dict[str, xlsxwriter.format.Format]) -> None:
    marked = "【練習】" if settings.TSUKISOI_DEMO else ""
    page.write_string(0, 0, f"{marked}{table.title}　{table.note}".strip("　"), styles["note"])
    for column, heading in enumerate(table.headings):
        page.write_string(1, column, heading, styles["head"])
        page.set_column(column, column, _width([heading, *(row[column] for row in table.rows)]))
    for number, row in enumerate(table.rows, start=2):
        for column, text in enumerate(row):
            page.write_string(number, column, text, styles["cell"])
    _print_setup(page)


def _width(texts: Sequence[str]) -> int:
    """Columns wide enough for their longest text; a Japanese character takes two places."""
    longest = max((sum(1 if ord(sign) < 256 else 2 for sign in text) for text in texts), default=0)
    return min(longest + 2, WIDEST)


def _print_setup(page: xlsxwriter.worksheet.Worksheet) -> None:
    page.set_paper(A4)
    page.set_landscape()
    page.repeat_rows(1)
    page.freeze_panes(2, 0)
    page.fit_to_pages(1, 0)
    page.set_footer("&C&P/&N頁")
