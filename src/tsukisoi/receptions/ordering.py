"""What cannot have happened before what on the road of one application: said before anything is written."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext

from tsukisoi.receptions.models import Listed, Mark
from tsukisoi.receptions.progress import CODES, SUPPORT, in_order
from tsukisoi.ui.templatetags.ui import short_day

_SENT, _THERE = ("applied",), ("applied", "to_jlis", "arrived")
_BACK = (*_THERE, "set_up", "mailed")
BEFORE: dict[str, tuple[str, ...]] = {
    "to_jlis": _SENT, "to_record": _SENT, "arrived": ("applied", "to_jlis"), "registered": _THERE, "set_up": _THERE,
    "mailed": (*_THERE, "set_up"), "notice": _THERE, "returned": _BACK, "kept": (*_BACK, "returned"),
    "notified": (*_BACK, "returned"), "destroyed": (*_BACK, "returned"),
    "in_hand": (*_BACK, "notice", "returned", "notified"),
}  # fmt: skip
"""What comes before it where it is written at all; many a step is never written."""
NEEDS_APPLICATION = ("to_jlis", "to_record", "mailed")
"""What is done with an application, and not with whoever made none."""


def impossible(listed: Listed, code: str, on: date, turn: int, standing: Sequence[Mark]) -> str:
    """Why this cannot have happened to this person on that day, and what to do; empty where it can.

    `turn`: the one it is written in. `standing`: everything written of the person.
    """
    if on < listed.reception.on:
        told = gettext("受付の日（%(day)s）より前の日は書けません。日を確かめてください。")
        return told % {"day": short_day(listed.reception.on)}
    mine = [one for one in standing if one.turn == turn]
    if code in NEEDS_APPLICATION and not any(one.code in ("applied", SUPPORT) for one in mine):
        told = gettext("%(name)sさんは、「申請した」がまだ書かれていません。先に、申請した日を書きます。")
        return told % {"name": listed.name}
    return _out_of_order(listed, code, on, turn, standing)


def mailed_before(standing: Sequence[Mark], turn: int, on: date) -> list[Mark]:
    """The mailing that came back before a letter mailed on that day, and what followed; empty where this is the first.

    A mailing cannot come after its own return: so that day is not another day of the same one.
    """
    mine = {one.code: one for one in standing if one.turn == turn}
    back = mine.get("returned")
    if "mailed" not in mine or back is None or on <= back.on or mine.keys() & {"in_hand", "destroyed"}:
        return []
    return [mine[code] for code in ("mailed", "returned", "kept", "notified") if code in mine]


def _out_of_order(listed: Listed, code: str, on: date, turn: int, standing: Sequence[Mark]) -> str:
    first = [one for one in standing if one.on > on and _comes_first(one, code, turn)]
    if first:
        told = gettext("%(name)sさんの「%(what)s」は %(day)sです。それより前の日は書けません。日を確かめてください。")
        return told % _of(listed, in_order(first)[-1])
    then = [one for one in standing if one.on < on and _comes_then(one, code, turn)]
    if then:
        told = gettext("%(name)sさんの「%(what)s」は %(day)sです。それよりあとの日は書けません。日を確かめてください。")
        return told % _of(listed, in_order(then)[0])
    return ""


def _of(listed: Listed, mark: Mark) -> dict[str, str]:
    return {"name": listed.name, "what": str(CODES[mark.code]), "day": short_day(mark.on)}


def _comes_first(one: Mark, code: str, turn: int) -> bool:
    if one.turn != turn:
        return bool(one.turn < turn)
    return code != "again" and (one.code == "again" or one.code in BEFORE.get(code, ()))


def _comes_then(one: Mark, code: str, turn: int) -> bool:
    if one.turn != turn:
        return bool(one.turn > turn)
    return one.code != "again" and (code == "again" or code in BEFORE.get(one.code, ()))
