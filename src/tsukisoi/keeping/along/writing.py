"""Writes everything: rows as JSON and workbooks, files, the record with its verifier, papers, and a page that leads."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from tsukisoi.custody import vault as custody
from tsukisoi.custody.export import VERIFIER, lines
from tsukisoi.journal.actions import Chain, write
from tsukisoi.keeping import papers
from tsukisoi.keeping.along import tables
from tsukisoi.keeping.along.places import Place
from tsukisoi.keeping.telling import title_of
from tsukisoi.papers.workbook import Table, workbook
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import vault as venue

RIGHTS = frozenset({Right.KEEP_DATA, Right.EXPORT, Right.SEE_RESIDENTS, Right.PRINT_PAPERS, Right.READ_JOURNAL})
"""What the server may do when somebody with the data folder at hand takes everything along."""


@dataclass(slots=True)
class Taken:
    """What was written: rows by table, files, papers, and files that could not be opened."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    papers: int = 0
    unreadable: list[str] = field(default_factory=list)


def take_along(viewer: Viewer, place: Place, with_papers: bool = True) -> Taken:
    """Everything of the viewer's organisation into a place. On record before the first file, so that it is in it.

    Must run inside the scope of the organisation.
    """
    viewer.require(Right.KEEP_DATA)
    viewer.require(Right.EXPORT)
    with transaction.atomic():
        write(viewer, "keeping.take_along", Chain("organisation", viewer.organisation))
    taken = Taken()
    with override("ja"):
        if with_papers:
            _papers(viewer, place, taken)
        for model in tables.owned():
            _table(viewer.organisation, model, place, taken)
        _workbooks(viewer.organisation, place)
        _record(viewer.organisation, place)
        _leading(viewer, place, taken)
    return taken


def _table(organisation: UUID, model: tables.Model, place: Place, taken: Taken) -> None:
    told, name = tables.columns(model), tables.label(model)
    taken.rows[name] = 0

    def pieces() -> Iterator[bytes]:
        yield b"[\n"
        for row in tables.rows(model, organisation):
            yield (b",\n" if taken.rows[name] else b"") + _json(tables.plain(row, told))
            taken.rows[name] += 1
        yield b"\n]\n"

    place.put(f"data/{name}.json", pieces())
    for column in tables.binaries(model):
        for row in tables.rows(model, organisation):
            _file(row, column, place, taken)


def _file(row: Any, column: str, place: Place, taken: Taken) -> None:
    if not (name := tables.file_of(row, column)):
        return
    content = bytes(getattr(row, column))
    try:
        opened = _OPENED[row._meta.label](content, row.pk, column) if row._meta.label in _OPENED else content
    except (venue.Unreadable, custody.Unreadable):
        taken.unreadable.append(name)
        return
    place.put(name, [opened])
    taken.files += 1


_OPENED: dict[str, Callable[[bytes, UUID, str], bytes]] = {
    "venue.Picture": venue.unseal,
    "custody.Picture": lambda content, row, _column: custody.unseal(content, row.bytes),
}
"""The tables whose files are sealed, and how each is opened."""


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder).encode()


def _workbooks(organisation: UUID, place: Place) -> None:
    rooms: dict[str, list[tables.Model]] = {}
    for model in tables.owned():
        rooms.setdefault(model._meta.app_label, []).append(model)
    known = tables.names(organisation)
    for room, models in rooms.items():
        if room != tables.RECORD:
            made = workbook([_sheet(model, organisation, known) for model in models], now())
            place.put(f"tables/{room}.xlsx", [made])


def _sheet(model: tables.Model, organisation: UUID, known: Mapping[UUID, str]) -> Table:
    told = [column for column in tables.columns(model) if column.kept != "secret"]
    shown = [[tables.text(row, column, known) for column in told] for row in tables.rows(model, organisation)]
    return Table(str(model.__name__), [column.title for column in told], shown, title_of(model))


def _papers(viewer: Viewer, place: Place, taken: Taken) -> None:
    for pk in list(Person.objects.filter(merged_into=None).values_list("pk", flat=True)):
        person = residents.person(viewer, pk)
        place.put(f"people/{pk}.pdf", [papers.disclosure(viewer, person).content])
        taken.papers += 1


def _record(organisation: UUID, place: Place) -> None:
    """The record as one moment saw it: an entry written meanwhile must not look like an alteration."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        place.put("record/ledger.jsonl", (line.encode() for line in lines(str(organisation))))
    place.put("record/verify_ledger.py", [VERIFIER.read_bytes()])


def _leading(viewer: Viewer, place: Place, taken: Taken) -> None:
    house = organisation_of(viewer)
    schema = {
        "made_at": now().isoformat(timespec="seconds"), "program": f"tsukisoi {version('tsukisoi')}",
        "organisation": {"id": str(house.pk), "name": house.name},
        "tables": [_told(model, taken) for model in tables.owned()],
        "kept": {"secret": "opens something and is of no use elsewhere: left out", "file": "the path of a file"},
        "not_in_it": "passwords, passkeys, codes, sign-in sessions, keys",
    }  # fmt: skip
    place.put("schema.json", [json.dumps(schema, ensure_ascii=False, indent=1).encode()])
    context = {"house": house, "taken": taken, "tables": schema["tables"], "now": now(), "record": tables.RECORD}
    page = render_to_string("keeping/along.html", context)
    place.put("index.html", [page.encode()])
    place.put("README.txt", [render_to_string("keeping/along.txt", context).encode()])


def _told(model: tables.Model, taken: Taken) -> dict[str, Any]:
    name = tables.label(model)
    return {
        "table": name, "title": title_of(model), "file": f"data/{name}.json", "rows": taken.rows[name],
        "room": model._meta.app_label,
        "about": (model.__doc__ or "").strip().split("\n\n")[0], "columns": [c.told for c in tables.columns(model)],
    }  # fmt: skip
