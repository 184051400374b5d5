"""The papers of a reception: what stands on each, made from the records, and bound into one PDF."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.receptions import floor, guidance, queries, timetable
from tsukisoi.receptions.actions import clock
from tsukisoi.receptions.models import Hall, Listed, Reception
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).resolve().parent / "kit.typ"
Plain = dict[str, Any]


def _source(*places: str) -> list[Plain]:
    return [{"mark": "①", "title": f"マニュアル Ver.2　{'、'.join(places)}"}]


def _common(reception: Reception) -> Plain:
    return {
        "day": wareki.full(reception.on), "begins": reception.begins.strftime("%-H:%M"),
        "ends": reception.ends.strftime("%-H:%M"), "place": reception.place, "town": reception.town,
        "partner": reception.partner,
    }  # fmt: skip


def minutes(viewer: Viewer, reception: Reception) -> Plain:
    """What was settled at the meeting; empty lines to write on before it was held."""
    found = queries.meeting(viewer, reception)
    points = guidance.agenda(queries.anybody_from_elsewhere(viewer, reception))
    answers = found.answers if found else {}
    decided = [
        f"申請のしかた：{reception.get_channel_display()}", f"カードの送りかた：{reception.get_mail_display()}",
        "当日に写真を撮る" if reception.photo_service else "当日に写真は撮らない",
        *(["本人確認書類はタブレットで写す"] if reception.copies_as_photos else []),
        *(["写真をとる場所が暗い（照明が要る）"] if reception.room_is_dark else []),
    ]  # fmt: skip
    return {
        "held_on": wareki.full(found.held_on) if found else "", "present": found.present if found else "",
        "points": [{"words": point.words, "answer": answers.get(point.code, "")} for point in points],
        "decided": decided, "sources": _source("第5-1(4)"),
    }  # fmt: skip


def family(viewer: Viewer, reception: Reception) -> Plain:
    """To the families: nothing of any resident stands on it."""
    until = next((step.due for step in queries.steps(viewer, reception) if step.code == "identity"), None)
    delivery = {
        "restricted": "できたカードは、本人限定受取郵便で届きます。本人だけが、書類を見せて受け取れます。",
        "registered": "できたカードは、簡易書留で届きます。",
        "none": "できたカードは、あとで窓口か代理人が受け取ります。",
        "": "受け取りかたは、決まりしだいお知らせします。",
    }["none" if reception.is_support else reception.mail]
    return {
        "delivery": delivery, "bring": _bring(reception), "reply": wareki.full(until or reception.on),
        "printed": wareki.full(today()), "sources": _source("第5-1(4)"),
    }  # fmt: skip


def _bring(reception: Reception) -> list[str]:
    papers = [
        "通知カード、または個人番号通知書（紙のもの）",
        "住民基本台帳カード（あれば）",
        "運転免許証、旅券、手帳など、写真のあるもの",
        "資格確認書、介護保険被保険者証、年金の書類など",
    ]
    return papers if reception.photo_service else [*papers, "顔写真（6か月以内、正面、帽子なし）"]


def flyer(viewer: Viewer, reception: Reception) -> Plain:
    """For the wall."""
    return {"bring": ["本人確認書類", "通知カード（あれば）"]}


def tags(viewer: Viewer, reception: Reception) -> Plain:
    """Name tags and number tickets. No diagnosis: nothing of the cares stands on them."""
    return {"people": [_person(one) | {"care": ""} for one in queries.people(viewer, reception)]}


def pin_sheet(viewer: Viewer, reception: Reception) -> Plain:
    """To think with before the day. There is no place on it to write a number."""
    return {"sources": _source("第7(2)", "第5-1(1)")}


def hall(viewer: Viewer, reception: Reception) -> Plain:
    """The room drawn from its size."""
    room = queries.hall(viewer, reception)
    drawn = floor.draw(room.width, room.depth, room.desks, reception.photo_service)
    boxes = [
        {"kind": b.kind, "words": b.words, "x": b.x, "y": b.y, "wide": b.wide, "deep": b.deep} for b in drawn.boxes
    ]
    told = {"wide": drawn.wide, "deep": drawn.deep, "fits": drawn.fits, "asked": drawn.asked}
    path = [list(point) for point in drawn.path]
    floor_ = {**told, "too_small": drawn.too_small, "boxes": boxes, "path": path}
    return {"floor": floor_, "sources": _source("第5-1(6)")}


def times(viewer: Viewer, reception: Reception) -> Plain:
    """Who is called when, and who brings them."""
    made = timetable_of(viewer, reception, queries.hall(viewer, reception))
    people = {one.number: one for one in queries.people(viewer, reception)}
    rows = [
        _person(people[slot.number]) | {"at": clock(reception.begins, slot.calls).strftime("%-H:%M"), "desk": slot.desk}
        for slot in made.slots
    ]
    ends = clock(reception.begins, made.ends).strftime("%-H:%M")
    nine = clock(reception.begins, made.nine_of_ten).strftime("%-H:%M")
    return {"people": rows, "expected": ends, "nine": nine, "tried": made.runs}


def timetable_of(viewer: Viewer, reception: Reception, room: Hall) -> timetable.Timetable:
    """The timetable of the list as it stands, in the order of its numbers."""
    pace = timetable.Pace(
        room.desks, room.photographers if reception.photo_service else 0, room.minutes, room.photo_minutes,
        room.rest_every, room.rest, room.lift_seats, room.lift_minutes,
    )  # fmt: skip
    visitors = [timetable.Visitor(one.number, one.extra_minutes) for one in queries.people(viewer, reception)]
    return timetable.reckon(visitors, pace)


def fallback(viewer: Viewer, reception: Reception) -> Plain:
    """What one goes on with on paper when every machine fails."""
    return {"people": [_person(one) for one in queries.people(viewer, reception)]}


def _person(one: Listed) -> Plain:
    return {
        "number": one.number, "name": one.name, "kana": one.kana, "room": one.room, "care": one.care,
        "birth": wareki.plain(one.birth_date) if one.birth_date else "", "identity": one.identity,
        "at": one.call_at.strftime("%-H:%M") if one.call_at else "", "helper": one.helper, "aid": one.aid,
        "consent": one.mode == "face_auth",
    }  # fmt: skip


def goods(viewer: Viewer, reception: Reception) -> Plain:
    """What is brought, to tick off."""
    kept = queries.items(viewer, reception)
    things = [
        {"number": thing.number, "words": thing.words,
         "by": str(kept[thing.code].get_by_display() if thing.code in kept else thing.by.label),
         "there": thing.code in kept and kept[thing.code].there}
        for thing in guidance.goods(reception, queries.anybody_from_elsewhere(viewer, reception))
    ]  # fmt: skip
    return {"things": things, "sources": _source("第5-1(5)")}


# Code, name, for whom and when, what stands on it.
SHEETS: dict[str, tuple[Any, Any, Callable[[Viewer, Reception], Plain]]] = {
    "minutes": (_("打合せの記録"), _("打合せのときに書く・あとで両方が持つ"), minutes),
    "family": (_("ご家族へのお知らせ"), _("家族に。約2週間前まで"), family),
    "flyer": (_("館内のチラシ"), _("壁に貼る。約2週間前まで"), flyer),
    "pin_sheet": (_("暗証番号を考える紙（絵つき）"), _("考える時間が要る人に。1週間前まで"), pin_sheet),
    "tags": (_("名札と番号札"), _("切って使う。前の日まで"), tags),
    "goods": (_("物品の一覧"), _("当日、そろえながら印をつける"), goods),
    "hall": (_("会場の図"), _("机を並べる人に"), hall),
    "timetable": (_("時間割と介助"), _("介助する人に。前の日まで"), times),
    "fallback": (_("当日の控え（機械が使えないとき）"), _("前の日の夕方に出しておく"), fallback),
}


def print_sheet(viewer: Viewer, reception: Reception, kind: str, site: str) -> Pdf:
    """One paper as a PDF. Raises KeyError for a kind that is none, NotPermitted."""
    name, _what, build = SHEETS[kind]
    with override("ja"):
        body = {**_common(reception), **build(viewer, reception)}
        imprint = Imprint(organisation_of(viewer).name, f"つきそい {version('tsukisoi')}", today(), site)
        leaves = issue(viewer, [Request(kind, str(name), reception.pk, body)], imprint)
        return press(TEMPLATE, leaves, title=str(name), printed_at=now())
