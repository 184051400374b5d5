"""Every template and style sheet of the project keeps to the content security policy and to the house's habits."""

import re
from pathlib import Path

import pytest

import tsukisoi

SOURCE = Path(tsukisoi.__file__).parent if tsukisoi.__file__ else Path(tsukisoi.__path__[0])
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style[\s>]", re.I),
    "inline script": re.compile(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']|\bhx-on\b|javascript:", re.I),
    "foreign address": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.I),
    "evaluated htmx": re.compile(r"hx-(?:vals|headers)\s*=\s*[\"']js:", re.I),
}
ALLOWED_ABROAD = re.compile(r"<a\s[^>]*>", re.I)  # a link that a person follows may lead abroad


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SOURCE).as_posix())
@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_nothing_inline(path: Path, what: str) -> None:
    text = path.read_text("utf-8")
    if what == "foreign address":
        text = ALLOWED_ABROAD.sub("", text)
    found = FORBIDDEN[what].search(text)
    assert found is None, f"{what}: {found and found.group(0)}"


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("name", ["ui.js", "labels.js"])
def test_our_script_keeps_nothing_in_the_browser(name: str) -> None:
    text = (SOURCE / "ui" / "static" / "ui" / name).read_text("utf-8")
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|innerHTML|eval\(", text)


def test_style_sheet_is_whole() -> None:
    text = (SOURCE / "ui" / "static" / "ui" / "ui.css").read_text("utf-8")
    assert text.count("{") == text.count("}")
    known = set(re.findall(r"(--[a-z0-9-]+)\s*:", text + (SOURCE / "ui/static/ui/tokens.css").read_text("utf-8")))
    assert set(re.findall(r"var\((--[a-z0-9-]+)\)", text)) <= known
