"""The lines of the first page: hundreds with their names, so they are put together here and not by a template.

What is put in is plain text and is escaped where it is put in; what comes out is a piece of the page.
"""

from functools import cache
from html import escape

from django import template
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
        self.show, self.comma = escape(gettext("名前を見る")), gettext("、")
        self.left, self.state = cache(days_left), cache(state)
        self.basis = cache(lambda cites, confirm: basis(cites, None, confirm))


@register.simple_tag
def lines_of(section: Section, main: bool = False) -> SafeString:
    """One <li> a line: how long it can wait, whose it is, why, from where, and its button; names folded in.

    `main`: the first button is the one thing to do.
    """
    called = _Words()
    made = "".join(_line(e, called, main and not number) for number, e in enumerate(section.entries))
    return mark_safe(made)  # noqa: S308  # escaped where it is put in


def _line(entry: Entry, called: _Words, main: bool) -> str:
    return (
        f'<li class="due">{_state(entry, called)}<div><h3 class="due__who">{_who(entry, called)}</h3>{_what(entry)}'
        f"{called.basis((*entry.line.cites,), entry.line.confirm)}{_folded(entry, called)}{_on_paper(entry, called)}"
        f"</div>{_button(entry.button, main)}</li>"
    )


@register.simple_tag
def lines_on_paper(section: Section) -> SafeString:
    """The same in short, for paper, where nothing can be folded open."""
    called = _Words()
    made = (f"<li>{_day(e, called)}{_who(e, called)}{_on_paper(e, called)}</li>" for e in section.entries)
    return mark_safe("".join(made))  # noqa: S308  # escaped where it is put in


def _state(entry: Entry, called: _Words) -> str:
    line = entry.line
    return called.state(line.when.state, line.said or (called.left(line.due) if line.due else line.when.words))


def _day(entry: Entry, called: _Words) -> str:
    return f"{escape(called.left(entry.line.due))}　" if entry.line.due else ""


def _who(entry: Entry, called: _Words) -> str:
    """Whose line it is, or how many stand inside."""
    person, n = entry.line.resident, entry.count
    if entry.inside:
        many = ngettext("%(n)s人", "%(n)s人", n) if person else ngettext("%(n)s件", "%(n)s件", n)
        return escape(f"{entry.title}　{many % {'n': n}}")
    return f"{_person(person, called)}{escape(entry.title)}" if person else escape(entry.title)


def _person(person: Person, called: _Words) -> str:
    room = called.room % {"room": escape(person.room)} if person.room else ""
    return f'{room}<a href="{address("cases:person", person.pk)}">{called.name % {"name": escape(person.name)}}</a>　'


def _what(entry: Entry) -> str:
    return f'<p class="due__what">{escape(entry.what)}</p>' if entry.what else ""


def _folded(entry: Entry, called: _Words) -> str:
    """The names of a line of many, each with how long there is time and the reason where they differ."""
    if not entry.inside:
        return ""
    names = "".join(f"<li>{_name(n)}{_after(called.left(n.due))}{_after(n.reason)}</li>" for n in entry.names)
    more = f"<li>{escape(_more(entry))}</li>" if entry.more else ""
    return (
        f'<details class="screen-only"><summary>{called.show}</summary><ul class="bullets">{names}{more}</ul></details>'
    )


def _on_paper(entry: Entry, called: _Words) -> str:
    """The names one after another."""
    if not entry.inside:
        return ""
    names = [n.name.replace("　", " ", 1) for n in entry.names]
    told = called.comma.join([*names, _more(entry)] if entry.more else names)
    return f'<p class="print-only">{escape(told)}</p>'


def _more(entry: Entry) -> str:
    return ngettext("ほか %(n)s件", "ほか %(n)s件", entry.more) % {"n": entry.more}


def _button(link: Link, main: bool) -> str:
    kind = "button button--primary" if main else "button"
    return f'<a class="{kind}" href="{escape(link.url)}">{escape(link.words)}</a>' if link.url else ""


def _name(named: Named) -> str:
    return f'<a href="{escape(named.url)}">{escape(named.name)}</a>' if named.url else escape(named.name)


def _after(words: str) -> str:
    return f"　{escape(words)}" if words else ""
