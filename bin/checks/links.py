"""Every link of a document to another file of this project leads somewhere, and so does its heading."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

TOP = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
IMAGE = re.compile(r"<(?:img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)


@cache
def anchors(page: Path) -> frozenset[str]:
    """The names a link may end in: headings as GitHub spells them."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    titles = [re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", title) for title in HEADING.findall(text)]
    names = [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]
    return frozenset(f"{name}-{i}" if i else name for n, name in enumerate(names) for i in [names[:n].count(name)])


def faults_of(page: Path) -> Iterator[str]:
    """The links of one page that lead nowhere."""
    text = CODE.sub("", page.read_text("utf-8"))
    for link in (*LINK.findall(text), *IMAGE.findall(text)):
        if re.match(r"[a-z][a-z0-9+.-]*:|//", link):
            continue
        path, _, heading = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or not target.is_relative_to(TOP):
            yield f"{page.relative_to(TOP)}: no such file: {link}"
        elif heading and target.suffix == ".md" and heading not in anchors(target):
            yield f"{page.relative_to(TOP)}: no such heading: {link}"


def check() -> list[str]:
    """Every fault in every page that git knows."""
    listed = subprocess.run(["git", "ls-files", "*.md"], capture_output=True, text=True, check=True, cwd=TOP).stdout
    pages = [TOP / name for name in listed.splitlines() if (TOP / name).exists()]
    return [fault for page in pages for fault in faults_of(page)]


if __name__ == "__main__":
    found = check()
    print(*found, f"links: {len(found)} faults", sep="\n")
    sys.exit(bool(found))
