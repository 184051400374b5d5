"""Builds small lists as facilities keep them, in memory."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def xlsx(rows: Rows, name: str = "名簿", merged: Sequence[tuple[int, int, int, int]] = (), **options: Any) -> bytes:
    """One sheet; `merged` as (top, left, bottom, right) from 0, with the text already in the top left cell."""
    return book({name: rows}, {name: merged}, **options)


def book(
    sheets: dict[str, Rows], merged: dict[str, Sequence[tuple[int, int, int, int]]] | None = None, **options: Any
) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, **options})
    day = made.add_format({"num_format": "yyyy/m/d"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, date | datetime):
                    sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    sheet.write_string(y, x, value)
                elif value is not None:
                    sheet.write_number(y, x, value)
        for top, left, bottom, right in (merged or {}).get(name, ()):
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    made.close()
    return out.getvalue()


def csv_text(rows: Rows, delimiter: str = ",") -> str:
    return "".join(delimiter.join(str(cell) for cell in row) + "\r\n" for row in rows)


def changed(data: bytes, **parts: Any) -> bytes:
    """The packed file with parts replaced: name → bytes, or a function of the old bytes; new names are added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        given = dict(parts.pop("parts", {}), **parts)
        for item in old.infolist():
            value = given.pop(item.filename, None)
            content = old.read(item)
            new.writestr(item.filename, value(content) if callable(value) else value if value is not None else content)
        for name, value in given.items():
            new.writestr(name, value)
    return out.getvalue()
