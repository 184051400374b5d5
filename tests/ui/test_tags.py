"""What the tags and partials write."""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

import tsukisoi.ui
from tsukisoi.ui.fields import DayField
from tsukisoi.ui.templatetags.ui import STATES

SHEET = (Path(tsukisoi.ui.__file__).parent / "static" / "ui" / "ui.css").read_text("utf-8")


def written(source: str, **context: Any) -> str:
    return Template("{% load ui i18n %}" + source).render(Context(context)).strip()


@pytest.fixture(autouse=True)
def _in_japanese(settings: Any) -> Any:
    settings.TSUKISOI_TODAY = date(2026, 11, 23)
    with translation.override("ja"):
        yield


@pytest.mark.parametrize("kind", sorted(STATES))
def test_every_state_is_drawn(kind: str) -> None:
    assert written("{% state kind '済' %}", kind=kind) == f'<span class="state state--{kind}">済</span>'


def test_unknown_state_is_an_error() -> None:
    with pytest.raises(ValueError, match="no state called"):
        written("{% state 'ok' '済' %}")


def test_every_state_has_its_shape_in_the_style_sheet() -> None:

    for kind in STATES:
        assert f".state--{kind}::before" in SHEET


def test_words_are_escaped() -> None:
    assert "&lt;b&gt;" in written("{% state 'done' word %}", word="<b>")
    assert "&lt;b&gt;" in written("{{ text|ruby }}", text="<b>{病院|びょういん}")
    assert "<i>" not in written("{% ruby word word %}{% basis cites %}", word="<i>", cites=["<i>"])
    assert "<b>" not in written("{% fold title %}x{% endfold %}{% panel title id='a' %}x{% endpanel %}", title="<b>")


def test_readings() -> None:
    assert written("{{ '{病院|びょういん}で{見|み}せる'|ruby }}") == (
        "<ruby>病院<rt>びょういん</rt></ruby>で<ruby>見<rt>み</rt></ruby>せる"
    )
    assert written("{% ruby '髙橋' '' %}") == "髙橋"


def test_basis() -> None:
    cites = [("マニュアル", "第5-1(4)"), SimpleNamespace(title="資料編", place="7頁"), "打合せ", "打合せ"]
    found = written("{% basis cites day True %}", cites=cites, day=date(2026, 11, 23))
    assert "マニュアル 第5-1(4)・資料編 7頁・打合せ</span>" in found
    assert "令和8年（2026年）11月23日現在" in found
    assert '<span class="confirm">市区町村（保険者）に確認</span>' in found


def test_basis_without_anything_is_nothing() -> None:
    assert written("{% basis cites %}", cites=[]) == ""


def test_days() -> None:
    born, moment = date(1931, 2, 3), datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    assert written("{{ d|wareki_plain }} {{ d|age }}", d=born) == "昭和6年（1931年）2月3日 95"
    assert written("{{ d|age:on }}", d=born, on=date(2026, 2, 2)) == "94"
    assert written("{{ m|wareki_time }}", m=moment) == "令和8年（2026年）11月23日（月・祝） 00:30"
    assert written("{% day d %}", d=date(2026, 11, 25)) == '<time datetime="2026-11-25">11月25日（水）</time>'
    assert written("{{ d|wareki }}{{ d|short_day }}{{ d|age }}{% day d %}", d=None) == ""


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0分"),
        (59, "59分"),
        (60, "1時間0分"),
        (157, "2時間37分"),
        (24 * 60 - 1, "23時間59分"),
        (27 * 60 + 5, "1日と3時間"),
    ],
)
def test_how_long(minutes: int, words: str) -> None:
    assert written("{{ n|how_long }}", n=minutes) == words


@pytest.mark.parametrize(("day", "words"), [(23, "今日まで"), (25, "あと2日"), (20, "3日すぎ")])
def test_days_left(day: int, words: str) -> None:
    assert written("{{ d|days_left }}", d=date(2026, 11, day)) == words


def test_english_days() -> None:
    with translation.override("en"):
        assert written("{{ d|wareki }}", d=date(2026, 11, 23)) == "Mon 23 November 2026 (Reiwa 8, holiday)"
        assert written("{{ d|days_left }}", d=date(2026, 11, 25)) == "2 days left"


class Sample(forms.Form):
    name = forms.CharField(label="氏名", help_text="書類のとおりの字")
    born = DayField(label="生年月日", required=False)
    card = forms.ChoiceField(label="カード", widget=forms.RadioSelect, choices=[("y", "ある"), ("n", "{無|な}い")])


def test_field_order_and_words() -> None:
    found = written("{% field form.name %}", form=Sample({"name": ""}))
    order = [found.index(part) for part in ("氏名", "※必須", "書類のとおりの字", "<input", "field__error")]
    assert order == sorted(order)
    assert 'aria-invalid="true"' in found
    assert 'aria-describedby="id_name_helptext id_name_error"' in found
    assert 'id="id_name_helptext"' in found and 'id="id_name_error"' in found


def test_optional_field_says_so() -> None:
    assert "任意" in written("{% field form.born %}", form=Sample())


def test_radios_are_a_fieldset() -> None:
    found = written("{% field form.card %}", form=Sample())
    assert "<fieldset" in found and "<legend>カード" in found and found.count('class="option"') == 2
    assert found.count('type="radio"') == 2 and "checked" not in found


def test_choices_carry_readings() -> None:
    assert "<ruby>無<rt>な</rt></ruby>い" in written("{% choice form.card %}", form=Sample())


def test_error_summary_leads_to_the_fields() -> None:
    form = Sample({"born": "昭和百年"})
    found = written("{% include 'ui/errors.html' %}{% field form.card %}", form=form)
    for target in ("#id_name", "#id_born", "#id_card"):
        assert f'href="{target}"' in found
    assert 'id="id_card"' in found


def test_no_summary_without_errors() -> None:
    assert written("{% include 'ui/errors.html' %}", form=Sample()) == ""


def test_day_field() -> None:
    form = Sample({"name": "髙橋", "born": "S6.2.3", "card": "y"})
    assert form.is_valid() and form.cleaned_data["born"] == date(1931, 2, 3)
    wrong = Sample({"name": "髙橋", "born": "昭和6年2月30日", "card": "y"})
    assert "暦にない日です。" in wrong.errors["born"][0]
    again = Sample(initial={"born": date(1931, 2, 3)})
    assert 'value="昭和6年（1931年）2月3日"' in written("{{ form.born }}", form=again)
    unchanged = Sample({"name": "", "born": "昭和6年（1931年）2月3日"}, initial={"born": date(1931, 2, 3)})
    assert "born" not in unchanged.changed_data


def test_fold_and_panel() -> None:
    assert written("{% fold 'なぜ' open=True %}<p>x</p>{% endfold %}") == (
        '<details class="fold" open><summary>なぜ</summary><div class="fold__body"><p>x</p></div></details>'
    )
    assert 'class="panel panel--main" aria-labelledby="next"' in written(
        "{% panel 'つぎ' id='next' main=True %}x{% endpanel %}"
    )
