"""The generated pages of docs/ say what the program says today, and every page of the documents is reachable."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

from tebiki.reading import plan_file

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


def test_every_generated_page_has_its_script(monkeypatch: pytest.MonkeyPatch) -> None:
    note = _script(DOCS / "generate" / "_page.py", monkeypatch).NOTE
    pages = {path.stem for path in (DOCS / "reference").glob("*.md") if note in path.read_text("utf-8")}
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


def test_the_worked_example_is_worked_as_it_says() -> None:
    text = (DOCS / "explanation" / "how-rules-decide.md").read_text("utf-8")
    facts, town = (re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)[0] for kind in ("json", "toml"))
    told = [json.loads(plan_file(facts, None, overlay))[0]["answer"] for overlay in (None, town)]
    needed = [{"difficulty_statement", "difficulty_proof"} & set(answer["delivery_documents"]) for answer in told]
    assert needed == [{"difficulty_statement"}, {"difficulty_proof"}]
    assert [answer["difficulty_proof_needed"] for answer in told] == [False, True]
    rows = [cite for cite in told[1]["because"]["delivery_documents"] if cite["row"] == "aged_75"]
    assert [(row["level"], row["source"]) for row in rows] == [("municipality", "local")]
