"""`tsukisoi roster FILE --json`: shows what an import would do and changes nothing."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from tsukisoi.residents.roster.people import Person
from tsukisoi.residents.roster.preview import Preview, read_roster


def roster_json(path: str | Path, as_of: date | None = None) -> str:
    """What importing the file at `path` would do, as JSON. Raises Refused or OSError."""
    file = Path(path)
    return json.dumps(as_json(read_roster(file.read_bytes(), file.name, as_of=as_of)), ensure_ascii=False, indent=1)


def as_json(preview: Preview) -> dict[str, Any]:
    """The preview as plain values, in the published form."""
    return {
        "sheet": preview.sheet,
        "residents": [_person(person) for person in preview.rows],
        "duplicates": len(preview.duplicates),
        "duplicate_rows": [{"row": d.row, "first_row": d.first_row} for d in preview.duplicates],
        "rejected": [
            {"row": r.row, "field": r.field, "value": r.value, "message": r.message} for r in preview.rejected
        ],
        "dropped_columns": list(preview.dropped_columns),
        "screened_cells": [{"row": cell.row, "column": cell.column} for cell in preview.screened_cells],
        "skipped_rows": [str(row) for row in preview.skipped_rows],
        "questions": list(preview.questions),
        "columns": preview.mapping,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "row": person.row,
        "name": person.name,
        "kana": person.kana,
        "kana_from": person.kana_from,
        "birth_date": person.birth_date.isoformat(),
        "sex": person.sex,
        "room": person.room,
        "unit": person.unit,
        "care_level": person.care_level,
        "disabilities": list(person.disabilities),
        "address": person.address,
        "postal_code": person.postal_code,
        "proposals": [{"kind": p.kind, "key": p.key, "value": p.value, "words": p.words} for p in person.proposals],
    }
