"""Compiles the translations that are newer than what was compiled. Needs no gettext on the machine.

The screens' own language is Japanese, and a sentence that no catalogue holds is looked for in three of them each time
it is shown. So the Japanese get one too, in which every sentence is itself.
"""

from pathlib import Path

import polib

ROOMS = Path(__file__).resolve().parent.parent


def stale(folder: Path) -> list[Path]:
    """The .po files under `folder` of which a .mo is missing or older: the translation's, or the Japanese one's."""
    found = sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po"))
    return [po for po in found if any(not _is_newer(mo, po) for mo in (po.with_suffix(".mo"), _own(po)))]


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _own(po: Path) -> Path:
    """Where the Japanese catalogue stands that comes of this one."""
    return po.parents[2] / "ja" / po.parent.name / po.with_suffix(".mo").name


def compile_stale(folder: Path = ROOMS) -> int:
    """Compile them; how many there were."""
    files = stale(folder)
    for po in files:
        told = polib.pofile(str(po))
        told.save_as_mofile(str(po.with_suffix(".mo")))
        own = _own(po)
        own.parent.mkdir(parents=True, exist_ok=True)
        as_written(told).save_as_mofile(str(own))
    return len(files)


def as_written(told: polib.POFile) -> polib.POFile:
    """Every sentence as the translation of itself; those that are counted stay out, so that nothing is chosen anew."""
    same = polib.POFile()
    same.metadata = {
        "Language": "ja", "Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;",
    }  # fmt: skip  # the same plurals as the framework's own catalogue: then the two are one
    same.extend(
        polib.POEntry(msgctxt=one.msgctxt, msgid=one.msgid, msgstr=one.msgid) for one in told if not one.msgid_plural
    )
    return same


if __name__ == "__main__":
    compile_stale()
