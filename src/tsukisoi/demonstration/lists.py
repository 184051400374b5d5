"""The lists that the two homes keep: an untidy workbook and a CSV file of an older program."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter

from tsukisoi.demonstration.invented import Invented, Line
from tsukisoi.tenancy.clock import today

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_ERAS = (
    (date(1989, 1, 8), "平成", "H", 1988),
    (date(1926, 12, 25), "昭和", "S", 1925),
    (date(1912, 7, 30), "大正", "T", 1911),
)
_HEAD = ("No", "ユニット", "居室", "氏名", "フリガナ", "性別", "生年月日", "要介護度", "住民票の住所", "備考")


def workbook(house: str, people: Sequence[Invented]) -> bytes:
    """An Excel list as homes keep it: a title, dates in every notation, wide blanks and digits, a last line of sums."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("入居者一覧")
        sheet.write_string(0, 0, f"{house}　入居者名簿")
        sheet.write_string(1, 0, f"令和{today().year - 2018}年{today().month}月１日　現在".translate(_WIDE))
        sheet.write_row(3, 0, _HEAD)
        dates = book.add_format({"num_format": "yyyy/m/d"})
        for number, person in enumerate(people, 1):
            row = _untidy(number, person.line)
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number + 3, column, cell, dates)
                else:
                    sheet.write(number + 3, column, cell)
        sheet.write_row(len(people) + 4, 0, ["", "", "", "合計", "", "", f"{len(people)}名"])
    return kept.getvalue()


def _untidy(number: int, line: Line) -> list[str | int | date]:
    care = line.care.translate(_WIDE) if number % 4 == 0 else line.care
    name = line.name.replace(" ", "　") if number % 3 else line.name
    sex = f"{line.sex}性" if number % 5 == 0 else line.sex
    unit = "東" if line.room.startswith("1") else "西"
    return [number, unit, line.room, name, line.kana, sex, _written(line.born, number), care, line.address, line.note]


def _written(born: date, number: int) -> str | date:
    """A birth date in one of the notations that stand side by side in such lists."""
    _since, era, letter, zero = next(entry for entry in _ERAS if born >= entry[0])
    year = born.year - zero
    notations: list[str | date] = [
        f"{era}{year}年{born.month}月{born.day}日",
        f"{letter}{year}.{born.month}.{born.day}",
        born,
        f"{era}{year}年{born.month}月{born.day}日".translate(_WIDE),
        f"{born.year}/{born.month}/{born.day}",
    ]
    return notations[number % len(notations)]


def table(people: Sequence[Invented]) -> bytes:
    """A CSV file as an older program writes it: cp932, its own heads, birth dates without marks."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(("利用者番号", "氏名", "ヨミガナ", "誕生日", "性別", "部屋番号", "手帳種別", "住所", "備考欄"))
    for number, person in enumerate(people, 1):
        line = person.line
        born = line.born.strftime("%Y%m%d") if number % 2 else _written(line.born, 1)
        sex = "1" if line.sex == "男" else "2"
        writer.writerow(
            (f"{number:05}", line.name, line.kana, born, sex, line.room, line.care, line.address, line.note)
        )
    return kept.getvalue().encode("cp932")
