"""Faults, accounts and codes in words and as pictures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

import segno
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import tickets
from tsukisoi.venue.locking import Roll
from tsukisoi.venue.models import Event, Picture, Place, Seat, Topic
from tsukisoi.venue.pictures import Box, width_of
from tsukisoi.venue.reasons import LEAVING, SIGNED

STOPPED: dict[str, Promise] = {
    "no_slate": _("名札が写っていません。名札を先に撮ってから、本人を撮ってください。"),
    "reused_slate": _("一度使った名札です。新しい名札を出して、名札から撮りなおしてください。"),
    "two_shots": _("1つの名札のあとに、写真が2枚以上あります。使う1枚だけにするため、名札から撮りなおしてください。"),
    "no_time": _("撮った時刻がない写真です。どの名札のあとか分からないので、使えません。"),
    "same_moment": _("同じ時刻の写真があり、名札とどちらが先か分かりません。名札から撮りなおしてください。"),
    "too_long": _("名札と写真のあいだが、5分より長いか逆です。名札から撮りなおしてください。"),
    "no_shot": _("名札だけで、本人の写真がありません。"),
    "unknown_slate": _("この受付の名札ではありません。"),
    "two_slates": _("名札が2つ写っています。1つだけ写してください。"),
    "same_picture": _("同じ写真が、もう別のところで使われています。撮りなおしてください。"),
    "late": _("この方の写真は、もう決まっているか、受付が終わっています。前の写真は替えていません。"),
    "another_person": _("別の方の名札です。この方の番号の名札で、撮りなおしてください。"),
}
UNUSABLE: dict[str, Promise] = {
    "not_a_picture": _("写真として読めないファイルです。JPEG・PNG・HEICの写真を選んでください。"),
    "too_many_pixels": _("画素が多すぎます（4,000万画素まで）。"),
    "too_few_pixels": _("枠の中の画素が足りません。枠を大きくするか、近くで撮りなおしてください。"),
    "damaged": _("ファイルが途中で切れているか、こわれています。もう一度送ってください。"),
    "frame_outside": _("枠が写真からはみ出しています。枠を小さくするか、動かしてください。"),
    "too_light": _("写真に写っているものが少なすぎます（真っ白など）。撮りなおしてください。"),
}


def stopped_words(roll: Roll) -> list[str]:
    """Every stopped group of frames, with which files of what was sent they are."""
    return [
        gettext("%(files)s枚目：%(why)s") % {"files": "・".join(map(str, one.files)), "why": STOPPED[one.why]}
        for one in roll.stopped
    ]


def unusable_words(faults: Iterable[tuple[int, str]]) -> list[str]:
    """Every file that could not be read."""
    return [gettext("%(files)s枚目：%(why)s") % {"files": at, "why": UNUSABLE[why]} for at, why in faults]


def gone_from_backups(day: date) -> date:
    """By when a picture deleted on that day has left the backups as well."""
    return cast("date", import_string(settings.GONE_FROM_BACKUPS)(day))


def code_picture(text: str) -> str:
    """A QR code as an address of its own, for the page."""
    return str(segno.make_qr(text, error="q").svg_data_uri(scale=8, border=4))


@dataclass(frozen=True, slots=True)
class FrameShown:
    """The hand frame on the whole picture, in the picture's own pixels."""

    width: int
    height: int
    left: int
    top: int
    wide: int
    tall: int


def frame_shown(picture: Picture) -> FrameShown:
    """Where the frame is drawn."""
    box = Box(*picture.box)
    wide = width_of(box.height, picture.width, picture.height)
    return FrameShown(
        picture.width, picture.height, box.left * picture.width // 1000, box.top * picture.height // 1000,
        int(wide * picture.width / 1000), box.height * picture.height // 1000,
    )  # fmt: skip


def reasons_counted(reasons: Mapping[str, int]) -> list[tuple[str, int]]:
    """Why people were not received, the most frequent first."""
    return [(str(LEAVING.get(why, why)), n) for why, n in sorted(reasons.items(), key=lambda one: -one[1])]


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one matter: what, when (as a clock in the room shows it), by whom, on which machine."""

    event: str
    words: str
    at: str
    by: str
    machine: str


def accounts(viewer: Viewer, seat: Seat) -> list[tuple[str, str, list[Account]]]:
    """Topic, its name, and every account of it, where there is more than one."""
    found = []
    for topic, told in seat.standing.items():
        if "against" in told:
            every = sorted([told, *told["against"]], key=lambda one: (one["at"], one["id"]))
            found.append((topic, str(Topic(topic).label), [_account(viewer, topic, one) for one in every]))
    return found


def _account(viewer: Viewer, topic: str, one: Mapping[str, Any]) -> Account:
    names = staff.names(viewer, [UUID(one["by"])])
    machine = tickets.letter(int(one["machine"])) or gettext("元のパソコン")
    at = f"{localtime(datetime.fromisoformat(one['at'])):%H:%M}"
    return Account(one["id"], said(topic, one["data"]), at, names.get(UUID(one["by"]), ""), machine)


def told(events: Iterable[Event]) -> list[tuple[Event, str]]:
    """Each event with what it says."""
    return [(one, said(one.topic, one.data)) for one in events]


def said(topic: str, data: Mapping[str, Any]) -> str:
    """What an event says, in words."""
    if not data:
        return gettext("取り消した")
    if data.get("later"):
        return gettext("あとで")
    if topic == Topic.PLACE:
        why = LEAVING.get(data.get("why", ""))
        return f"{Place(data['place']).label}（{why}）" if why else str(Place(data["place"]).label)
    return str(_SAID[Topic(topic)](data))


def _photo(data: Mapping[str, Any]) -> str:
    if data.get("doubt"):
        return gettext("写真を使わないことにした")
    if data.get("brought"):
        return gettext("持ってこられた写真")
    return gettext("撮った写真（見くらべ %(n)d人）") % {"n": len(data.get("seen", []))}


def _pin(data: Mapping[str, Any]) -> str:
    if data["mode"] == "face_auth":
        return gettext("どれも設定しない")
    helper = data.get("helper")
    return gettext("封をした（手伝い %(name)s）") % {"name": helper} if helper else gettext("封をした")


_SAID: dict[Topic, Any] = {
    Topic.ARRIVAL: lambda data: gettext("来られた（%(n)d人目）") % {"n": data["turn"]},
    Topic.PAPERS: lambda data: str(SIGNED[data["signed"]]),
    Topic.IDENTITY: lambda data: (
        gettext("書類が足りない")
        if data["complete"] is False
        else gettext("%(n)d点を確かめた") % {"n": len(data["set"])}
    ),
    Topic.PHOTO: _photo,
    Topic.PIN: _pin,
    Topic.INSURANCE: lambda data: gettext("同意する") if data["agrees"] else gettext("同意しない"),
    Topic.CHECK: lambda _data: gettext("確かめた"),
}
