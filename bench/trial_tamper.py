"""Trial `tamper`: 200 ways to alter the record by SQL, with the fences of the database taken down first.

Value, delete, insert, swap, clone and truncate at random places; each must be reported with the first bad row, by
`tsukisoi verify` and by the independent verifier of the export. Some tampering is thorough: everything after the place
is reckoned anew, head and seals too. That is only seen with the head on paper, and must be seen with it.

usage: python bench/trial_tamper.py     (TAMPERINGS=200)
       python tests/with_postgres.py python bench/trial_tamper.py
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

TAMPERINGS, SEED = int(os.environ.get("TAMPERINGS", 200)), 11


class Record:
    """The record of one home, and hands that alter it past the program."""

    def __init__(self, organisation: Any) -> None:
        from django.db import connection

        from tsukisoi.journal.models import Detail, Entry, Head, Seal

        self.connection, self.organisation = connection, organisation
        self.tables = {model.__name__: model._meta.db_table for model in (Entry, Detail, Head, Seal)}
        self.entries = list(
            Entry.objects.filter(chain_kind="custody_item").order_by("chain_id", "seq").values("id", "chain_id", "seq")
        )
        self.last = {row["chain_id"]: row["seq"] for row in self.entries}

    def sql(self, statement: str, *values: Any) -> None:
        """One statement; ids as this engine keeps them."""
        plain = [
            value.hex if hasattr(value, "hex") and self.connection.vendor == "sqlite" else value for value in values
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(statement.format(**self.tables), plain)

    def somewhere(self, margin: int = 0) -> Any:
        """An entry of a thing, at least so many before the end of its chain."""
        return random.choice([row for row in self.entries if row["seq"] <= self.last[row["chain_id"]] - margin])


def value(record: Record) -> tuple[Any, set[int]]:
    """One column of one entry, or a value beside it."""
    row = record.somewhere()
    column = random.choice(("action", "actor_id", "at", "refs", "values"))
    if column == "values":
        record.sql("""UPDATE {Detail} SET "values" = '{{"why":"person"}}' WHERE entry_id = %s""", row["id"])
    elif column == "actor_id":
        record.sql("UPDATE {Entry} SET actor_id = organisation_id WHERE id = %s", row["id"])
    elif column == "at":
        record.sql("UPDATE {Entry} SET at = '2026-01-01 00:00:00+00:00' WHERE id = %s", row["id"])
    elif column == "refs":
        record.sql("UPDATE {Entry} SET refs = '[]' WHERE id = %s", row["id"])
    else:
        record.sql("UPDATE {Entry} SET action = 'custody.seen' WHERE id = %s", row["id"])
    return row["chain_id"], {row["seq"]}


def delete(record: Record) -> tuple[Any, set[int]]:
    """One entry in the middle or at the beginning."""
    row = record.somewhere(1)
    record.sql("DELETE FROM {Detail} WHERE entry_id = %s", row["id"])
    record.sql("DELETE FROM {Entry} WHERE id = %s", row["id"])
    return row["chain_id"], {row["seq"], row["seq"] + 1}


def insert(record: Record) -> tuple[Any, set[int]]:
    """One entry more at the end, its own digest right, the head moved along; but it follows the wrong one."""
    row = record.somewhere()
    _copied(record, row["id"], row["chain_id"], record.last[row["chain_id"]] + 1, genuine=True)
    return row["chain_id"], {record.last[row["chain_id"]] + 1, record.last[row["chain_id"]]}


def clone(record: Record) -> tuple[Any, set[int]]:
    """An entry of one thing stands at the end of another's chain as well."""
    row, other = record.somewhere(), record.somewhere()
    _copied(record, row["id"], other["chain_id"], record.last[other["chain_id"]] + 1, genuine=False)
    return other["chain_id"], {record.last[other["chain_id"]] + 1, record.last[other["chain_id"]]}


def _copied(record: Record, source: Any, chain: Any, seq: int, *, genuine: bool) -> None:
    from tsukisoi.journal.actions import linked
    from tsukisoi.journal.chain import entry_digest
    from tsukisoi.journal.models import Entry
    from tsukisoi.tenancy.ids import new_id

    made = Entry.objects.get(pk=source)
    made.pk, made.chain_id, made.seq = new_id(), chain, seq
    if genuine:
        made.digest = entry_digest(linked(made))
        record.sql("UPDATE {Head} SET seq = %s, digest = %s WHERE chain_id = %s", seq, made.digest, chain)
    Entry.objects.bulk_create([made])


def swap(record: Record) -> tuple[Any, set[int]]:
    """What two entries of a chain say changes places."""
    row = record.somewhere(1)
    pair = [
        one
        for one in record.entries
        if one["chain_id"] == row["chain_id"] and one["seq"] in (row["seq"], row["seq"] + 1)
    ]
    record.sql("UPDATE {Entry} SET seq = 9999 WHERE id = %s", pair[0]["id"])
    record.sql("UPDATE {Entry} SET seq = %s WHERE id = %s", row["seq"], pair[1]["id"])
    record.sql("UPDATE {Entry} SET seq = %s WHERE id = %s", row["seq"] + 1, pair[0]["id"])
    return row["chain_id"], {row["seq"]}


def truncate(record: Record) -> tuple[Any, set[int]]:
    """The end of a chain is cut off and its head set back: the seal still knows."""
    row = record.somewhere(1)
    _cut(record, row)
    return row["chain_id"], {row["seq"], row["seq"] + 1, record.last[row["chain_id"]]}


def _cut(record: Record, row: Any) -> None:
    from tsukisoi.journal.models import Entry

    kept = Entry.objects.get(pk=row["id"])
    record.sql(
        "DELETE FROM {Detail} WHERE entry_id IN (SELECT id FROM {Entry} WHERE chain_id = %s AND seq > %s)",
        row["chain_id"], row["seq"],
    )  # fmt: skip
    record.sql("DELETE FROM {Entry} WHERE chain_id = %s AND seq > %s", row["chain_id"], row["seq"])
    record.sql(
        "UPDATE {Head} SET seq = %s, digest = %s, sealed = 0 WHERE chain_id = %s",
        row["seq"],
        kept.digest,
        row["chain_id"],
    )


def thorough(record: Record) -> tuple[Any, set[int]]:
    """The end is cut off, the head set back and every seal made anew: only the head on paper still knows."""
    from tsukisoi.journal.actions import seal_organisation

    row = record.somewhere(1)
    _cut(record, row)
    record.sql("DELETE FROM {Seal}")
    record.sql("UPDATE {Head} SET sealed = 0")
    seal_organisation(record.organisation)
    return row["chain_id"], set()


KINDS: dict[str, Callable[[Record], tuple[Any, set[int]]]] = {
    "value": value, "delete": delete, "insert": insert, "swap": swap, "clone": clone, "truncate": truncate,
    "thorough": thorough,
}  # fmt: skip


def tried(record: Record, kind: str, paper: str) -> tuple[bool, bool, bool]:
    """(reported by us, with the first bad row; reported by the independent verifier; quiet without the paper)."""
    from django.db import transaction

    from tsukisoi.custody import export, verify_ledger
    from tsukisoi.journal.verify import verify
    from tsukisoi.tenancy import fences

    owner = str(record.organisation)
    with transaction.atomic():
        fences.lower()
        chain, seqs = KINDS[kind](record)
        report = verify(owner, paper)
        quiet = verify(owner).sound
        rows: dict[str, list[dict[str, Any]]] = {"entry": [], "head": [], "seal": [], "detail": []}
        for line in export.lines(owner):
            row = json.loads(line)
            rows[row["row"]].append(row)
        others = verify_ledger.verify(rows, paper)
        transaction.set_rollback(True)
    named = any(fault.chain_id == str(chain) and fault.seq in seqs for fault in report.faults)
    ours = (report.found_kept is False) if kind == "thorough" else (named and not report.sound)
    theirs = bool(others) and (kind == "thorough" or any(str(chain) in fault for fault in others))
    return ours, theirs, quiet


def run() -> int:
    """0 where all were reported by both."""
    from bench._custody import home_with_cards
    from django.db import connection
    from django_scopes import scope

    from tsukisoi.custody import actions
    from tsukisoi.journal.actions import seal_organisation
    from tsukisoi.journal.verify import verify

    random.seed(SEED)
    viewers, items = home_with_cards(30)
    head = viewers[0]
    with scope(organisation=head.organisation):
        for item in items:
            for _ in range(random.randrange(2, 6)):
                out = actions.hand_out(head, item.pk, why="visit", where="みどり医院")
                actions.take_back(head, out.pk)
        paper = seal_organisation(head.organisation).digest
        clean = verify(str(head.organisation), paper)
        record, began = Record(head.organisation), time.monotonic()
        ours, theirs, quiet, tries = Counter[str](), Counter[str](), 0, Counter[str]()
        for n in range(TAMPERINGS):
            kind = list(KINDS)[n % len(KINDS)]
            us, them, unseen = tried(record, kind, paper)
            tries[kind] += 1
            ours[kind] += us
            theirs[kind] += them
            quiet += unseen
            if not (us and them):
                print(json.dumps({"trial": "tamper", "missed": kind, "ours": us, "theirs": them}), flush=True)
        after = verify(str(head.organisation), paper)
    print(json.dumps({
        "trial": "tamper", "engine": connection.vendor, "tamperings": TAMPERINGS, "entries": clean.entries,
        "reported_with_first_bad_row": sum(ours.values()), "reported_by_the_independent_verifier": sum(theirs.values()),
        "by_kind": {kind: f"{ours[kind]}/{tries[kind]}" for kind in KINDS}, "seen_only_with_the_head_on_paper": quiet,
        "sound_before_and_after": clean.sound and after.sound, "seconds": round(time.monotonic() - began, 1),
    }), flush=True)  # fmt: skip
    whole = sum(ours.values()) == sum(theirs.values()) == TAMPERINGS
    return int(not (whole and clean.sound and after.sound))


def main() -> int:
    """A database of its own."""
    from bench._house import set_up

    with tempfile.TemporaryDirectory(prefix="tsukisoi-tamper-") as folder:
        set_up(folder)
        return run()


if __name__ == "__main__":
    sys.exit(main())
