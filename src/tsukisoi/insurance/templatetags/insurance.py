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
_WHOSE = '<tr><td>{}</td><th scope="row"><a href="{}">{}</a></th>'


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
        self.by_what, self.next = cache(self._by_what), cache(self._next)
        self.outgrown = format_html("<br>{}", state("soon", gettext("75歳：保険の記録を直す")))
        self.ask = format_html("<br><small>◇ {}</small>", gettext("保険者に確認"))

    def row(self, one: Standing, address: Sequence[str]) -> str:
        """One person."""
        before, after = address
        whose = format_html(_WHOSE, one.person.room, f"{before}{one.person.pk}{after}", one.person.name)
        face_auth = one.best is not None and one.best.code == CARD and one.card.mode == "face_auth"
        by_what = self.by_what(one.best.words, one.best.place, face_auth) if one.best else NOTHING
        cells = self.state(one.mark, one.state_words), by_what, self.day(one.until), self._what_next(one)
        return f"{whose}<td>{'</td><td>'.join(cells)}</td></tr>"

    def _by_what(self, words: str, place: str, face_auth: bool) -> SafeString:
        told = conditional_escape(words)
        if face_auth:
            told += format_html("<br><small>{}</small>", gettext("顔認証"))
        return told + format_html("<br><small>{}</small>", place) if place else told

    def _what_next(self, one: Standing) -> SafeString | str:
        if not one.next.code and one.next.by == one.until and not one.outgrown:
            return NOTHING  # its last day stands in the row already
        return self.next(one.next.words, one.next.by, one.next.whom, one.outgrown, one.state == "gap" and one.confirm)

    def _next(self, words: str, by: date | None, whom: str, outgrown: bool, ask: bool) -> SafeString:
        told = conditional_escape(words)
        if words and by:
            told += format_html("<br><small>{}{}</small>", self.day(by), _after(whom))
        if outgrown:
            told += self.outgrown
        return told + self.ask if ask else told


def _after(words: str) -> str:
    return f"　{words}" if words else ""
