"""The settings, in a data folder made for this run alone: a test never touches the data of whoever runs it.

pytest-django reads settings before any conftest, so this cannot stand there.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path

# Workers of one run (pytest -n) share the folder that the first process made.
os.environ.setdefault("TSUKISOI_TEST_DATA", tempfile.mkdtemp(prefix="tsukisoi-test-"))
os.environ["TSUKISOI_DATA"] = os.environ["TSUKISOI_TEST_DATA"]
os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
(Path(os.environ["TSUKISOI_DATA"]) / "static").mkdir(exist_ok=True)

globals().update(
    {name: value for name, value in vars(import_module("tsukisoi.config.settings")).items() if name.isupper()}
)
