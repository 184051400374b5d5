"""Which role may do what."""

import os
import sys
import tempfile
from collections.abc import Iterator

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
os.environ["TSUKISOI_DATA"] = tempfile.mkdtemp(prefix="tsukisoi-docs-")
django.setup()

from tsukisoi.staff.models import Role  # noqa: E402
from tsukisoi.staff.permits import ROLES, WORDS  # noqa: E402


def lines() -> Iterator[str]:
    """The page."""
    yield "# できること — rights\n\n生成されたページです（`make docs`）。同じ表が「職員と権限」にあります。\n"
    yield f"| | {' | '.join(str(role.label) for role in Role)} |\n|---|{'---|' * len(Role)}"
    for right, words in WORDS.items():
        marks = " | ".join("○" if right in ROLES[role] else "" for role in Role)
        yield f"| {words}（`{right}`） | {marks} |"


sys.stdout.write("\n".join(lines()) + "\n")
