"""Every Japanese sentence of a screen has its English: compiles every .po and finds what is missing from them.

usage: python bin/checks/words.py [ROOM ...]
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

TOP = Path(__file__).resolve().parents[2]
ROOMS = TOP / "src" / "tsukisoi"
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
XGETTEXT = ("xgettext", "--from-code=UTF-8", "--language=Python", "--output=-")
PLAIN = ("_", "said", "gettext", "gettext_noop", "gettext_lazy", "pgettext:1c,2", "pgettext_lazy:1c,2")
COUNTED = ("ngettext:1,2", "ngettext_lazy:1,2", "npgettext:1c,2,3")

Key = tuple[str | None, str]
"""Context and sentence."""


def used(room: Path, keywords: tuple[str, ...] = (*PLAIN, *COUNTED)) -> dict[Key, str]:
    """The sentences of a room's code and templates, each with the file that says it first."""
    with tempfile.TemporaryDirectory() as folder:
        names = list(_sources(room, Path(folder)))
        if not names:
            return {}
        found = subprocess.run(
            [*XGETTEXT, "--keyword", *(f"--keyword={k}" for k in keywords), *names],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
        ).stdout
    entries = polib.pofile(found) if found else []
    return {(entry.msgctxt, entry.msgid): entry.occurrences[0][0] for entry in entries}


def _sources(room: Path, copies: Path) -> Iterator[str]:
    for path in sorted((*room.glob("**/*.py"), *room.glob("**/templates/**/*.*"))):
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        copy = copies / path.relative_to(ROOMS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text if path.suffix == ".py" else templatize(text, origin=str(path)), "utf-8")
        yield str(path.relative_to(ROOMS))


def faults_of(po: Path) -> Iterator[str]:
    """What is wrong with one file of translations."""
    name = po.relative_to(TOP)
    checked = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", po], capture_output=True, text=True, check=False)
    if checked.returncode:
        yield f"{name}: {checked.stderr.strip()}"
    for entry in polib.pofile(str(po)):
        if entry.obsolete:
            continue
        if entry.fuzzy:
            yield f"{name}: fuzzy: {entry.msgid}"
        elif not entry.translated():
            yield f"{name}: not translated: {entry.msgid}"


def check(only: list[str]) -> list[str]:
    """Every fault, in the order of the rooms."""
    files = sorted(ROOMS.glob("**/locale/en/LC_MESSAGES/*.po"))
    faults = [fault for po in files for fault in faults_of(po)]
    known: dict[Key, str] = {}
    counted: set[Key] = set()
    for po in files:
        for entry in polib.pofile(str(po)):
            if entry.msgid_plural:
                counted.add((entry.msgctxt, entry.msgid))
            if known.setdefault((entry.msgctxt, entry.msgid), entry.msgstr) != entry.msgstr:
                faults.append(f"{po.relative_to(TOP)}: two translations of: {entry.msgid}")
    for room in sorted(path for path in ROOMS.iterdir() if path.is_dir()):
        if not only or room.name in only:
            faults += [
                f"{place}: no English for: {key[1]!r}"
                for key, place in used(room).items()
                if JAPANESE.search(key[1]) and key not in known
            ]
            # An older Python finds no English for it, a newer one says «3 person».
            faults += [
                f"{place}: counted in English, said without a count: {key[1]!r}"
                for key, place in used(room, PLAIN).items()
                if key in counted
            ]
    return faults


if __name__ == "__main__":
    settings.configure()
    found = check(sys.argv[1:])
    print(*found, f"words: {len(found)} faults", sep="\n")
    sys.exit(bool(found))
