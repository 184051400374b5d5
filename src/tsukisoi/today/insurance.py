"""Lines about insurance: who has nothing to show, what must be looked at, letters that did not come, birthdays.

Which of them there are is kept with each person's standing, as all lines about people; here they get their words.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from tsukisoi.insurance.guidance import Expected, Insured, Standing
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.today.lines import Line, Link, When, link, when
from tsukisoi.ui.templatetags.ui import short_day

RECIPIENT, RECIPIENT_KIND = "insurance_recipient", "medical_recipient_certificate"

ALWAYS = {
    **dict.fromkeys(("insurance_gap", "insurance_75", "letter_returned", "letter_late"), When.NOW),
    **dict.fromkeys(("insurance_unknown", "letter_other", "letter_waiting"), When.WEEK),
}
"""How long these can wait, whatever their day."""


def line(found: Insured, person: Person, kind: str, on: date | None) -> Line | None:
    """One line in words; None where it does not hold any more."""
    if kind in _OF_LETTERS:
        letter = found.letters.get(person.pk)
        return _letter(letter) if letter is not None and kind == f"letter_{letter.state}" else None
    standing, (first, _dot, name) = found.standings.get(person.pk), kind.partition(".")
    if standing is None:
        return None
    return _recipient(standing, name, on) if first == RECIPIENT else _OF_STANDINGS[first](standing, on)


def _look(person: Person) -> Link:
    return link(_("保険のことを見る"), "insurance:person", person.pk)


def _house(state: str) -> Link:
    return link(_("一覧を見る"), "insurance:house", query=f"?show={state}")


def _confirm(one: Standing) -> str:
    return _("保険者に確認") if one.confirm else ""


def _gap(one: Standing, on: date | None) -> Line:
    return Line(
        "insurance_gap", When.NOW, _("今日、受診に出せるものがありません"), one.next.words,
        _look(one.person), rank=0, due=today(), resident=one.person, cites=one.places, confirm=_confirm(one),
        all=_house("gap"), first=True, said=_("いま"),
    )  # fmt: skip


def _unknown(one: Standing, on: date | None) -> Line:
    return Line(
        "insurance_unknown", When.WEEK, _("何で受診できるかを確かめる"), one.next.words, _look(one.person), rank=3,
        resident=one.person, cites=one.places, all=_house("unknown"),
    )  # fmt: skip


def _soon(one: Standing, on: date | None) -> Line | None:
    if one.best is None or on is None:
        return None
    what = _("%(paper)sは%(day)sまでです。") % {"paper": one.best.words, "day": short_day(on)}
    return Line(
        "insurance_soon", when(on), one.next.words, what, _look(one.person), due=on,
        resident=one.person, cites=one.places or [_("書類に書いてある期限")], confirm=_confirm(one),
        all=_house("soon"), all_title=_("保険の書類の期限がきます"),
    )  # fmt: skip


def _outgrown(one: Standing, on: date | None) -> Line:
    return Line(
        "insurance_75", When.NOW, _("75歳：保険の記録を直す"),
        _("誕生日から後期高齢者医療です。前の保険の書類は使えません。"), _look(one.person), rank=1,
        resident=one.person, cites=one.places, all=_house(""),
    )  # fmt: skip


def _turning(one: Standing, on: date | None) -> Line | None:
    """A 75th birthday ahead: a new insurer, new papers, a new application."""
    if on is None:
        return None
    return Line(
        "insurance_turning", when(on), _("75歳になります：保険が変わります"),
        _("%(day)sから後期高齢者医療です。新しい書類が届いたら書きとめます。要配慮者の申請はもう一度します。")
        % {"day": short_day(on)},
        _look(one.person), due=on, resident=one.person, cites=[_("後期高齢者医療の案内")],
        all=link(_("夏の書類を見る"), "insurance:campaign", query="#turning"),
    )  # fmt: skip


def _recipient(one: Standing, name: str, on: date | None) -> Line | None:
    """Recipient certificates have a day of their own, and a new one comes only to who asks for it."""
    paper = next((paper for paper in one.known.papers if paper.kind == RECIPIENT_KIND and paper.name == name), None)
    if paper is None or on is None:
        return None
    title = _("%(paper)sの期限が切れています") if on < today() else _("%(paper)sの更新を申請する")
    what = _("%(day)sまでの受給者証です。更新は申請が要ります。") % {"day": short_day(on)}
    return Line(
        RECIPIENT, when(on), title % {"paper": paper.words}, what, _look(one.person), due=on, resident=one.person,
        cites=[_("書類に書いてある期限")], all=_house(""), all_title=_("医療受給者証の期限がきます"),
    )  # fmt: skip


def _letter(one: Expected) -> Line | None:
    """From June on: letters that went back, that are late, or that will not come here at all."""
    told = _told(one)
    if told is None:
        return None
    title, what, how_long = told
    return Line(
        f"letter_{one.state}", how_long, title, what, link(_("夏の書類を見る"), "insurance:campaign"),
        due=one.by, resident=one.person, cites=one.claim.places,
        confirm=_("保険者に確認") if one.claim.confirm else "",
        all=link(_("夏の書類を見る"), "insurance:campaign"),
    )  # fmt: skip


def _told(one: Expected) -> tuple[str, str, When] | None:
    wait = ALWAYS.get(f"letter_{one.state}", When.WEEK)
    if one.state == "returned":
        what = _("%(whom)sに電話して、もう一度送ってもらうか、受け取りに行きます。") % {"whom": one.whom}
        return _("保険の書類が戻ってしまいました"), what, wait
    if one.state == "late":
        what = _("%(day)sまでに届くはずでした。%(whom)sに電話します。") % {"day": short_day(one.by), "whom": one.whom}
        return _("保険の書類がまだ届きません"), what, wait
    if one.state == "other":
        return _("見込みとちがう書類が届きました"), _("%(whom)sに確かめます。") % {"whom": one.whom}, wait
    if one.state == "waiting" and one.elsewhere:
        what = _("住民票の住所に、転送されない郵便で届きます。ご家族に受け取りをお願いします。")
        return _("保険の書類が、ここには届きません"), what, wait
    return None


_OF_LETTERS = ("letter_returned", "letter_late", "letter_other", "letter_waiting")
_OF_STANDINGS: dict[str, Callable[[Standing, date | None], Line | None]] = {
    "insurance_gap": _gap, "insurance_unknown": _unknown, "insurance_soon": _soon, "insurance_75": _outgrown,
    "insurance_turning": _turning,
}  # fmt: skip
DATED = ("insurance_gap", "insurance_soon", "insurance_turning", RECIPIENT, *_OF_LETTERS)
"""Those of them whose lines fall due on a day."""

KINDS = (*_OF_STANDINGS, RECIPIENT, *_OF_LETTERS)
"""The kinds of these lines, as they are kept."""


def is_one(kind: str) -> bool:
    """Is this the kind of a line about insurance?"""
    return kind.partition(".")[0] in KINDS
