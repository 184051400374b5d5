"""Where a person stands on the road, and the one next step."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tsukisoi.cases.guidance import WITHOUT_CARD, Guidance, Place, card_dates
from tsukisoi.cases.queries import WillNow
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.ui.templatetags.ui import short_day

_NOW = ("residence", "care_level", "disabilities", "guardian", "registered_elsewhere", "notification_card", "wants_pin")


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to do: its title, the page that does it, what follows from each outcome, and from which rules."""

    code: str
    title: str
    button: str
    page: str
    then: tuple[str, ...] = ()
    cites: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the road: done, here, or ahead."""

    words: Promise
    state: str
    note: str = ""


_STOPS: dict[str, Promise] = {
    "will": gettext_lazy("意思"),
    "facts": gettext_lazy("聞きとり"),
    "papers": gettext_lazy("書類"),
    "application": gettext_lazy("申請"),
    "delivery": gettext_lazy("受取"),
}
_STOPS_WITHOUT: dict[str, Promise] = {
    "will": gettext_lazy("意思"),
    "facts": gettext_lazy("聞きとり"),
    "certificate": gettext_lazy("資格確認書"),
}


def step_of(guidance: Guidance, will: WillNow) -> Step:
    """The one next step for this person."""
    if _is_on_its_way(guidance):
        return Step("delivery", _("カードが届くのを待つ"), _("受取のようすを見る"), "deliveries:person")
    if guidance.holds_card and not will.answer:
        return _of_card(guidance)
    if will.answer in ("", "undecided"):
        return _ask_will(will)
    if not guidance.taken and guidance.asks:
        return Step("facts", _("あと%(n)dつ聞く") % {"n": len(guidance.asks)}, _("聞きとりを始める"), "cases:interview")
    if guidance.taken == WITHOUT_CARD:
        return Step(
            "certificate", _("資格確認書で受診を続ける"), _("紙を出す"), "cases:kit", tuple(guidance.without_card_lines)
        )
    if not guidance.taken:
        return Step("town", _("市区町村に聞く"), _("聞くことを見る"), "cases:questions")
    missing = [paper.words for paper in guidance.papers if paper.held == "no"]
    if missing:
        return Step("papers", _("書類をそろえる"), _("紙を出す"), "cases:kit", tuple(missing))
    if guidance.asks:
        return Step(
            "facts", _("あと%(n)dつ確かめる") % {"n": len(guidance.asks)}, _("聞きとりを始める"), "cases:interview"
        )
    return Step("application", _("%(way)sへ進む") % {"way": guidance.recommended_words}, _("紙を出す"), "cases:kit")


def _is_on_its_way(guidance: Guidance) -> bool:
    """Was a card applied for that is not the one held?"""
    applied, issued = guidance.facts.get("card.applied"), guidance.facts.get("card.issued")
    return bool(applied) and (not guidance.holds_card or (bool(issued) and str(applied) > str(issued)))


def _of_card(guidance: Guidance) -> Step:
    """Who holds a card goes on with its days: what is over, what can be renewed, what nobody has read yet."""
    dates = card_dates(guidance.facts)
    title = _("カードは持っている")
    if dates.card is not None and dates.card < guidance.as_of:
        title = _("カードの期限が切れています")
    elif dates.state in ("grace", "expired"):
        title = _("電子証明書が切れています")
    elif dates.state == "renewable" and dates.certificate is not None:
        title = _("電子証明書を更新する（%(day)sまで）") % {"day": short_day(dates.certificate)}
    elif dates.unread:
        title = _("カードに書いてある期限を書きとめる")
    return Step("card", title, _("カードの期限と手続を見る"), "cards:card", cites=dates.cites)


def _ask_will(will: WillNow) -> Step:
    title = _("意思をうかがう（%(n)d回目）") % {"n": will.attempts + 1}
    then = (
        _("希望される → いちばん良い道と書類を決める"),
        _("希望されない・確かめられない → 資格確認書で受診を続ける"),
    )
    return Step("will", title, _("うかがいを始める"), "cases:will", then)


def road_of(guidance: Guidance, will: WillNow) -> list[Stop]:
    """The whole road with the stop where the person is now."""
    stops = _STOPS_WITHOUT if guidance.taken == WITHOUT_CARD else _STOPS
    code = step_of(guidance, will).code
    passed = len(stops) if code == "card" else list(stops).index(code if code in stops else "facts")
    return [
        Stop(words, "done" if index < passed else "here" if index == passed else "ahead")
        for index, words in enumerate(stops.values())
    ]


@dataclass(frozen=True, slots=True)
class NowLine:
    """One thing that is so today, or that nobody has said yet."""

    words: str
    value: str


def now_lines(guidance: Guidance, will: WillNow) -> list[NowLine]:
    """What is known of a person, in the order one would tell it."""
    asked = _("まだうかがっていない") if not will.answer else will.words
    lines = [NowLine(_("カード"), _("持っている") if guidance.holds_card else _("持っていない・わからない"))]
    if will.answer or not guidance.holds_card:
        lines.append(NowLine(_("意思"), asked))
    for key in _NOW:
        known = key in guidance.facts
        value = people_guidance.in_words(key, guidance.facts[key]) if known else _("わからない")
        lines.append(NowLine(people_guidance.name_of(key), value))
    return lines
