"""What offices do otherwise, laid over the rules of a day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from tebiki.book import Overlay, book, editions
from tebiki.exchange import LOCAL
from tebiki.sources import sources
from tebiki.table import FaultyTable
from tebiki.words import vocabulary
from tsukisoi.municipalities import queries
from tsukisoi.municipalities.models import Difference, Office
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

_SHADED = "an earlier row always comes first"


def overlay_of(level: str, name: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> Overlay:
    """An overlay from (table, changed row) pairs."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows:
        grouped.setdefault(table, []).append(row)
    return Overlay(level, name, tuple((table, tuple(found)) for table, found in grouped.items()))


def overlays(viewer: Viewer, office: Office | None, without: UUID | None = None) -> list[Overlay]:
    """What this office, and above it the house itself, do otherwise than the national default; empty for nothing.

    Of one row the house's own word counts. A change that the rules of today have outgrown is left out (`outgrown`
    says so on the office's page), so that no edition of the rules can make a page fail. `without`: the id of a change
    to leave out, to see what it does.
    """
    said: set[tuple[str, str]] = set()
    found = []
    for place in (*queries.own_rules(viewer), *([office] if office else [])):
        every = [row for row in queries.changed_rows(viewer, place) if row.pk != without and _stands(row)]
        rows = [row for row in every if (row.table, row.key) not in said]
        said |= {(row.table, row.key) for row in every}
        if rows:
            found.append(overlay_of(place.kind, place.name, [(row.table, _as_laid(place, row)) for row in rows]))
    return found[::-1]


def _as_laid(place: Office, row: Difference) -> dict[str, Any]:
    """The change with whoever said it, and when, where a page shows its source."""
    change = dict(row.value or {})
    if change.get("source") == LOCAL:
        change["place"] = f"{place.name}：{row.source}（{row.checked_on.isoformat()}）"
    return change


def _stands(row: Difference) -> bool:
    """Can it be laid over the rules of today?"""
    table = book(today()).tables.get(row.table)
    if table is None or not _is_sound(row.key, row.value):
        return False
    removes = bool((row.value or {}).get("remove"))
    if any(line.name == row.key for line in table.rows):
        return True
    if table.otherwise is not None and row.key == table.otherwise.name:
        return not removes
    return not removes and not was_national(row.table, row.key)


def _is_sound(key: str, value: Any) -> bool:
    if not isinstance(value, dict) or value.get("row") != key:
        return False
    known = vocabulary().by_name
    words = (*value.get("when", ()), *value.get("unless", ()))
    return bool(value.get("remove")) or (value.get("source") in sources() and all(word in known for word in words))


def was_national(table: str, row: str) -> bool:
    return any(line.name == row for edition in editions().get(table, ()) for line in edition.every_row())


def outgrown(row: Difference) -> str:
    """Why a change has to be looked at again because the national rules changed; empty where they did not."""
    if not _stands(row):
        return gettext("いまの規則にこの行はないので、使っていません。")
    if row.checked_on < book(today())[row.table].since:
        return gettext("確かめたあとで、全国の決まりが変わりました。")
    return ""


def fits(overlay: Overlay, as_of: date) -> None:
    """Raises ValidationError naming the fault when the overlay cannot be laid over the rules of that day.

    Laid over, no row may be without effect for ever, and nobody may be left without an answer.
    """
    try:
        plain, laid = book(as_of), book(as_of, [overlay])
        for name, rows in overlay.changes:
            new = [fault for fault in laid[name].faults() if fault not in set(plain[name].faults())]
            if any(not fault.endswith(_SHADED) for fault in new) or (new and _for_everybody(rows)):
                told = gettext("この行があると、ほかの行がはたらかなくなります。条件を選びなおしてください。")
                raise ValidationError(told, code="overlay")
    except (FaultyTable, LookupError, TypeError) as error:
        raise ValidationError(
            gettext("この表に置けない行です（%(why)s）。"), params={"why": str(error)}, code="overlay"
        ) from None


def _for_everybody(rows: Iterable[Mapping[str, Any]]) -> bool:
    return any(not row.get("remove") and not row.get("when") and not row.get("unless") for row in rows)
