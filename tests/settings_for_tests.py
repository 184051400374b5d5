"""The settings, in a data folder made for this run alone: a test never touches the data of whoever runs it.

pytest-django reads settings before any conftest, so this cannot stand there.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

# Workers of one run (pytest -n) share the folder that the first process made.
os.environ.setdefault("TSUKISOI_TEST_DATA", tempfile.mkdtemp(prefix="tsukisoi-test-"))
os.environ["TSUKISOI_DATA"] = os.environ["TSUKISOI_TEST_DATA"]
os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
(Path(os.environ["TSUKISOI_DATA"]) / "static").mkdir(exist_ok=True)

globals().update(
    {name: value for name, value in vars(import_module("tsukisoi.config.settings")).items() if name.isupper()}
)

# Tables made at once from the models, as every step of the migrations would leave them: that the two agree, and that
# every released version comes to them step by step, has tests of its own (tests/ops).
DATABASES: dict[str, Any] = globals()["DATABASES"]
DATABASES["default"]["TEST"] = {**DATABASES["default"].get("TEST", {}), "MIGRATE": False}
