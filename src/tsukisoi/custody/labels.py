"""Labels of places and badges: sheets of 24 or 44 to stick on, and a list for a label printer."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from tsukisoi.custody import queries
from tsukisoi.journal.actions import looked
from tsukisoi.papers.press import Leaf, Masthead, Pdf, press
from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer

TEMPLATE = Path(__file__).parent / "papers" / "labels.typ"
LEVEL = "q"  # a quarter of the picture may be dirty


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label: a word for people, the code for the scanner. Nobody's name but a worker's own."""

    words: str
    code: str


def of_house(viewer: Viewer, what: str) -> list[Label]:
    """The labels of all places (`places`) or of the workers' badges (`badges`)."""
    if what == "badges":
        return [Label(worker.name, worker.badge or "") for worker in staff.badges(viewer)]
    return [Label(str(place), place.code) for place in queries.places(viewer)]


def picture(content: str, *, byte: bool = False) -> bytes:
    """A QR code as a PNG of one pixel a module."""
    code = segno.make_qr(content, error=LEVEL, mode="byte" if byte else "alphanumeric")
    kept = io.BytesIO()
    code.save(kept, kind="png", scale=1, border=4)
    return kept.getvalue()


def sheet(viewer: Viewer, labels: Sequence[Label], size: int, first: int = 1) -> Pdf:
    """A4 sheets of labels, beginning at the `first`-th place of a sheet already used in part."""
    viewer.require("print_papers")
    moment = now()
    head = Masthead(labels[0].code, "", "", None, moment, viewer.name)
    skip = min(first, size) - 1
    pieces = [labels[: size - skip], *(labels[at : at + size] for at in range(size - skip, len(labels), size))]
    leaves = [Leaf("labels", head, _body(piece, size, skip if n == 0 else 0)) for n, piece in enumerate(pieces)]
    looked(viewer, "print", [])
    return press(TEMPLATE, leaves, title="札", printed_at=moment)


def _body(labels: Sequence[Label], size: int, skip: int) -> dict[str, object]:
    drawn = [{"words": one.words, "code": one.code, "qr": list(picture(one.code))} for one in labels]
    return {"sheet": str(size), "skip": skip, "labels": drawn}


def as_csv(labels: Sequence[Label]) -> bytes:
    """Two columns for the program of a label printer, as Excel of Windows opens it."""
    kept = io.StringIO(newline="")
    writer = csv.writer(kept)
    writer.writerow(["名前", "札"])
    writer.writerows([one.words, one.code] for one in labels)
    return kept.getvalue().encode("utf-8-sig")
