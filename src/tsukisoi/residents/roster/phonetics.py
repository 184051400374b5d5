"""The readings that Excel remembers of what was typed, from its shared strings."""

import re
from xml.parsers import expat


def readings(strings: bytes) -> dict[str, str | None]:
    """Excel's own phonetic runs, by the text they stand over; None where it has two readings or a part has none."""
    if b"<rPh" not in strings and b":rPh" not in strings:
        return {}
    found: dict[str, str | None] = {}
    for text, runs in _phonetics(strings):
        reading = _whole_reading(text, runs)
        found[text] = reading if found.get(text, reading) == reading else None
    return found


def _whole_reading(text: str, runs: list[tuple[int, int, str]]) -> str | None:
    reading, at = "", 0
    for start, end, kana in sorted(runs):
        gap = text[at:start]
        if start < at or not _reads_itself(gap):
            return None
        reading, at = reading + gap + kana, end
    rest = text[at:]
    return reading + rest if _reads_itself(rest) else None


def _reads_itself(text: str) -> bool:
    return re.fullmatch(r"[ぁ-ゖァ-ヺｦ-ﾟー・\s]*", text) is not None


class _PhoneticReader:
    """Collects the text and the phonetic runs of each shared string."""

    def __init__(self) -> None:
        self.found: list[tuple[str, list[tuple[int, int, str]]]] = []
        self.text, self.kana, self.span = "", "", (0, 0)
        self.runs: list[tuple[int, int, str]] = []
        self.in_run = self.in_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            self.text, self.runs = "", []
        elif tag == "rPh":
            self.in_run, self.kana = True, ""
            self.span = (int(attributes.get("sb", 0)), int(attributes.get("eb", 0)))
        self.in_text = tag == "t"

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "rPh":
            self.runs.append((*self.span, self.kana))
            self.in_run = False
        elif tag == "si" and self.runs:
            self.found.append((self.text, self.runs))
        self.in_text = False

    def characters(self, data: str) -> None:
        if self.in_text and self.in_run:
            self.kana += data
        elif self.in_text:
            self.text += data


def _phonetics(strings: bytes) -> list[tuple[str, list[tuple[int, int, str]]]]:
    reader = _PhoneticReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    # Such a file was refused long before; should one get here, its readings are not worth the risk.
    parser.StartDoctypeDeclHandler = _stop
    try:
        parser.Parse(strings, True)
    except (expat.ExpatError, ValueError):
        return []
    return reader.found


def _stop(*_: object) -> None:
    raise ValueError
