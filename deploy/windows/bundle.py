"""Makes the ZIP for a Windows machine: python deploy/windows/bundle.py OUT.zip

What is tracked and needed to run, and the files of this folder at its top. Nothing is fetched; the same commit gives
the same bytes.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
TAKEN = ("src/", "requirements/app.txt", "pyproject.toml", "LICENSE", "README.md", "README.en.md", "CHANGELOG.md")
SPOKEN = (".bat", ".txt")
"""Files that Windows itself reads: with its own ends of lines."""
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def names() -> list[str]:
    """The tracked files that the bundle takes."""
    words = ["git", "ls-files", "-z"]
    told = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return sorted(name for name in told.split("\0") if name and name.startswith(TAKEN))


def members() -> Iterator[tuple[str, bytes]]:
    """Every file by its name in the ZIP."""
    for path in sorted(HERE.iterdir()):
        if path.suffix in SPOKEN:
            yield path.name, path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    for name in names():
        yield name, (TOP / name).read_bytes()


def main(target: Path) -> int:
    """Write it and say how large it is."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members():
            made.writestr(zipfile.ZipInfo(f"tsukisoi/{name}", FIRST_DAY), content, zipfile.ZIP_DEFLATED)
    sys.stdout.write(f"{target}: {target.stat().st_size:,} bytes — not tried on Windows\n")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
