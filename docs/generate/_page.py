"""What every generated page shares: the note at its head, and tables of Markdown."""

import sys
from collections.abc import Iterable, Sequence

NOTE = "<!-- このページはプログラムから作られています。直すときは docs/generate を見てください（make docs）。 -->"


def page(title: str, *parts: str) -> str:
    """A page: its title, the note, and its parts with a blank line between."""
    return "\n\n".join((f"# {title}", NOTE, *(part.strip("\n") for part in parts if part))) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; a cell may hold several lines and any character."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join([*lines, *("| " + " | ".join(map(_cell, row)) + " |" for row in rows)])


def _cell(value: object) -> str:
    text = str(value).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", "<br>")
    return text or " "


def code(value: object) -> str:
    """As the program spells it; nothing for nothing."""
    return f"`{value}`" if value else ""


def show(text: str) -> None:
    """Hand the page to whoever ran the script."""
    sys.stdout.write(text)
