"""The generated pages of docs/ say what the program says today, and every page of the documents is reachable."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCRIPTS = sorted(path for path in (DOCS / "generate").glob("*.py") if not path.name.startswith("_"))
LINK = re.compile(r"\]\(([^)#\s]+)")


def _script(path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module under a name of its own (there is a `settings` and a `rules` elsewhere)."""
    monkeypatch.syspath_prepend(str(path.parent))
    spec = importlib.util.spec_from_file_location(f"docs_generate_{path.stem.replace('-', '_')}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_page_is_up_to_date(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with translation.override("ja"):
        written = _script(script, monkeypatch).write()
    page = DOCS / "reference" / f"{script.stem}.md"
    assert page.read_text("utf-8") == written, f"{page.name} is old: make docs"


def test_every_generated_page_has_its_script() -> None:
    pages = {path.stem for path in (DOCS / "reference").glob("*.md")} - {"README"}
    assert pages == {path.stem for path in SCRIPTS}


@pytest.mark.parametrize("folder", ["reference", "howto", "explanation"])
def test_the_index_leads_to_every_page(folder: str) -> None:
    linked = set(LINK.findall((DOCS / folder / "README.md").read_text("utf-8")))
    assert {path.name for path in (DOCS / folder).glob("*.md")} - {"README.md"} <= linked


def test_a_setting_that_no_page_tells_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    page = _script(DOCS / "generate" / "settings.py", monkeypatch)
    monkeypatch.setattr(page, "read_by_the_program", lambda: page.told() | {"TSUKISOI_NEW"})
    with pytest.raises(LookupError, match="TSUKISOI_NEW"):
        page.write()
