"""The papers of a reception: what stands on each, made from the records, and bound into one PDF."""

from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tsukisoi.cases import queries as cases
from tsukisoi.cases.methods import METHODS
from tsukisoi.papers import easy, fonts
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.receptions import current, floor, guidance, money, queries, timetable
from tsukisoi.receptions.actions import clock
from tsukisoi.receptions.models import Hall, Kind, Listed, Reception
from tsukisoi.receptions.progress import CODES, in_order, stepped_aside
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
    until = next((step.due for step in queries.steps(viewer, reception) if step.code in ("identity", "forms")), None)
    delivery = {
        "restricted": "できたカードは、本人限定受取郵便で届きます。本人だけが、書類を見せて受け取れます。",
        "registered": "できたカードは、簡易書留で届きます。",
        "none": "できたカードは、あとで窓口か代理人が受け取ります。",
        "": "受け取りかたは、決まりしだいお知らせします。",
    }["none" if reception.is_support else reception.mail]
    return {
        "title": f"マイナンバーカードの{_called(reception)}のお知らせ", "comes": _comes(reception),
        "delivery": delivery, "bring": _bring(reception), "reply": wareki.full(until or reception.on),
        "printed": wareki.full(today()),
        "sources": _source("第6-1" if reception.kind == Kind.APPLICATION_SUPPORT else "第5-1(4)"),
    }  # fmt: skip


def _called(reception: Reception) -> str:
    """What the day is: only where staff of the municipality come is an application received."""
    if reception.kind == Kind.APPLICATION_SUPPORT:
        return "申請サポート"
    return "出張申請サポート" if reception.is_support else "出張申請受付"


def _comes(reception: Reception) -> str:
    """Who comes where, and what they do: to families nothing is said that does not hold on this day."""
    if reception.kind == Kind.APPLICATION_SUPPORT:
        return "施設・団体の職員が、カードの申請を手伝います。"
    where = "ご自宅などにうかがい" if reception.kind == Kind.HOME_VISIT_RECEPTION else "施設に来て"
    if reception.is_support:
        return f"{reception.town}から頼まれた事業者が{where}、申請を手伝います。本人確認は、受け取るときにします。"
    return f"{reception.town}の職員が{where}、カードの申請を受け付けます。"


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
    easy_words = {key: _easy(text) for key, text in FLYER.items()}
    return {"easy": easy_words, "comes": _easy(FLYER_COMES[reception.is_support])}


FLYER: dict[str, str] = {
    "title": "マイナンバーカードを ｛作｜つく｝りたい ｛方｜かた｝へ",
    "own": "｛作｜つく｝るか ｛作｜つく｝らないかは、 ｛自分｜じぶん｝で ｛決｜き｝められます。",
    "ask": "わからないことは、 ｛職員｜しょくいん｝に ｛聞｜き｝いて ください。",
    "bring": "｛持｜も｝ってくるもの： ｛本人確認書類｜ほんにんかくにんしょるい｝、 ｛通知｜つうち｝カード（あれば）",
    "quiet": "12けたの ｛番号｜ばんごう｝と ｛暗証番号｜あんしょうばんごう｝は、 ｛人｜ひと｝に ｛話｜はな｝しません。",
}
"""What stands on the wall, for whoever reads only kana as well."""
FLYER_COMES: dict[bool, str] = {
    False: "｛役所｜やくしょ｝の ｛人｜ひと｝が ここに ｛来｜き｝ます",
    True: "｛役所｜やくしょ｝から ｛頼｜たの｝まれた ｛人｜ひと｝が ここに ｛来｜き｝ます",
}
"""Who comes, by whether it is support only."""


def tags(viewer: Viewer, reception: Reception) -> Plain:
    """Name tags and number tickets. No diagnosis: nothing of the cares stands on them."""
    return {"people": [_person(one) | {"care": ""} for one in current.as_now(viewer, reception)]}


def pin_sheet(viewer: Viewer, reception: Reception) -> Plain:
    """To think with before the day. There is no place on it to write a number."""
    pictures = {key: _easy(text) for key, text in THINKING.items()}
    return {"easy": pictures, "sources": _source("第7(2)", "第5-1(1)")}


THINKING: dict[str, str] = {
    "day": "｛受付｜うけつけ｝の ｛日｜ひ｝",
    "title": "｛暗証番号｜あんしょうばんごう｝を ｛考｜かんが｝える ｛紙｜かみ｝",
    "lead": "カードの ｛鍵｜かぎ｝に なる ｛番号｜ばんごう｝です。 ゆっくり ｛考｜かんが｝えて ください。",
    "lock": "4つの ｛数字｜すうじ｝で、 ｛自分｜じぶん｝だけの ｛鍵｜かぎ｝を ｛作｜つく｝ります。",
    "cake": "｛誕生日｜たんじょうび｝や ｛部屋｜へや｝の ｛番号｜ばんごう｝は、"
    " ｛人｜ひと｝に わかりやすいので ｛使｜つか｝いません。",
    "pad": "｛自分｜じぶん｝が ｛思｜おも｝い ｛出｜だ｝せる ｛数字｜すうじ｝に します。"
    " 3つの ｛鍵｜かぎ｝を ｛同｜おな｝じ ｛数字｜すうじ｝に しても かまいません。",
    "quiet": "｛人｜ひと｝に ｛話｜はな｝しません。 この ｛紙｜かみ｝にも ｛書｜か｝きません。",
    "help": "むずかしいときは、 ｛職員｜しょくいん｝に ｛話｜はな｝してください。"
    " ｛番号｜ばんごう｝の ない カード（｛顔｜かお｝で ｛確｜たし｝かめる カード）も ｛選｜えら｝べます。",
}
"""What stands beside each picture: easy Japanese, with a reading over every kanji."""


def _easy(text: str) -> list[Any]:
    phrases = easy.phrases(text)
    return [[p if isinstance(p, str) else [*p, fonts.width(p[0]), fonts.width(p[1])] for p in ph] for ph in phrases]


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
    people = {one.number: one for one in current.as_now(viewer, reception)}
    rows = [
        _person(people[slot.number]) | {"at": clock(reception.begins, slot.calls).strftime("%-H:%M"), "desk": slot.desk}
        for slot in made.slots
    ]
    ends = clock(reception.begins, made.ends).strftime("%-H:%M")
    nine = clock(reception.begins, made.nine_of_ten).strftime("%-H:%M")
    return {"people": rows, "helpers": _by_helper(rows), "expected": ends, "nine": nine, "tried": made.runs}


def _by_helper(rows: list[Plain]) -> list[Plain]:
    """The escorts' own list: whom each brings, from which room, when."""
    names = dict.fromkeys(row["helper"] for row in rows if row["helper"])
    return [{"helper": name, "people": [row for row in rows if row["helper"] == name]} for name in names]


def timetable_of(viewer: Viewer, reception: Reception, room: Hall) -> timetable.Timetable:
    """The timetable of the list as it stands, in the order of its numbers."""
    pace = timetable.Pace(
        room.desks, room.photographers if reception.photo_service else 0, room.minutes, room.photo_minutes,
        room.rest_every, room.rest, room.lift_seats, room.lift_minutes,
    )  # fmt: skip
    visitors = [timetable.Visitor(one.number, one.extra_minutes) for one in current.as_now(viewer, reception)]
    return timetable.reckon(visitors, pace)


def fallback(viewer: Viewer, reception: Reception) -> Plain:
    """What one goes on with on paper when every machine fails."""
    return {"people": [_person(one) for one in current.as_now(viewer, reception)]}


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


def report(viewer: Viewer, reception: Reception) -> Plain:
    """What was done and counts, for the town: by date and place, with nothing it will refuse."""
    kept = queries.claim(viewer, reception)
    lines = queries.claim_lines(viewer, reception)
    counted = [line for line in lines if not line.refused]
    rows = [
        {"day": wareki.plain(line.work.on), "name": line.work.listed.name, "address": line.work.listed.address,
         "kind": "申請サポート" if line.work.kind == "support" else "代理受取", "yen": _yen(line.yen)}
        for line in counted
    ]  # fmt: skip
    kinds = (("support", "申請サポート", kept.yen_support), ("proxy", "代理受取", kept.yen_proxy))
    numbers = [(word, sum(line.work.kind == kind for line in counted), yen) for kind, word, yen in kinds]
    by_kind = [
        {"kind": word, "count": n, "yen": _yen(yen), "sum": _yen(n * yen if yen is not None else None)}
        for word, n, yen in numbers
        if n
    ]
    return {
        "rows": rows, "kinds": by_kind, "total": _yen(money.total(lines)),
        "method": str(kept.get_method_display()), "sources": _source("第6-2（報償費）"),
        "consulted": wareki.plain(kept.consulted_on) if kept.consulted_on else "", "with": kept.consulted_with,
    }  # fmt: skip


def _yen(yen: int | None) -> str:
    return "" if yen is None else f"{yen:,}円"


def record(viewer: Viewer, one: Listed) -> Plain:
    """The whole way of one person: each explanation with its answer, the days, the mode, who was there."""
    attempts = cases.attempts(viewer, one.resident_id) if one.resident_id else []
    told = [
        {"at": wareki.plain(localtime(line.attempt.at).date()) + localtime(line.attempt.at).strftime(" %-H:%M"),
         "by": line.attempt.explained_by,
         "how": "、".join(str(METHODS[m]) for m in line.attempt.methods if m in METHODS),
         "matter": str(line.attempt.get_matter_display()), "answer": str(line.attempt.get_answer_display()),
         "who": line.capacity, "present": line.attempt.present, "note": line.attempt.note}
        for line in reversed(attempts)
        if line.attempt.withdraws_id is None and not line.withdrawn
    ]  # fmt: skip
    found = queries.progress_one(viewer, one)
    before = [mark for mark in queries.marks_of(viewer, one) if stepped_aside(mark)]
    days = [{"words": str(CODES[mark.code]), "on": wareki.plain(mark.on)} for mark in in_order([*before, *found.marks])]
    return {
        "person": {"name": one.name, "kana": one.kana, "birth": wareki.plain(one.birth_date) if one.birth_date else "",
                   "room": one.room},
        "mode": {"standard": "通常", "face_auth": "顔認証（暗証番号なし）"}.get(one.mode, ""), "told": told,
        "days": days,
        "applied": _day(found.on("applied")), "in_hand": _day(found.on("in_hand")),
        "representative": one.representative, "helper": one.helper, "sources": _source("第5-1(8)"),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return wareki.plain(day) if day else ""


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

MONEY: dict[str, tuple[Any, Any, Callable[[Viewer, Reception], Plain]]] = {
    "report": (_("報告書（対象者の一覧）"), _("市区町村に出す"), report),
    "invoice": (_("請求書"), _("市区町村に出す"), report),
}


def print_record(viewer: Viewer, one: Listed, site: str) -> Pdf:
    """One person's record as a PDF."""
    with override("ja"):
        body = {**_common(one.reception), **record(viewer, one)}
        imprint = Imprint(organisation_of(viewer).name, f"つきそい {version('tsukisoi')}", today(), site)
        wanted = Request("reception_record", "カード取得の経過の記録", one.resident_id or one.pk, body)
        return press(TEMPLATE, issue(viewer, [wanted], imprint), title="カード取得の経過の記録", printed_at=now())


def print_sheet(viewer: Viewer, reception: Reception, kind: str, site: str) -> Pdf:
    """One paper as a PDF. Raises KeyError for a kind that is none, NotPermitted."""
    name, _what, build = {**SHEETS, **MONEY}[kind]
    with override("ja"):
        body = {**_common(reception), **build(viewer, reception)}
        imprint = Imprint(organisation_of(viewer).name, f"つきそい {version('tsukisoi')}", today(), site)
        leaves = issue(viewer, [Request(kind, str(name), reception.pk, body)], imprint)
        return press(TEMPLATE, leaves, title=str(name), printed_at=now())
