"""A round of several homes in one day: in which order, what is brought to each, what is seen there."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.receptions.models import Listed, Reception

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ーｰ丁目番地号の", "-"))


@dataclass(frozen=True, slots=True)
class Home:
    """One home of the round. `together`: the same address as the one before, so that one goes in once."""

    place: int
    listed: Listed
    bring: tuple[str, ...]
    minutes: int
    together: bool


def homes(people: Sequence[Listed], reception: Reception, minutes: int) -> list[Home]:
    """Everybody in the order in which one walks: times that were agreed first, then neighbours after each other."""
    order = sorted(people, key=_as_one_walks)
    same = [
        False,
        *(bool(one.address) and _plain(one.address) == _plain(last.address) for last, one in pairwise(order)),
    ]
    return [
        Home(place, one, tuple(_bring(one, reception)), minutes + one.extra_minutes, with_last)
        for place, (one, with_last) in enumerate(zip(order, same, strict=False), start=1)
    ]


def _as_one_walks(one: Listed) -> tuple[str, list[tuple[int, int, str]], int]:
    """By the time agreed, else by address with its numbers read as numbers: 2-9 lies before 2-10."""
    parts = re.split(r"(\d+)", _plain(one.address))
    return (
        one.call_at.isoformat() if one.call_at else "~",
        [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part],
        one.number,
    )


def _plain(address: str) -> str:
    return re.sub(r"[-\s]+", "-", unicodedata.normalize("NFKC", address).translate(_DASHES)).strip("-")


def _bring(one: Listed, reception: Reception) -> list[str]:
    """What the visitors carry into this home: the usual, and what this person needs."""
    online = reception.channel == "online"
    found = [gettext("タブレット（オンライン申請）") if online else gettext("申請書、筆記具")]
    found.append(gettext("暗証番号設定依頼書と封筒"))
    if reception.photo_service:
        found.append(gettext("カメラと背景の布"))
    if one.notification_card == "lost":
        found.append(gettext("通知カードの紛失届"))
    if one.basic_resident_card:
        found.append(gettext("住基カードの返納届"))
    if one.mode == "face_auth":
        found.append(gettext("保険証利用の同意書"))
    if one.elsewhere:
        found.append(gettext("住所地の町へ送る写しの用意"))
    found += [str(words) for care, words in _FOR_CARES.items() if care in one.cares]
    return found


_FOR_CARES: dict[str, Promise] = {
    "low_vision": _("大きな字の説明の紙"), "deaf": _("筆談の用意"), "hard_of_hearing": _("筆談の用意"),
    "blind": _("読み上げる人"), "cannot_write": _("代筆と立会いの人"), "intellectual": _("絵つきの説明の紙"),
    "interpreter": _("通訳の手配"),
}  # fmt: skip
