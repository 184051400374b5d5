"""The rows of the whole house: hundreds on one page, so they are put together here and not by a template."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tsukisoi.insurance.guidance import Standing
from tsukisoi.insurance.guidance.standing import CARD
from tsukisoi.ui.templatetags.ui import day as told_day
from tsukisoi.ui.templatetags.ui import state

register = template.Library()

NOTHING = "―"
_ROW = '<tr><td>{}</td><th scope="row"><a href="{}">{}</a></th>' + 4 * "<td>{}</td>" + "</tr>"


@register.simple_tag
def house_rows(lines: Sequence[Standing]) -> SafeString:
    """One <tr> a person: room, name, state, by what, where it is, until when, what comes next."""
    if not lines:
        return mark_safe("")
    drawn = _Drawn()
    address = reverse("insurance:person", args=[lines[0].person.pk]).split(str(lines[0].person.pk))
    return mark_safe("".join(drawn.row(line, address) for line in lines))  # noqa: S308  # each was escaped


class _Drawn:
    """What is alike in many rows of one page is drawn once."""

    def __init__(self) -> None:
        self.day = cache(lambda on: told_day(on) if on else NOTHING)
        self.state = cache(lambda mark, words: state(mark, words))
        self.face_auth = format_html("<br><small>{}</small>", gettext("顔認証"))
        self.outgrown = format_html("<br>{}", state("soon", gettext("75歳：保険の記録を直す")))
        self.ask = format_html("<br><small>◇ {}</small>", gettext("保険者に確認"))

    def row(self, one: Standing, address: Sequence[str]) -> str:
        """One person."""
        before, after = address
        return format_html(
            _ROW, one.person.room, f"{before}{one.person.pk}{after}", one.person.name,
            self.state(one.mark, one.state_words), self._by_what(one), self.day(one.until), self._next(one),
        )  # fmt: skip

    def _by_what(self, one: Standing) -> str:
        if one.best is None:
            return NOTHING
        words = conditional_escape(one.best.words)
        if one.best.code == CARD and one.card.mode == "face_auth":
            words += self.face_auth
        return words + format_html("<br><small>{}</small>", one.best.place) if one.best.place else words

    def _next(self, one: Standing) -> str:
        if not one.next.code and one.next.by == one.until and not one.outgrown:
            return NOTHING  # its last day stands in the row already
        told = conditional_escape(one.next.words)
        if one.next.words and one.next.by:
            told += format_html("<br><small>{}{}</small>", self._by(one.next.by), _after(one.next.whom))
        if one.outgrown:
            told += self.outgrown
        return told + self.ask if one.state == "gap" and one.confirm else told

    def _by(self, on: date) -> str:
        return self.day(on)


def _after(words: str) -> str:
    return f"　{words}" if words else ""
