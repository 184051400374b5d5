"""Opens what a facility hands in (Excel, CSV, pasted text) without trusting a byte of it.

Sizes are counted before anything is parsed; of an Excel file only the parts that hold cells are looked at, so
macros, links and pictures are never opened, and nothing is written to disk.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tsukisoi.residents.roster import phonetics
from tsukisoi.residents.roster.said import said

Cell = str | float | int | bool | date | datetime | time | timedelta

MAX_BYTES = 10 * 1024 * 1024
"""Largest file taken, in bytes."""
MAX_UNPACKED = 50 * 1024 * 1024
"""Largest sum of what a packed file holds, in bytes."""
MAX_RATIO = 100
"""How many times its packed size a part may grow (parts under one mebibyte are not asked)."""
MAX_MEMBERS = 1_000
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELLS = 1_000_000

_MEBIBYTE = 1024 * 1024
_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:_rels/)?workbook\.xml(?:\.rels)?|xl/(?:sharedStrings|styles)\.xml|xl/worksheets/[^/]+\.xml",
    re.I,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)
_MACRO_NAMES = re.compile(r"vbaproject|macrosheets/|dialogsheets/|activex", re.I)
# A filled cell right of column GR or below the last row taken: Excel's own spelling of cell addresses.
_FAR = rb"(?:[A-Z]{3,}\d+|[H-Z][A-Z]\d+|G[S-Z]\d+|[A-Z]{1,2}(?:[2-9]\d{4}|[1-9]\d{5,}))"
# What every ordinary cell is, from A1 to Z9999, is passed over first: that halves the time.
_FAR_CELL = re.compile(rb'r="(?![A-Z]\d{1,4}")' + _FAR + rb'"(?:[^>]*[^/>])?>')
_FAR_CELL_ODDLY_SPELLED = re.compile(rb"r\s*=\s*[\"']" + _FAR + rb"[\"'](?:[^>]*[^/>])?>")
_BLANKS = (b" ", b"\t", b"\n", b"\r")
_ODD_SPELLINGS = (*(blank + b"=" for blank in _BLANKS), *(b"=" + blank for blank in _BLANKS), b"='")
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>\s*")
_LOCKED = said("パスワードのかかったファイルは読めません。パスワードを外し、保存しなおしてから選んでください。")
_BINARY = said("バイナリ形式（.xlsb）は読めません。「Excelブック（.xlsx）」で保存しなおしてから選んでください。")
_DATE_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true|on)["']""")
# A tag is no longer than this and holds no other: so a wild file cannot make the search long.
_SHEET_OF = re.compile(rb"""<(?:\w{1,9}:)?sheet\s[^<>]{0,900}?\w:id\s*=\s*["']([^"']{1,90})""")
_RELATION = re.compile(rb"<(?:\w{1,9}:)?Relationship\s[^<>]{0,900}>")
_RELATION_PART = re.compile(rb"""\s(Id|Target)\s*=\s*["']([^"']+)""")
_HIDDEN_ROW = re.compile(
    rb"""<(?:\w{1,9}:)?row\s(?=[^<>]{0,900}?\bhidden\s*=\s*["'](?:1|true|on)["'])[^<>]{0,900}?\br\s*=\s*["'](\d{1,7})"""
)
_DELIMITERS = (",", "\t", ";", "|")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Refused(ValueError):
    """The file is not taken; the message says why and what to do, in Japanese, without its contents."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of cells, first row first, with the merged ranges as (top, left, bottom, right), all from 0.

    `hidden_rows`: those that Excel does not show, by a filter or by hand.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was handed in: its sheets, its date base, and Excel's own readings by the text they belong to."""

    sheets: tuple[Sheet, ...]
    epoch_1904: bool = False
    readings: dict[str, str | None] | None = None


def open_workbook(data: bytes, filename: str = "") -> Workbook:
    """The sheets of an xlsx, a CSV or pasted text, told apart by content. Raises Refused."""
    if len(data) > MAX_BYTES:
        raise Refused(
            said(
                "ファイルが大きすぎます（上限%(most)sMB）。名簿のシートだけを別のファイルに保存して、もう一度選んでください。",
                most=str(MAX_BYTES // _MEBIBYTE),
            )
        )
    if not data.strip():
        raise Refused(said("中身がありません。名簿のファイルか、表から写した文字を入れてください。"))
    if data.startswith(b"PK"):
        return _open_excel(data, filename)
    _refuse_binary(data, filename)
    return Workbook((Sheet("", _read_text(data)),))


def _refuse_binary(data: bytes, filename: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(_LOCKED)
        raise Refused(
            said(
                "古い形式のExcel（.xls）は読めません。Excelで開き「Excelブック（.xlsx）」で保存しなおしてから選んでください。"
            )
        )
    if data.startswith(
        (
            b"%PDF",
            b"\x89PNG",
            b"\xff\xd8\xff",
            b"GIF8",
            b"II*\x00",
            b"MM\x00*",
            b"Rar!",
            b"7z\xbc\xaf",
            b"\x1f\x8b",
            b"{\\rtf",
        )
    ):
        raise Refused(said("この種類のファイルは読めません。名簿はExcel（.xlsx）かCSVで選んでください。"))
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|table|svg)", data[:200], re.I):
        raise Refused(
            said(
                "表計算のファイルではありません。Excelで開き「Excelブック（.xlsx）」で保存しなおしてから選んでください。"
            )
        )


def _open_excel(data: bytes, filename: str) -> Workbook:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            _refuse_bombs(members)
            _refuse_other_kinds(packed, members, filename)
            parts = {item.filename: _unpacked(packed, item) for item in members if _KEPT.fullmatch(item.filename)}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as broken:
        if isinstance(broken, Refused):
            raise
        raise _broken() from None
    except Exception as broken:  # zlib.error and its kin have no common ancestor
        raise _broken() from broken
    _refuse_wild_xml(parts)
    return _read_parts(parts)


def _unpacked(packed: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    """The part, no further than the size it claims; one that lies about it fails its checksum."""
    with packed.open(item) as part:
        return part.read(item.file_size)


def _broken() -> Refused:
    return Refused(said("ファイルが壊れているようです。Excelで開けるか確かめ、保存しなおしてから選んでください。"))


def _refuse_bombs(members: list[zipfile.ZipInfo]) -> None:
    too_big = Refused(
        said("中身が大きすぎるファイルです。名簿のシートだけを新しいファイルに写して保存し、もう一度選んでください。")
    )
    if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_UNPACKED:
        raise too_big
    if any(item.file_size > _MEBIBYTE and item.file_size > MAX_RATIO * max(item.compress_size, 1) for item in members):
        raise too_big
    if any(item.flag_bits & 1 for item in members):
        raise Refused(_LOCKED)
    if len({item.filename for item in members}) != len(members):
        raise _broken()


def _refuse_other_kinds(packed: zipfile.ZipFile, members: list[zipfile.ZipInfo], filename: str) -> None:
    names = {item.filename for item in members}
    if "mimetype" in names and not any(name.lower() == "xl/workbook.xml" for name in names):
        raise Refused(said("ODS形式は読めません。「Excelブック（.xlsx）」かCSVで保存しなおしてから選んでください。"))
    types = packed.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    macros = any(_MACRO_NAMES.search(name) for name in names) or b"macroEnabled" in types
    if macros or filename.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise Refused(
            said("マクロの入ったファイルは読めません。「Excelブック（.xlsx）」で保存しなおしてから選んでください。")
        )
    if "xl/workbook.bin" in names:
        raise Refused(_BINARY)
    if "xl/workbook.xml" not in names:
        raise Refused(said("Excelのファイルではありません。名簿はExcel（.xlsx）かCSVで選んでください。"))


def _refuse_wild_xml(parts: dict[str, bytes]) -> None:
    """No entities, no other encodings, no cells beyond the caps: what is left is safe to parse."""
    for name, part in parts.items():
        if b"!" in part and (b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"<!ELEMENT" in part):
            raise Refused(
                said(
                    "外部の参照や定義が仕込まれたファイルのため読みません。名簿を新しいExcelファイルに写して保存しなおしてください。"
                )
            )
        if b"\x00" in part[:256] or re.search(rb"encoding\s*=\s*[\"'](?!utf-?8)", part[:200], re.I):
            raise _broken()
        if _SHEET.fullmatch(name) and _reaches_too_far(part):
            raise Refused(
                said(
                    "表が広すぎます（上限%(rows)s行・%(columns)s列）。名簿の部分だけを新しいシートに写してください。",
                    rows=f"{MAX_ROWS:,}",
                    columns=str(MAX_COLUMNS),
                )
            )


def _reaches_too_far(part: bytes) -> bool:
    """The usual spelling first, for it can be sought five times as fast."""
    if _FAR_CELL.search(part):
        return True
    return _is_oddly_spelled(part) and _FAR_CELL_ODDLY_SPELLED.search(part) is not None


def _is_oddly_spelled(part: bytes) -> bool:
    """Whether anything beside a plain double quote may stand at an equals sign. One byte alone is sought quickest."""
    signs = {odd: odd.strip(b"=") for odd in _ODD_SPELLINGS}
    declared = _DECLARATION.match(part)
    first = declared.end() if declared else 0
    present = {sign for sign in set(signs.values()) if part.find(sign, first) >= 0}
    return any(sign in present and odd in part for odd, sign in signs.items())


def _read_parts(parts: dict[str, bytes]) -> Workbook:
    repacked = io.BytesIO()
    with zipfile.ZipFile(repacked, "w", zipfile.ZIP_STORED) as out:
        for name, part in parts.items():
            with out.open(name, "w") as copy:
                copy.writelines(_merged_first(part) if _SHEET.fullmatch(name) else [part])
    repacked.seek(0)
    try:
        with CalamineWorkbook.from_filelike(repacked) as book:
            sheets = tuple(_sheets(book, _hidden_rows(parts)))
    except (CalamineError, OSError, ValueError):
        raise _broken() from None
    workbook_part = next((part for name, part in parts.items() if name.lower() == "xl/workbook.xml"), b"")
    strings = next((part for name, part in parts.items() if name.lower() == "xl/sharedstrings.xml"), b"")
    return Workbook(sheets, _DATE_1904.search(workbook_part) is not None, phonetics.readings(strings))


def _merged_first(part: bytes) -> list[bytes | memoryview]:
    """The sheet with its merged ranges in front of the cells: calamine seeks them from the top, through every cell.

    In pieces, for a sheet is large and a copy takes time.
    """
    whole = memoryview(part)
    cells, end = part.find(b"<sheetData"), part.rfind(b"</sheetData>")
    first = part.find(b"<mergeCells", end)
    last = part.find(b"</mergeCells>", first)
    if 0 <= cells < end < first < last:
        return [whole[:cells], whole[first:last], b"</mergeCells>", whole[cells:]]
    if 0 <= cells < end and b"mergeCells" not in part[end:]:
        return [whole[:cells], b"<mergeCells></mergeCells>", whole[cells:]]
    return [whole]


def _hidden_rows(parts: dict[str, bytes]) -> dict[int, tuple[int, ...]]:
    """The rows that are not shown (from 0), by the place of the sheet in the workbook. Most lists have none."""
    hidden = {
        name.lower(): tuple(int(row) - 1 for row in _HIDDEN_ROW.findall(part))
        for name, part in parts.items()
        if _SHEET.fullmatch(name) and b"hidden" in part
    }
    if not any(hidden.values()):
        return {}
    lower = {name.lower(): part for name, part in parts.items()}
    relations = [
        dict(_RELATION_PART.findall(one)) for one in _RELATION.findall(lower.get("xl/_rels/workbook.xml.rels", b""))
    ]
    target = {one.get(b"Id", b""): one.get(b"Target", b"").decode().lower().lstrip("/") for one in relations}
    names = [target.get(key, "") for key in _SHEET_OF.findall(lower.get("xl/workbook.xml", b""))]
    return {place: hidden.get(f"xl/{name.removeprefix('xl/')}", ()) for place, name in enumerate(names)}


def _sheets(book: CalamineWorkbook, hidden: dict[int, tuple[int, ...]]) -> Iterator[Sheet]:
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height > MAX_ROWS or sheet.total_height * sheet.total_width > MAX_CELLS:
            told = "表が大きすぎます（上限%(rows)s行）。名簿の部分だけを新しいシートに写してください。"
            raise Refused(said(told, rows=f"{MAX_ROWS:,}"))
        rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)
        merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
        yield Sheet(about.name, rows, merged, about.visible != SheetVisibleEnum.Visible, hidden.get(place, ()))


def _read_text(data: bytes) -> list[list[Cell]]:
    text = _decode(data)
    if "\x00" in text:
        raise Refused(said("文字の表ではありません。名簿はExcel（.xlsx）かCSVで選んでください。"))
    delimiter = _delimiter(text)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= MAX_ROWS or len(row) > MAX_COLUMNS:
                raise Refused(
                    said(
                        "表が大きすぎます（上限%(rows)s行・%(columns)s列）。名簿の部分だけを別のファイルにしてください。",
                        rows=f"{MAX_ROWS:,}",
                        columns=str(MAX_COLUMNS),
                    )
                )
            rows.append(list(row))
    except csv.Error:
        raise Refused(
            said("CSVとして読めません。Excelで開き「Excelブック（.xlsx）」で保存しなおしてから選んでください。")
        ) from None
    return rows


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp932")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(
            said(
                "文字コードが分かりません。「CSV UTF-8」か「Excelブック（.xlsx）」で保存しなおしてから選んでください。"
            )
        ) from None


def _delimiter(text: str) -> str:
    """The mark that cuts the first lines into the most columns most evenly."""
    lines = text[:20_000].splitlines()[:30]
    sample = "\n".join(lines)

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(io.StringIO(sample), delimiter=delimiter) if row]
        wide = [width for width in widths if width > 1]
        return (len(wide) if len(wide) * 2 >= len(widths) else 0, max(wide, default=0))

    try:
        return max(_DELIMITERS, key=evenness)
    except csv.Error:
        return ","
