"""A preview as it is kept with its list: packed, and read again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import chain, islice
from typing import Any

from django.http import Http404

from tsukisoi.residents.models import Draft
from tsukisoi.residents.roster import keeping, said
from tsukisoi.residents.roster.people import Person, by_column
from tsukisoi.residents.roster.preview import Preview
from tsukisoi.residents.roster.proposals import Proposal as Proposed


def pack(preview: Preview) -> bytes:
    """A preview as compressed JSON. Beside its people stand those of the rows left out as said already."""
    told = {
        "sheet": preview.sheet,
        **_packed(preview.rows),
        "duplicates": [{"row": d.row, "first_row": d.first_row} for d in preview.duplicates],
        "doubled": _packed([d.person for d in preview.duplicates]),
        "rejected": [{**asdict(r), "message": said.kept(r.message)} for r in preview.rejected],
        "dropped_columns": preview.dropped_columns,
        "screened_cells": [asdict(c) for c in preview.screened_cells],
        "skipped_rows": [asdict(s) for s in preview.skipped_rows],
        "questions": [said.kept(question) for question in preview.questions],
        "columns": preview.mapping,
    }
    return keeping.as_bytes(told)


def _packed(people: Sequence[Person]) -> dict[str, Any]:
    """People column by column. Thousands propose the same few things: those are kept once."""
    fields = zip(*people, strict=True) if people else [()] * len(Person._fields)
    *columns, kinds, address, postal_code, proposals = fields
    columns += [tuple(map(" ".join, kinds)), address, postal_code]
    together, which = _numbered(proposals)
    each, numbers = _numbered(chain.from_iterable(together))
    of_each = iter(numbers)
    return {
        "people": [*map(keeping.column, columns), which],
        "proposals": each,
        "together": [list(islice(of_each, len(some))) for some in together],
    }


def _numbered(values: Iterable[Any]) -> tuple[list[Any], list[int]]:
    """Each value once, and for every one the place where it stands there."""
    known: dict[Any, int] = {}
    places = [known.setdefault(value, len(known)) for value in values]
    return list(known), places


def unpack(draft: Draft) -> dict[str, Any]:
    """A kept preview as plain values."""
    return keeping.from_bytes(bytes(draft.packed))


def people_of(told: Mapping[str, Any]) -> list[Person]:
    """The people of a kept preview. Raises Http404 where an older version kept it: it is gone, as after a day."""
    if "together" not in told:
        raise Http404
    proposals = [Proposed(*entry) for entry in told["proposals"]]
    together = [tuple([proposals[at] for at in some]) for some in told["together"]]
    *columns, kinds, address, postal_code, which = map(keeping.cells_of, told["people"])
    split = {text: tuple(text.split()) for text in set(kinds)}
    columns += [[split[text] for text in kinds], address, postal_code, [together[at] for at in which]]
    return by_column(columns)


def doubled_in(told: Mapping[str, Any]) -> list[Person]:
    """Those of the rows left out as said already; nobody where an older version kept the preview."""
    return people_of(told["doubled"]) if "doubled" in told else []
