"""Trial: hostile files are refused in under 0.2 s, or read within the caps. Ends with 1 when one is not.

Every file is built here, in memory. Usage: python bench/trial_hostile_files.py
"""

import io
import json
import resource
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import xlsxwriter

from tsukisoi.residents.roster.preview import Refused, read_roster

REFUSE_WITHIN = 0.2
READ_WITHIN = 2.0
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def good() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名簿")
    sheet.write_row(0, 0, ["氏名", "フリガナ", "生年月日"])
    sheet.write_row(1, 0, ["髙橋 キヨ", "タカハシ キヨ", "S6.2.3"])
    book.close()
    return out.getvalue()


GOOD = good()


def changed(parts: dict[str, bytes], drop: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in parts and item.filename not in drop:
                new.writestr(item.filename, old.read(item))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet(cells: str, before: str = "") -> dict[str, bytes]:
    xml = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>'
    return {"xl/worksheets/sheet1.xml": xml.encode()}


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD_ROW = f'<row r="1">{inline("A1", "氏名")}{inline("B1", "生年月日")}</row>'


def bomb() -> bytes:
    return changed(sheet(HEAD_ROW + ("<row>" + inline("A2", "A" * 1000) + "</row>") * 190_000))


def bomb_in_strings() -> bytes:
    return changed({"xl/sharedStrings.xml": b"<sst>" + b"<si><t>A</t></si>" * 12_000_000 + b"</sst>"})


def bomb_elsewhere() -> bytes:
    return changed({"xl/media/image1.png": b"\0" * 300_000_000})


def lying_sizes() -> bytes:
    """The directory at the end claims a tiny part; the part itself grows to 100 MB."""
    data = bytearray(changed(sheet(HEAD_ROW + "<row/>" * 16_000_000)))
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def nested() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"\0" * 50_000_000)
    return changed({f"xl/embeddings/{i}.zip": inner.getvalue() for i in range(20)})


def many_members() -> bytes:
    return changed({f"xl/worksheets/x{i}.xml": b"<a/>" for i in range(5000)})


def million_columns() -> bytes:
    return changed(sheet(HEAD_ROW + '<row r="2">' + inline("XFD2", "x") + "</row>"))


def far_corner() -> bytes:
    return changed(sheet(HEAD_ROW + '<row r="1048576">' + inline("XFD1048576", "x") + "</row>"))


def far_row() -> bytes:
    return changed(sheet(HEAD_ROW + "<row r='1048576'><c  s='1' r = 'A1048576' t='n'><v>1</v></c></row>"))


def far_cell_at_once() -> bytes:
    """Within the first bytes of the part, where a declaration would stand, and oddly spelled."""
    return changed(
        {
            "xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
        }
    )


def xxe() -> bytes:
    return changed(sheet(HEAD_ROW + inline("A2", "&x;"), '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


def laughs() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return changed({"xl/sharedStrings.xml": f"<!DOCTYPE a [{entities}]><sst><si><t>&a9;</t></si></sst>".encode()})


def laughs_utf16() -> bytes:
    return changed(
        {
            "xl/workbook.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'.encode(
                "utf-16"
            )
        }
    )


def external_links() -> bytes:
    link = b'<externalLink><externalBook r:id="rId1"/></externalLink>'
    return changed({"xl/externalLinks/externalLink1.xml": link, "xl/connections.xml": b"<connections/>"})


def macros() -> bytes:
    return changed({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", "<office/>")
    return out.getvalue()


def encrypted_members() -> bytes:
    data = bytearray(GOOD)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def polyglot_page() -> bytes:
    return b"<html><script>alert(1)</script></html>" + GOOD


def deep_names() -> bytes:
    return changed({"../" * 200 + "etc/passwd": b"x", "xl/" + "a/" * 5000 + "b.xml": b"x"})


def twice_the_same() -> bytes:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr("xl/./worksheets/sheet1.xml", b"<a/>")
        packed.writestr("xl/workbook.xml", b"<a/>")
    return out.getvalue()


def deep_xml() -> bytes:
    return changed(sheet(HEAD_ROW + "<a>" * 200_000 + "</a>" * 200_000))


def merged_everything() -> bytes:
    parts = sheet(HEAD_ROW)
    name = "xl/worksheets/sheet1.xml"
    return changed(
        {
            name: parts[name].replace(
                b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            )
        }
    )


def long_cell_csv() -> bytes:
    return "氏名,生年月日\n".encode() + b'"' + b"A" * 5_000_000


def digits_csv() -> bytes:
    return "氏名,生年月日,備考\n".encode() + b"x,S6.2.3," + b"1 " * 1_000_000


def pin_words_csv() -> bytes:
    return "氏名,生年月日,備考\n".encode() + ("x,S6.2.3," + "暗証" * 60_000 + "\n").encode()


HOSTILE: dict[str, tuple[Callable[[], bytes], str, bool]] = {
    "zip bomb, 200 MB sheet": (bomb, "a.xlsx", True),
    "zip bomb in the strings": (bomb_in_strings, "a.xlsx", True),
    "zip bomb in a picture": (bomb_elsewhere, "a.xlsx", True),
    "sizes that lie": (lying_sizes, "a.xlsx", True),
    "zips within": (nested, "a.xlsx", False),
    "five thousand members": (many_members, "a.xlsx", True),
    "a cell in column XFD": (million_columns, "a.xlsx", True),
    "a cell in the last corner": (far_corner, "a.xlsx", True),
    "a cell in the last row, oddly spelled": (far_row, "a.xlsx", True),
    "the same in the first bytes of the sheet": (far_cell_at_once, "a.xlsx", True),
    "external entity": (xxe, "a.xlsx", True),
    "billion laughs": (laughs, "a.xlsx", True),
    "entities in UTF-16": (laughs_utf16, "a.xlsx", True),
    "external links": (external_links, "a.xlsx", False),
    "macros": (macros, "a.xlsm", True),
    "macros under another name": (macros, "a.xlsx", True),
    "macro extension only": (lambda: GOOD, "a.xlsm", True),
    "ODS": (ods, "a.ods", True),
    "password, old container": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "a.xlsx",
        True,
    ),
    "old xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "a.xls", True),
    "encrypted members": (encrypted_members, "a.xlsx", True),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "a.xlsx", True),
    "cut off at the end": (lambda: GOOD[:-10], "a.xlsx", True),
    "web page before the zip": (polyglot_page, "a.xlsx", True),
    "script behind the zip": (lambda: GOOD + b"<script>alert(1)</script>", "a.xlsx", False),
    "deep and climbing names": (deep_names, "a.xlsx", False),
    "the same part twice": (twice_the_same, "a.xlsx", True),
    "deeply nested elements": (deep_xml, "a.xlsx", False),
    "everything merged": (merged_everything, "a.xlsx", False),
    "xlsx called csv": (lambda: GOOD, "a.csv", False),
    "picture called xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(1000), "a.xlsx", True),
    "PDF called csv": (lambda: b"%PDF-1.7\n" + bytes(1000), "a.csv", True),
    "NULs called csv": (lambda: bytes(100_000), "a.csv", True),
    "CSV of 200 MB": (lambda: b"a,b\n" * 50_000_000, "a.csv", True),
    "CSV of 100,000 rows": (lambda: "氏名,生年月日\n".encode() + b"x,S6.2.3\n" * 100_000, "a.csv", True),
    "CSV with a million columns": (lambda: b"," * 1_000_000, "a.csv", True),
    "CSV with an endless cell": (long_cell_csv, "a.csv", True),
    "CSV of lone digits": (digits_csv, "a.csv", False),
    "CSV of PIN words": (pin_words_csv, "a.csv", False),
    "no zip after the signature": (lambda: b"PK\x03\x04" + bytes(10_000), "a.xlsx", True),
}


def attempt(data: bytes, filename: str) -> str:
    try:
        return f"read {len(read_roster(data, filename).rows)}"
    except Refused as why:
        return f"refused: {why}"


def main() -> int:
    failures = 0
    for name, (build, filename, must_refuse) in HOSTILE.items():
        data = build()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        outcome = attempt(data, filename)
        spent = time.process_time() - started
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
        refused = outcome.startswith("refused")
        holds = spent < (REFUSE_WITHIN if refused else READ_WITHIN) and (refused or not must_refuse) and grown < 400
        failures += not holds
        line = {
            "job": "hostile_files",
            "figure": name,
            "value": round(spent, 3),
            "target": f"refused < {REFUSE_WITHIN} s"
            if must_refuse
            else f"refused < {REFUSE_WITHIN} s or read < {READ_WITHIN} s",
            "holds": holds,
            "outcome": outcome,
            "grown_mb": grown,
        }
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
