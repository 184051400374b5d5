"""The table of what is kept: purpose, basis, and between how many days a house may choose."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `days` counts unless the house chose another number between `least` and `most`."""

    code: str
    title: str
    title_en: str
    purpose: str
    purpose_en: str
    basis: str
    basis_en: str
    counted: str
    counted_en: str
    days: int
    least: int
    most: int

    def said(self, field: str) -> str:
        """A field in the language of the screen."""
        return str(getattr(self, f"{field}_en" if get_language() == "en" else field))


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its code, in the order of the table."""
    told = tomllib.loads((files("tsukisoi.keeping") / "kinds.toml").read_text("utf-8"))
    return {code: Kind(code, **row) for code, row in told.items()}
