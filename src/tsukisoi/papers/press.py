"""Presses plain data through a Typst template into one PDF/UA document.

One compiler stays warm in a process. Fonts come from `fonts.folders()` only, the day is handed in, so the same input
gives the same bytes. Data travels as JSON and is never read as markup. Every string that the house face cannot draw
is set in a typeface that can; what nobody can draw is marked on its sheet and told to the caller.

A template is a module with a function `bound(data)`. The data is handed over in the document's own text and not in
`sys.inputs`: those are part of Typst's library, and with a new library the compiler forgets all that it laid out
before. So a warm process sets the lines that every kit has only once.
"""

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

from tsukisoi.papers import days, fonts, qrcode
from tsukisoi.ui import wareki

ROOT = Path(__file__).resolve().parents[1]
STANDARD: Literal["ua-1"] = "ua-1"  # PDF/UA-1: a picture without a description does not compile
VOLUME = 200  # leaves of one document in a long run: keeps the memory of a thousand people flat
COUNT = re.compile(rb"/Count (\d+)")

PRACTICE = (
    "#set page(header-ascent: 2mm, header: align(center, box(fill: white, stroke: 1.5pt + black, inset: 1.5mm, "
    'text(font: "BIZ UDPGothic", size: 14pt, weight: "bold")[練習])))\n'
)
"""On every page of every paper with invented people, above whatever stands there, so that none is taken for real."""
NOTHING: Mapping[str, Any] = {}
Plain = Any  # what JSON can hold; the press looks at its strings only


@dataclass(frozen=True)
class Masthead:
    """What every sheet says about itself. `site` is the address of /papers/, empty when the house has none."""

    id: str
    organisation: str
    edition: str
    as_of: date | None
    printed_at: datetime
    printed_by: str
    site: str = ""
    place_in_run: str = ""


@dataclass(frozen=True)
class Leaf:
    """One sheet to print: its kind is a word that only the template knows."""

    kind: str
    head: Masthead
    body: Mapping[str, Plain]

    @property
    def digest(self) -> str:
        """The content's fingerprint: same content, edition and day, same digest, whoever prints it."""
        as_of = self.head.as_of.isoformat() if self.head.as_of else ""
        said = [self.kind, self.head.organisation, self.head.edition, as_of, self.body]
        return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Pdf:
    """A finished document; `missing` are the characters that are not drawn as written."""

    content: bytes
    pages: int
    missing: tuple[str, ...]


def press(
    template: Path, leaves: Sequence[Leaf], *, title: str, printed_at: datetime, common: Mapping[str, Plain] = NOTHING
) -> Pdf:
    """Bind the leaves, in their order, into one document. Raises typst.TypstError when the template is at fault.

    Every sheet starts a page and says "page n of N" of itself. Counting makes Typst lay everything out twice, so the
    first attempt prints 1/1 everywhere: as many pages as sheets proves that right, more pages calls for the count.
    `common` is what the template needs once for all sheets, such as long texts that never differ.
    """
    missing: dict[str, None] = {}
    sheets = [_sheet(number, leaf, missing) for number, leaf in enumerate(leaves)]
    data = {"title": title, "common": typeset(common, missing), "sheets": sheets}
    content = _compile(template, {**data, "counted": False}, printed_at)
    if count_pages(content) > len(sheets):
        content = _compile(template, {**data, "counted": True}, printed_at)
    return Pdf(content, count_pages(content), tuple(missing))


def press_run(
    template: Path, leaves: Iterator[Leaf], *, title: str, printed_at: datetime, common: Mapping[str, Plain] = NOTHING
) -> Iterator[Pdf]:
    """A long run as volumes of whole, separately accessible documents: merging files would lose their tags."""
    number = 1
    while volume := list(islice(leaves, VOLUME)):
        yield press(template, volume, title=f"{title}（{number}）", printed_at=printed_at, common=common)
        number += 1


def count_pages(pdf: bytes) -> int:
    """Pages of a document of this press: the root of its page tree has the largest count."""
    return max((int(found) for found in COUNT.findall(pdf)), default=0)


_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    faces = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in fonts.folders()]
    )
    return typst.Compiler(root=ROOT, font_paths=faces)


def _compile(template: Path, data: Mapping[str, Plain], printed_at: datetime) -> bytes:
    with _one_at_a_time:
        made = _compiler().compile(
            input=_document(template, data),
            format="pdf",
            pdf_standards=[STANDARD],
            timestamp=int(printed_at.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single document")
    return made


def _document(template: Path, data: Mapping[str, Plain]) -> bytes:
    """The document's own text: one string of Typst, in which only backslashes and quotes have a meaning."""
    carried = json.dumps(data, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
    marked = PRACTICE if settings.TSUKISOI_DEMO else ""
    start = f'#import "/{template.relative_to(ROOT).as_posix()}": bound\n'
    return f'{start}{marked}#bound(json(bytes("{carried}")))'.encode()


def _sheet(number: int, leaf: Leaf, missing: dict[str, None]) -> dict[str, Plain]:
    lost: dict[str, None] = {}
    head = {**typeset(_head(leaf.head), lost), "qr": list(qrcode.png(leaf.head.site, leaf.head.id))}
    sheet = {"kind": leaf.kind, "head": head, "body": typeset(leaf.body, lost)}
    missing.update(lost)
    return {**sheet, "number": number, "missing": [_name_of(unit) for unit in lost]}


def _head(head: Masthead) -> dict[str, Plain]:
    return {
        "id": head.id,
        "organisation": head.organisation,
        "edition": head.edition,
        "as_of": wareki.full(head.as_of) if head.as_of else "",
        "printed": f"{days.common(head.printed_at.date())} {days.clock(head.printed_at)}",
        "by": head.printed_by,
        "nth": head.place_in_run,
    }


def _name_of(unit: str) -> str:
    """A character that cannot be drawn, told by its code points."""
    return "＋".join(f"U+{ord(sign):04X}" for sign in unit)


def typeset(value: Plain, missing: dict[str, None]) -> Plain:
    """The same data; strings that need another typeface become {"runs": [{"text", "font"}]}, which stay as they are."""
    if isinstance(value, str):
        return value if fonts.is_drawable_plainly(value) else _typeset_text(value, missing)
    if isinstance(value, Mapping):
        return value if "runs" in value else {key: typeset(inner, missing) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [typeset(inner, missing) for inner in value]
    return value


def _typeset_text(text: str, missing: dict[str, None]) -> Plain:
    choice = fonts.drawable(text)
    missing.update(dict.fromkeys(choice.missing))
    return {"runs": [{"text": run.text, "font": run.font} for run in choice.runs]}
