"""What every generated page shares: the note at its head, tables of Markdown, and a Django that touches no data."""

import os
import tempfile
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


def django_in_japanese() -> None:
    """Set Django up where nobody did: over an empty folder for the moment, so that a page of words makes no data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
    if "TSUKISOI_DATA" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="tsukisoi-docs-")
        os.environ["TSUKISOI_DATA"] = folder.name
        _KEPT.append(folder)
    import django
    from django.utils import translation

    django.setup()
    translation.activate("ja")


_KEPT: list[object] = []
