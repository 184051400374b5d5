"""The record as a file that anybody can verify: plain lines, and a verifier of one file beside them."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from tsukisoi.journal import rows
from tsukisoi.journal.actions import looked
from tsukisoi.journal.chain import LINKED
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer

VERIFIER = Path(__file__).parent / "verify_ledger.py"
HEADS = ("organisation", "chain_kind", "chain_id", "seq", "digest")
SEALS = ("organisation", "seq", "at", "root", "previous", "changed", "digest")
DETAILS = ("organisation", "chain_kind", "chain_id", "seq", "detail_digest", "salt", "values")


def lines(organisation: str) -> Iterator[str]:
    """Every row of an organisation's record as one line of JSON: entries, heads, seals, then the values still kept."""
    for row in rows.entries(connection, organisation):
        entry = dict(zip((*LINKED, "digest"), row, strict=True))
        yield _line("entry", {**entry, "fields": json.loads(entry["fields"]), "refs": json.loads(entry["refs"])})
    for row in rows.heads(connection, organisation):
        yield _line("head", dict(zip(HEADS, row, strict=True)))
    for row in rows.seals(connection, organisation):
        seal = dict(zip(SEALS, row, strict=True))
        yield _line("seal", {**seal, "changed": json.loads(seal["changed"])})
    for row in rows.details(connection, organisation):
        detail = dict(zip(DETAILS, row, strict=True))
        if detail["salt"] is not None:
            yield _line("detail", {**detail, "values": json.loads(detail["values"])})


def _line(kind: str, values: dict[str, Any]) -> str:
    return json.dumps({"row": kind, **values}, ensure_ascii=False, separators=(",", ":")) + "\n"


def packed(viewer: Viewer) -> bytes:
    """A ZIP of the record and its verifier. Recorded as a look at everything."""
    viewer.require(Right.EXPORT)
    viewer.require(Right.READ_JOURNAL)
    looked(viewer, "custody.export", [])
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open("ledger.jsonl", "w") as file:
            for line in lines(str(viewer.organisation)):
                file.write(line.encode())
        made.writestr("verify_ledger.py", VERIFIER.read_text("utf-8"))
        made.writestr("READ-ME.txt", f"{now():%Y-%m-%d}\npython3 verify_ledger.py ledger.jsonl [--head HEX]\n")
    return kept.getvalue()
