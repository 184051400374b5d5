"""Lines about insurance: who has nothing to show, what must be looked at, letters that did not come, birthdays."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.insurance.guidance import Expected, Standing, cycle_of, expectations, standings, turning
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, Link, When, link, when
from tsukisoi.ui.templatetags.ui import short_day

BY_CARD, RECIPIENT = "my_number_card", "medical_recipient_certificate"
RENEWED_AHEAD = timedelta(days=62)
"""So long before its end the renewal of a recipient certificate is asked for."""


def lines(viewer: Viewer) -> list[Line]:
    """Every line about insurance of the people this viewer may see. A few queries for any number."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return []
    people = list(residents.everybody(viewer))
    every = standings(viewer, people, today())
    found = [line for one in every for line in (*_standing(one), *_recipient(one))]
    return [*found, *_summer(viewer, people), *_turning(viewer, people)]


def _look(person: Person) -> Link:
    return link(_("保険のことを見る"), "insurance:person", person.pk)


def _house(state: str) -> Link:
    return link(_("一覧を見る"), "insurance:house", query=f"?show={state}")


def _standing(one: Standing) -> Iterator[Line]:
    """Nothing to show is told of whoever's insurance is known; of the others the house page asks."""
    confirm = _("保険者に確認") if one.confirm else ""
    if one.state == "gap" and one.next.code != "ask":
        yield Line(
            "insurance_gap", When.NOW, _("今日、受診に出せるものがありません"), one.next.words,
            _look(one.person), rank=0, due=today(), resident=one.person, cites=one.places, confirm=confirm,
            all=_house("gap"),
        )  # fmt: skip
    elif one.state == "unknown":
        yield Line(
            "insurance_unknown", When.WEEK, _("何で受診できるかを確かめる"), one.next.words, _look(one.person), rank=3,
            resident=one.person, cites=one.places, all=_house("unknown"),
        )  # fmt: skip
    elif one.state == "soon" and one.best is not None and one.best.code != BY_CARD and one.until is not None:
        what = _("%(paper)sは%(day)sまでです。") % {"paper": one.best.words, "day": short_day(one.until)}
        yield Line(
            "insurance_soon", when(one.until), one.next.words, what, _look(one.person), due=one.until,
            resident=one.person, cites=one.places or [_("書類に書いてある期限")], confirm=confirm, all=_house("soon"),
            all_title=_("保険の書類の期限がきます"),
        )  # fmt: skip
    if one.outgrown:
        yield Line(
            "insurance_75", When.NOW, _("75歳：保険の記録を直す"),
            _("誕生日から後期高齢者医療です。前の保険の書類は使えません。"), _look(one.person), rank=1,
            resident=one.person, cites=one.places, all=_house(""),
        )  # fmt: skip


def _recipient(one: Standing) -> Iterator[Line]:
    """Recipient certificates have a day of their own, and a new one comes only to who asks for it."""
    for paper in one.known.papers:
        ends = paper.expires
        if paper.kind == RECIPIENT and ends is not None and ends <= today() + RENEWED_AHEAD:
            over = ends < today()
            title = _("%(paper)sの期限が切れています") if over else _("%(paper)sの更新を申請する")
            what = _("%(day)sまでの受給者証です。更新は申請が要ります。") % {"day": short_day(ends)}
            yield Line(
                "insurance_recipient", When.NOW if over else when(ends), title % {"paper": paper.words}, what,
                _look(one.person), due=ends, resident=one.person, cites=[_("書類に書いてある期限")], all=_house(""),
                all_title=_("医療受給者証の期限がきます"),
            )  # fmt: skip


def _summer(viewer: Viewer, people: Sequence[Person]) -> Iterator[Line]:
    """From June on: letters that went back, that are late, or that will not come here at all."""
    cycle = cycle_of(today())
    if not cycle - timedelta(days=62) <= today() < cycle + timedelta(days=45):
        return
    for one in expectations(viewer, people, cycle, today()):
        if told := _told(one):
            title, what, how_long = told
            yield Line(
                f"letter_{one.state}", how_long, title, what, link(_("夏の書類を見る"), "insurance:campaign"),
                due=one.by, resident=one.person, cites=one.claim.places,
                confirm=_("保険者に確認") if one.claim.confirm else "",
                all=link(_("夏の書類を見る"), "insurance:campaign"),
            )  # fmt: skip


def _told(one: Expected) -> tuple[str, str, When] | None:
    if one.state == "returned":
        what = _("%(whom)sに電話して、もう一度送ってもらうか、受け取りに行きます。") % {"whom": one.whom}
        return _("保険の書類が戻ってしまいました"), what, When.NOW
    if one.state == "late":
        what = _("%(day)sまでに届くはずでした。%(whom)sに電話します。") % {"day": short_day(one.by), "whom": one.whom}
        return _("保険の書類がまだ届きません"), what, When.NOW
    if one.state == "other":
        return _("見込みとちがう書類が届きました"), _("%(whom)sに確かめます。") % {"whom": one.whom}, When.WEEK
    if one.state == "waiting" and one.elsewhere:
        what = _("住民票の住所に、転送されない郵便で届きます。ご家族に受け取りをお願いします。")
        return _("保険の書類が、ここには届きません"), what, When.WEEK
    return None


def _turning(viewer: Viewer, people: Sequence[Person]) -> Iterator[Line]:
    """75th birthdays ahead: a new insurer, new papers, a new application."""
    for one in turning(viewer, people, today()):
        if one.day > today():
            yield Line(
                "insurance_turning", when(one.day), _("75歳になります：保険が変わります"),
                _("%(day)sから後期高齢者医療です。新しい書類が届いたら書きとめます。要配慮者の申請はもう一度します。")
                % {"day": short_day(one.day)},
                _look(one.person), due=one.day, resident=one.person, cites=[_("後期高齢者医療の案内")],
                all=link(_("夏の書類を見る"), "insurance:campaign", query="#turning"),
            )  # fmt: skip
