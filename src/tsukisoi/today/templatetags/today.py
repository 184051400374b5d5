"""The names inside a folded line: hundreds on one page, so they are put together here and not by a template."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from tsukisoi.today.lines import Entry, Named
from tsukisoi.ui.templatetags.ui import days_left

register = template.Library()


@register.simple_tag
def names_inside(entry: Entry) -> SafeString:
    """One <li> a name, with how long there is time and the reason where they differ."""
    return format_html_join(
        "", "<li>{}{}{}</li>", ((_name(n), _after(days_left(n.due)), _after(n.reason)) for n in entry.names)
    )


@register.simple_tag
def names_in_a_row(entry: Entry) -> SafeString:
    """The names one after another, for paper."""
    return format_html_join(gettext("、"), "{}", ((n.name.replace("　", " ", 1),) for n in entry.names))


def _name(named: Named) -> str:
    return format_html('<a href="{}">{}</a>', named.url, named.name) if named.url else named.name


def _after(words: str) -> str:
    return f"　{words}" if words else ""
