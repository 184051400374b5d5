"""What templates say: days, states, sources, readings, fields, folds and panels. Load with {% load ui %}."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from tsukisoi.tenancy import clock
from tsukisoi.ui import wareki as days

register = template.Library()

STATES = frozenset({"late", "soon", "later", "doing", "done", "missing", "day", "unneeded", "unknown"})
READING = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")


def _day(value: date | datetime) -> date:
    """The day in Japan of a day or of a moment."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _told(value: object) -> str:
    """Text as it stands, so that what is already safe stays safe."""
    return value if isinstance(value, str) else str(value)


@register.filter
def wareki(value: date | datetime | None) -> str:
    """令和8年（2026年）11月23日（月・祝）; in English Mon 23 November 2026 (Reiwa 8, holiday)."""
    if not value:
        return ""
    return days.english(_day(value)) if get_language() == "en" else days.full(_day(value))


@register.filter
def wareki_plain(value: date | datetime | None) -> str:
    """昭和6年（1931年）2月3日: without the day of the week, for births and papers."""
    return days.plain(_day(value)) if value else ""


@register.filter
def wareki_time(value: datetime | None) -> str:
    """令和8年（2026年）11月23日（月・祝） 13:20."""
    return f"{wareki(value)} {clock_time(value)}" if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """11月25日（水）, in English pages Wed 25 November; with its year where that is not this year."""
    written = days.english_short if get_language() == "en" else days.short
    return written(_day(value), clock.today()) if value else ""


@register.filter
def short_time(value: datetime | None) -> str:
    """11月20日（金）10:15, for records."""
    between = " " if get_language() == "en" else ""
    return f"{short_day(value)}{between}{clock_time(value)}" if value else ""


@register.filter
def clock_time(value: datetime | None) -> str:
    """13:20, in Japan."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""


@register.filter
def age(born: date | None, on: date | None = None) -> int | str:
    """Completed years today, or on the day given; empty where the birth is not known."""
    return days.age(born, on or clock.today()) if born else ""


@register.filter
def days_left(value: date | None) -> str:
    """あと2日・今日まで・3日すぎ: the words of a deadline."""
    if not value:
        return ""
    left = clock.days_until(_day(value))
    if left == 0:
        return gettext("今日まで")
    return gettext("あと%(days)d日") % {"days": left} if left > 0 else gettext("%(days)d日すぎ") % {"days": -left}


@register.filter
def how_long(minutes: int) -> str:
    """37分・2時間37分・1日と3時間: so much time as people say it; past a day nobody counts minutes."""
    hours, left = divmod(minutes, 60)
    if hours >= 24:
        return gettext("%(days)d日と%(hours)d時間") % {"days": hours // 24, "hours": hours % 24}
    told = gettext("%(hours)d時間%(minutes)d分") if hours else gettext("%(minutes)d分")
    return told % {"hours": hours, "minutes": left}


@register.simple_tag
def day(value: date | datetime | None) -> str:
    """A short day inside <time>: machine-readable, and never broken over two lines."""
    if not value:
        return ""
    return format_html('<time datetime="{}">{}</time>', _day(value).isoformat(), short_day(value))


@register.simple_tag
def state(kind: str, word: object) -> SafeString:
    """A state: word + shape + colour. Raises ValueError for a kind that the style sheet does not know."""
    if kind not in STATES:
        raise ValueError(f"no state called {kind!r}; there are {', '.join(sorted(STATES))}")
    written = conditional_escape(_told(word))
    return mark_safe(f'<span class="state state--{kind}">{written}</span>')  # noqa: S308  # a known word, and escaped


@register.filter(name="ruby")
def ruby_text(text: object) -> SafeString:
    """{病院|びょういん}で{見|み}せる → the same with readings above. Everything else is escaped."""
    escaped = conditional_escape(_told(text))
    return mark_safe(READING.sub(r"<ruby>\1<rt>\2</rt></ruby>", escaped))  # noqa: S308  # escaped just above


@register.simple_tag
def ruby(base: object, reading: object = "") -> SafeString:
    """One word with its reading above; without a reading, the word alone."""
    if not reading:
        return conditional_escape(_told(base))
    return format_html("<ruby>{}<rt>{}</rt></ruby>", base, reading)


@register.simple_tag
def basis(cites: object, as_of: date | None = None, confirm: object = "") -> SafeString:
    """The quiet line of sources. `cites`: a text, or several texts or objects with title and place, or pairs of both.

    `confirm`: the words beside ◇ (whom to ask), or True for the municipality or insurer. Put together here and not by
    a template: it stands on every line of long pages.
    """
    asked = gettext("市区町村（保険者）に確認") if confirm is True else confirm
    told = "・".join(conditional_escape(cite) for cite in dict.fromkeys(_cited(cites)))
    parts = [
        f"<b>{escape(gettext('根拠'))}</b><span>{told}</span> " if told else "",
        f"<span>{escape(gettext('%(day)s現在') % {'day': wareki_plain(as_of)})}</span> " if as_of else "",
        f'<span class="confirm">{conditional_escape(_told(asked))}</span>' if asked else "",
    ]
    return mark_safe(f'<p class="basis">{"".join(parts)}</p>' if any(parts) else "")  # noqa: S308  # escaped above


def _cited(cites: object) -> Iterable[str]:
    if cites is None or isinstance(cites, str | Promise):
        return [str(cites)] if cites else []
    if not isinstance(cites, Iterable):
        cites = [cites]
    return [_one_cite(cite) for cite in cites if cite]


def _one_cite(cite: Any) -> str:
    if isinstance(cite, str):
        return cite
    if isinstance(cite, list | tuple):
        return " ".join(str(part) for part in cite if part)
    return " ".join(str(part) for part in (cite.title, cite.place) if part)


@register.inclusion_tag("ui/field.html")
def field(bound: BoundField, hint: str = "", width: str = "") -> dict[str, Any]:
    """One field of a form: label, whether it is needed, support text, the field, its errors. `width`: short or long."""
    return {"field": bound, "hint": hint or bound.help_text, "kind": _kind(bound), "drawn": _drawn(bound, width)}


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "options"
    return "tick" if isinstance(widget, CheckboxInput) else "line"


def _drawn(bound: BoundField, width: str) -> SafeString:
    return bound.as_widget(attrs={"class": f"input--{width}"} if width else None)


@register.inclusion_tag("ui/choice.html")
def choice(bound: BoundField) -> dict[str, Any]:
    """Large answers of equal weight for a question that a resident reads; labels may carry {漢字|かんじ}."""
    return {"field": bound}


@register.simple_block_tag
def fold(content: str, summary: object, open: bool = False) -> SafeString:  # HTML's own word
    """{% fold "なぜ足りているのですか" open=True %}…{% endfold %}. What is wrong inside is never folded away."""
    shown = open or 'aria-invalid="true"' in content
    return format_html(
        '<details class="fold"{}><summary>{}</summary><div class="fold__body">{}</div></details>',
        mark_safe(" open") if shown else "", summary, content,
    )  # fmt: skip


@register.simple_block_tag
def panel(content: str, title: object, id: str, main: bool = False) -> SafeString:  # HTML's own word
    """{% panel "つぎ" id="next" main=True %}…{% endpanel %}: a framed section with its heading; main once a page."""
    return format_html(
        '<section class="panel{}" aria-labelledby="{}"><h2 id="{}">{}</h2>{}</section>',
        " panel--main" if main else "", id, id, title, content,
    )  # fmt: skip


@register.simple_tag
def crumbs(*parts: object) -> SafeString:
    """Parts of one line, parted by a wide space; empty parts are left out."""
    return format_html_join("　", "{}", ((part,) for part in parts if part))
