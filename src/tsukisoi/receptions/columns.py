"""The columns of the list between the sides: what goes over, how each reads in words and in a workbook."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.columns import fold, is_forbidden
from tsukisoi.receptions.models import Listed, Reception
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.ui import wareki

SENT: tuple[str, ...] = (
    "name", "kana", "birth_date", "sex", "address", "room", "town_of_record", "elsewhere", "renewal", "mode",
    "registers_use", "notification_card", "basic_resident_card", "identity", "photo_identity", "representative", "care",
    "extra_minutes",
)  # fmt: skip
"""What the other side needs to prepare the forms and the day; nothing else goes over. Source: manual 第5-1(5)."""
SENT_HOME: tuple[str, ...] = (*SENT, "privacy")
AGREED: tuple[str, ...] = (
    "kind", "staffed_by", "channel", "on", "begins", "ends", "place", "mail", "photo_service", "copies_as_photos",
)  # fmt: skip
"""What of the agreement goes over with the list."""

WORDS = {
    "name": _("氏名"), "kana": _("フリガナ"), "birth_date": _("生年月日"), "sex": _("性別"),
    "address": _("住民票の住所"),
    "room": _("居室"), "town_of_record": _("住所地市区町村"), "elsewhere": _("ほかの市区町村の住民"),
    "renewal": _("新規・更新"), "mode": _("通常・顔認証"), "registers_use": _("保険証の登録も"),
    "notification_card": _("通知カード"), "basic_resident_card": _("住基カード"), "identity": _("本人確認書類"),
    "photo_identity": _("写真つきの本人確認書類"), "representative": _("法定代理人"), "care": _("配慮"),
    "extra_minutes": _("長めにとる時間（分）"), "privacy": _("訪問で気をつけること"), "number": _("番号"),
    "place": _("会場"), "on": _("受付の日"), "begins": _("始まり"), "ends": _("終わり"),
    "staffed_by": _("だれが来るか"), "kind": _("種類"),
    "channel": _("申請のしかた"), "mail": _("カードの送りかた"), "photo_service": _("当日に写真を撮る"),
    "copies_as_photos": _("本人確認書類はタブレットで写す"), "added": _("加えた人"), "withdrawn": _("外した人"),
    "relisted": _("外した人を、また名簿にのせる"),
    "birth_wareki": _("生年月日（和暦）"), "birth_plain": _("生年月日（西暦）"), "nothing": _("（空けておく）"),
}  # fmt: skip
_YES_NO = ("elsewhere", "registers_use", "basic_resident_card", "photo_identity", "photo_service", "copies_as_photos")
_CHOICES = ("staffed_by", "channel", "mail", "kind")


def sent(listed: Listed, reception: Reception) -> dict[str, Any]:
    """One person as the file has them: plain JSON, only the columns the other side needs."""
    names = SENT_HOME if reception.kind == "home_visit_reception" else SENT
    return {name: plain(getattr(listed, name)) for name in names}


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date | time) else value


def read(name: str, value: Any) -> Any:
    """A value of a file as a column takes it. Raises ValueError for one that is none."""
    if name in ("birth_date", "on"):
        return date.fromisoformat(value) if value else None
    if name in ("begins", "ends"):
        return time.fromisoformat(value)
    if name in _YES_NO or name == "renewal":
        return (
            value
            if value is None and name in ("registers_use", "basic_resident_card", "photo_identity")
            else bool(value)
        )
    if name == "extra_minutes":
        return min(max(int(value), 0), 240)
    return _text(name, value)


def _text(name: str, value: Any) -> str:
    model = Reception if name in AGREED else Listed
    field: Any = model._meta.get_field(name)
    text = str(value or "")[: field.max_length or 200]
    if field.choices and text not in dict(field.flatchoices):
        raise ValueError(name)
    return text


def in_words(name: str, value: Any) -> str:
    """A column as it reads on screen and on paper."""
    if name == "renewal":
        return gettext("更新") if value else gettext("新規")
    if name in _YES_NO:
        return gettext("わからない") if value is None else gettext("はい") if value else gettext("いいえ")
    if name == "mode":
        return {"standard": gettext("通常"), "face_auth": gettext("顔認証")}.get(value, "")
    if name == "notification_card" and value:
        return _fact("notification_card", str(value))
    if name in _CHOICES:
        field: Any = Reception._meta.get_field(name)
        return str(dict(field.flatchoices).get(value, ""))
    if isinstance(value, date):
        return wareki.plain(value)
    return value.strftime("%-H:%M") if isinstance(value, time) else "" if value is None else str(value)


def _fact(key: str, value: str) -> str:
    try:
        return people_guidance.in_words(key, value)
    except (KeyError, ValidationError):
        return value


# Heading and column of the standard list, in the order in which municipalities ask.
STANDARD: tuple[tuple[str, str], ...] = (
    ("番号", "number"), ("氏名", "name"), ("フリガナ", "kana"), ("生年月日", "birth_wareki"), ("性別", "sex"),
    ("住民票の住所", "address"), ("住所地市区町村", "town_of_record"), ("居室", "room"), ("新規・更新", "renewal"),
    ("通知カード", "notification_card"), ("住基カード", "basic_resident_card"), ("本人確認書類", "identity"),
    ("通常・顔認証", "mode"), ("保険証の登録", "registers_use"), ("法定代理人", "representative"), ("配慮", "care"),
)  # fmt: skip
TAKEN: tuple[str, ...] = (
    "number", "name", "kana", "birth_wareki", "birth_plain", "sex", "address", "town_of_record", "room", "renewal",
    "mode", "registers_use", "notification_card", "basic_resident_card", "identity", "representative", "care",
    "extra_minutes", "nothing",
)  # fmt: skip
"""What a column of a town's own workbook can take."""
_NAMES: dict[str, tuple[str, ...]] = {
    "number": ("番号", "NO", "整理番号", "連番", "受付番号"),
    "name": ("氏名", "名前", "申請者氏名", "申請者", "お名前"),
    "kana": ("フリガナ", "カナ", "氏名カナ", "ヨミガナ", "フリカナ", "氏名フリガナ"),
    "birth_wareki": ("生年月日", "生年月日和暦"), "birth_plain": ("生年月日西暦",), "sex": ("性別", "男女"),
    "address": ("住所", "住民票の住所", "住民登録地", "住民票住所"),
    "town_of_record": ("住所地市区町村", "市区町村", "住所地"),
    "room": ("居室", "部屋", "部屋番号", "居室番号"), "renewal": ("新規更新", "申請区分", "区分", "新規更新の別"),
    "mode": ("通常顔認証", "カードの種類", "顔認証"), "registers_use": ("保険証利用", "保険証の登録", "保険証利用登録"),
    "notification_card": ("通知カード", "通知カードの有無"),
    "basic_resident_card": ("住基カード", "住民基本台帳カード"),
    "identity": ("本人確認書類",), "representative": ("法定代理人", "代理人"), "care": ("配慮", "備考", "配慮事項"),
}  # fmt: skip


def guess(heading: str) -> str:
    """Which of our columns a heading means; 「nothing」 for one that is not ours to fill, the number above all."""
    if is_forbidden(heading):
        return "nothing"
    folded = fold(heading)
    return next((code for code, names in _NAMES.items() if folded in {fold(name) for name in names}), "nothing")


def rows(listed: Iterable[Listed], layout: Iterable[tuple[str, str]]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of a workbook in this layout: every cell plain text."""
    columns = list(layout)
    return [heading for heading, _code in columns], [[_cell(one, code) for _h, code in columns] for one in listed]


_SPECIAL: Mapping[str, Callable[[Listed], str]] = {
    "birth_wareki": lambda one: wareki.plain(one.birth_date) if one.birth_date else "",
    "birth_plain": lambda one: one.birth_date.isoformat() if one.birth_date else "",
    "nothing": lambda one: "",
}


def _cell(listed: Listed, code: str) -> str:
    return _SPECIAL[code](listed) if code in _SPECIAL else in_words(code, getattr(listed, code))
