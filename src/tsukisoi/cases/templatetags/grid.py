"""The rows of the grid: hundreds of cells, nearly all alike, so they are put together here and not by a template."""

from collections.abc import Callable, Iterable
from functools import cache

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tsukisoi.cases.rows import Cell, Row
from tsukisoi.ui.addresses import address

register = template.Library()


@register.simple_tag
def rows_of(rows: Iterable[Row]) -> SafeString:
    """One <tr> a person: the box to tick, the room, the name, the will, a cell a task, the way and what comes next."""
    drawn = cache(_cell)
    return mark_safe("".join(_row(row, drawn) for row in rows))  # noqa: S308  # each part is escaped where it is made


def _row(row: Row, drawn: Callable[[Cell], str]) -> str:
    person, will = row.resident, row.will
    page, ask = address("cases:person", person.pk), address("cases:will", person.pk)
    name = escape(person.name)
    box = f'<input type="checkbox" name="people" value="{person.pk}" aria-label="{name}">'
    asked = f'<a class="cell state state--{will.state}" href="{ask}">{escape(will.words)}</a>'
    todo = "".join(f'<td class="matrix__todo">{escape(told)}</td>' for told in (row.way_words, row.step.title))
    return (
        f'<tr><td class="matrix__pick">{box}</td><td>{escape(person.room)}</td>'
        f'<th scope="row"><a href="{page}">{name}</a></th><td>{asked}</td>{"".join(map(drawn, row.cells))}{todo}</tr>'
    )


def _cell(cell: Cell) -> str:
    return f'<td><span class="cell state state--{cell.state}">{escape(cell.words)}</span>{_said(cell)}</td>'


def _said(cell: Cell) -> str:
    """By when, and who does it, where somebody said so."""
    until = gettext("%(day)sまで") % {"day": f"{cell.due.month}/{cell.due.day}"} if cell.due else ""
    told = f"{escape(until)} {escape(cell.owner)}"
    return f'<small class="matrix__said">{told}</small>' if cell.owner or cell.due else ""
