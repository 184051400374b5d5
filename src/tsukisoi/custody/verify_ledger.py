#!/usr/bin/env python3
"""Verifies an exported record (ledger.jsonl) without the program that wrote it: one file, the standard library only.

usage: python3 verify_ledger.py ledger.jsonl [--head HEX]

Every entry holds the digest of the entry before it in its chain, every seal the digest of all chains at its moment.
HEX is a seal kept on paper (32 signs or more): only with it does a record show that was cut off and sealed anew.
Ends with 0 where everything fits, 1 where the record was altered, 2 where the file cannot be read.
"""

import hashlib
import json
import sys

LINKED = (
    "organisation", "chain_kind", "chain_id", "seq", "at", "occurred_at", "actor_id", "action", "fields", "refs",
    "corrects", "detail_digest", "previous",
)  # fmt: skip


def digest_of(content: object) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read(path: str) -> dict[str, list[dict]]:  # type: ignore[type-arg]
    """The rows of the file by their kind."""
    found: dict[str, list[dict]] = {"entry": [], "head": [], "seal": [], "detail": []}  # type: ignore[type-arg]
    with open(path, encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            found[row["row"]].append(row)
    return found


def chain_of(row: dict) -> tuple[str, str, str]:  # type: ignore[type-arg]
    """Which chain a row belongs to."""
    return row["organisation"], row["chain_kind"], row["chain_id"]


def verify(rows: dict[str, list[dict]], kept: str = "") -> list[str]:  # type: ignore[type-arg]
    """Every fault in words, the first of each chain; empty where everything fits."""
    faults, ends, digests = chains(rows["entry"])
    faults += heads(rows["head"], ends, {fault.split(":")[0] for fault in faults})
    faults += seals(rows["seal"], digests, kept)
    faults += details(rows["detail"], rows["entry"])
    return faults


def chains(entries: list[dict]) -> tuple[list[str], dict, dict]:  # type: ignore[type-arg]
    """Follow every chain: faults, where each ends, and the digest of every entry."""
    faults: list[str] = []
    ends: dict[tuple[str, str, str], tuple[int, str]] = {}
    digests: dict[tuple[str, str, str, int], str] = {}
    broken: set[tuple[str, str, str]] = set()
    for row in sorted(entries, key=lambda row: (*chain_of(row), row["seq"])):
        key = chain_of(row)
        seq, before = ends.get(key, (0, ""))
        what = ""
        if row["seq"] != seq + 1:
            what = "an entry before this one is missing, or it stands twice"
        elif row["previous"] != before:
            what = "does not follow the entry before"
        elif digest_of([row[name] for name in LINKED]) != row["digest"]:
            what = "was altered"
        if what and key not in broken:
            broken.add(key)
            faults.append(f"{named(key)}: entry {row['seq']} {what}")
        ends[key] = (row["seq"], row["digest"])
        digests[(*key, row["seq"])] = row["digest"]
    return faults, ends, digests


def heads(found: list[dict], ends: dict, told: set[str]) -> list[str]:  # type: ignore[type-arg]
    """Every chain ends where its head says."""
    faults, left = [], dict(ends)
    for row in found:
        key = chain_of(row)
        if left.pop(key, (0, "")) != (row["seq"], row["digest"]) and named(key) not in told:
            faults.append(f"{named(key)}: ends elsewhere than its head says (entry {row['seq']})")
    return faults + [f"{named(key)}: has no head" for key in left if named(key) not in told]


def seals(found: list[dict], digests: dict, kept: str) -> list[str]:  # type: ignore[type-arg]
    """Seals follow each other, their roots can be reckoned again, and what they sealed is still so."""
    faults, known, seq, before, seen = [], {}, 0, "", not kept
    for row in sorted(found, key=lambda row: row["seq"]):
        known.update({(kind, id): (to, head) for kind, id, to, head in row["changed"]})
        root = digest_of(sorted([kind, id, to, head] for (kind, id), (to, head) in known.items()))
        own = digest_of([row["organisation"], row["seq"], row["at"], row["root"], row["previous"]])
        if (row["seq"], row["previous"], row["root"], row["digest"]) != (seq + 1, before, root, own):
            faults.append(f"seal {row['seq']}: was altered, or one before it is missing")
            break
        for kind, id, to, head in row["changed"]:
            if digests.get((row["organisation"], kind, id, to)) != head:
                faults.append(f"{kind} {id}: entry {to} is not what seal {row['seq']} sealed")
        seq, before = row["seq"], row["digest"]
        seen = seen or before.startswith(kept)
    if not seen:
        faults.append("the seal handed in is not in this record: its end was cut off, or it is another record")
    return faults


def details(found: list[dict], entries: list[dict]) -> list[str]:  # type: ignore[type-arg]
    """Values that are still kept are those that were written."""
    promised = {(*chain_of(row), row["seq"]): row["detail_digest"] for row in entries}
    return [
        f"{named(chain_of(row))}: a value of entry {row['seq']} was altered"
        for row in found
        if digest_of([row["salt"], row["values"]]) != promised.get((*chain_of(row), row["seq"]))
    ]


def named(key: tuple[str, str, str]) -> str:
    """A chain in words."""
    return f"{key[1]} {key[2]}"


def main(words: list[str]) -> int:
    """0: everything fits; 1: altered; 2: cannot be read."""
    kept = ""
    if "--head" in words:
        at = words.index("--head")
        kept = "".join("".join(words[at + 1 :]).split()).replace("-", "").lower()
        words = words[:at]
    if len(words) != 1 or (kept and (not 32 <= len(kept) <= 64 or set(kept) - set("0123456789abcdef"))):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        rows = read(words[0])
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    faults = verify(rows, kept)
    print(f"{len(rows['entry'])} entries, {len(rows['seal'])} seals, {len(rows['detail'])} values")
    for fault in faults:
        print(f"x {fault}")
    print("altered" if faults else "everything fits")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
