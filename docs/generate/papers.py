"""Every sheet the program prints."""

import os
import sys
import tempfile
from collections.abc import Iterator

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
os.environ["TSUKISOI_DATA"] = tempfile.mkdtemp(prefix="tsukisoi-docs-")
django.setup()

from tsukisoi.cases.forms import PERSONAL  # noqa: E402
from tsukisoi.cases.sheets import NAMES  # noqa: E402


def lines() -> Iterator[str]:
    """The page."""
    yield "# 紙 — papers\n\n生成されたページです（`make docs`）。番号とQRから、いまも正しいかがわかります。\n"
    yield "| コード | なまえ | だれの |\n|---|---|---|"
    yield from (f"| `{code}` | {name} | {'一人ずつ' if code in PERSONAL else '施設'} |" for code, name in NAMES.items())


sys.stdout.write("\n".join(lines()) + "\n")
