"""The disclosure of everything about one person, with who looked at it."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.journal import queries as journal
from tsukisoi.keeping import queries
from tsukisoi.keeping.telling import in_words, moment
from tsukisoi.keeping.whole import whole
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).parent / "papers" / "disclosure.typ"
LOOKS = 2000
"""So many entries of the record are told; the paper says where there are more."""


def disclosure(viewer: Viewer, person: Person, site: str = "") -> Pdf:
    """Everything the house keeps of one person, as a PDF for the person."""
    viewer.require(Right.KEEP_DATA, person.unit_id)
    house = organisation_of(viewer)
    with override("ja"):
        body = _body(viewer, person)
        wanted = Request("disclosure", "保有している記録の開示", person.pk, body, person.unit_id)
        leaves = issue(viewer, [wanted], Imprint(house.name, f"つきそい {version('tsukisoi')}", today(), site))
    return press(TEMPLATE, leaves, title="保有している記録の開示", printed_at=now())


def _body(viewer: Viewer, person: Person) -> dict[str, Any]:
    parts = in_words(viewer, whole(queries.one_person(viewer, person)))
    lines = journal.entries(viewer, journal.Choice(resident=person.pk), limit=LOOKS)
    return {
        "name": person.name,
        "birth": wareki.plain(person.birth_date),
        "parts": [
            {"title": part.title, "rows": [[list(pair) for pair in row] for row in part.pairs]} for part in parts
        ],
        "record": [[moment(line.at), line.who, line.words] for line in lines[:LOOKS]],
        "more": len(lines) > LOOKS,
    }  # fmt: skip
