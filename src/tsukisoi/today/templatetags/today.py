"""The lines of the first page: hundreds with their names, so they are put together here and not by a template."""

from functools import cache

from django import template
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from tsukisoi.residents.queries import Person
from tsukisoi.today.lines import Entry, Link, Named, Section
from tsukisoi.ui.addresses import address
from tsukisoi.ui.templatetags.ui import basis, days_left, state

register = template.Library()


class _Words:
    """What is written alike on many lines, in the language of the page: looked up and put together once for them."""

    def __init__(self) -> None:
        self.room = f'<span class="due__room">{escape(gettext("%(room)s号室"))}</span>'
        self.name = escape(gettext("%(name)s さん"))
        self.left = cache(days_left)
        self.basis = cache(lambda cites, confirm: basis(cites, None, confirm))


@register.simple_tag
def lines_of(section: Section, main: bool = False) -> SafeString:
    """One <li> a line: how long it can wait, whose it is, why, from where, and its button; names folded in.

    `main`: the first button is the one thing to do.
    """
    called = _Words()
    made = (
        (_state(e, called), _who(e, called), _what(e), called.basis((*e.line.cites,), e.line.confirm),
         _folded(e, called), _on_paper(e), _button(e.button, main and not number))
        for number, e in enumerate(section.entries)
    )  # fmt: skip
    return format_html_join("", _LINE, made)


_LINE = '<li class="due">{}<div><h3 class="due__who">{}</h3>{}{}{}{}</div>{}</li>'


@register.simple_tag
def lines_on_paper(section: Section) -> SafeString:
    """The same in short, for paper, where nothing can be folded open."""
    called = _Words()
    return format_html_join(
        "", "<li>{}{}{}</li>", ((_day(e, called), _who(e, called), _on_paper(e)) for e in section.entries)
    )


def _state(entry: Entry, called: _Words) -> SafeString:
    line = entry.line
    return state(line.when.state, line.said or (called.left(line.due) if line.due else line.when.words))


def _day(entry: Entry, called: _Words) -> str:
    return f"{called.left(entry.line.due)}　" if entry.line.due else ""


def _who(entry: Entry, called: _Words) -> str:
    """Whose line it is, or how many stand inside."""
    person, n = entry.line.resident, entry.count
    if entry.inside:
        many = ngettext("%(n)s人", "%(n)s人", n) if person else ngettext("%(n)s件", "%(n)s件", n)
        return f"{entry.title}　{many % {'n': n}}"
    return format_html("{}{}", _person(person, called), entry.title) if person else entry.title


def _person(person: Person, called: _Words) -> SafeString:
    room = called.room % {"room": escape(person.room)} if person.room else ""
    name = called.name % {"name": escape(person.name)}
    where = address("cases:person", person.pk)
    return mark_safe(f'{room}<a href="{where}">{name}</a>　')  # noqa: S308  # escaped just above


def _what(entry: Entry) -> str:
    return format_html('<p class="due__what">{}</p>', entry.what) if entry.what else ""


def _folded(entry: Entry, called: _Words) -> str:
    """The names of a line of many, each with how long there is time and the reason where they differ."""
    if not entry.inside:
        return ""
    names = format_html_join(
        "", "<li>{}{}{}</li>", ((_name(n), _after(called.left(n.due)), _after(n.reason)) for n in entry.names)
    )
    more = format_html("<li>{}</li>", _more(entry)) if entry.more else ""
    return format_html(
        '<details class="screen-only"><summary>{}</summary><ul class="bullets">{}{}</ul></details>',
        gettext("名前を見る"), names, more,
    )  # fmt: skip


def _on_paper(entry: Entry) -> str:
    """The names one after another."""
    if not entry.inside:
        return ""
    comma = gettext("、")
    names = comma.join(conditional_escape(n.name.replace("　", " ", 1)) for n in entry.names)
    more = comma + conditional_escape(_more(entry)) if entry.more else ""
    return mark_safe(f'<p class="print-only">{names}{more}</p>')  # noqa: S308  # escaped just above


def _more(entry: Entry) -> str:
    return ngettext("ほか %(n)s件", "ほか %(n)s件", entry.more) % {"n": entry.more}


def _button(link: Link, main: bool) -> str:
    kind = "button button--primary" if main else "button"
    return format_html('<a class="{}" href="{}">{}</a>', kind, link.url, link.words) if link.url else ""


def _name(named: Named) -> str:
    return format_html('<a href="{}">{}</a>', named.url, named.name) if named.url else named.name


def _after(words: str) -> str:
    return f"　{words}" if words else ""
