"""Compiles the translations that are newer than what was compiled. Needs no gettext on the machine."""

from pathlib import Path

import polib

ROOMS = Path(__file__).resolve().parent.parent


def stale(folder: Path) -> list[Path]:
    """The .po files under `folder` whose .mo is missing or older."""
    found = sorted(folder.glob("**/locale/*/LC_MESSAGES/*.po"))
    return [po for po in found if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime]


def compile_stale(folder: Path = ROOMS) -> int:
    """Compile them; how many there were."""
    files = stale(folder)
    for po in files:
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
    return len(files)


if __name__ == "__main__":
    compile_stale()
