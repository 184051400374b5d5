"""The papers of what is kept: receipt, sheets for the person, slips, the appointment, the count, the record's head."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import override

from tsukisoi.custody import guidance, labels, queries, signature
from tsukisoi.custody.models import Agreement, Capacity, Count, CountLine, HandOut, Item, Matter, Seen
from tsukisoi.help.guidance import numbers_for
from tsukisoi.journal import queries as journal
from tsukisoi.papers import days, easy, fonts
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).parent / "papers" / "custody.typ"
CARD_ITEMS = ("マイナンバーカード",)
PAPER_ITEMS = (
    "資格確認書", "資格情報のお知らせ", "介護保険被保険者証・負担割合証", "医療受給者証・医療券",
    "障害者手帳", "診察券",
)  # fmt: skip
SIGNERS = tuple(str(capacity.label) for capacity in Capacity)
label_sheet, labels_csv, labels_of = labels.sheet, labels.as_csv, labels.of_house


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


def _printed(
    viewer: Viewer, kind: str, title: str, subject: UUID, body: Mapping[str, Any], site: str, unit: UUID | None = None
) -> Pdf:
    house = staff.organisation_of(viewer)
    request = Request(f"custody_{kind}", title, subject, body, unit)
    leaves = issue(viewer, [request], Imprint(house.name, edition(), today(), site))
    return press(TEMPLATE, leaves, title=title, printed_at=now())


def of_person(viewer: Viewer, who: Person, kind: str, site: str) -> Pdf:
    """One paper of OF_A_PERSON."""
    title, build = OF_A_PERSON[kind]
    with override("ja"):
        return _printed(viewer, kind, title, who.pk, build(viewer, who), site, who.unit_id)


def of_house(viewer: Viewer, kind: str, site: str) -> Pdf:
    """One paper of OF_THE_HOUSE."""
    title, build = OF_THE_HOUSE[kind]
    with override("ja"):
        return _printed(viewer, kind, title, viewer.organisation, build(viewer), site)


def _who(who: Person) -> dict[str, str]:
    return {"name": who.name, "room": who.room, "born": wareki.plain(who.birth_date)}


def _back(out: HandOut) -> str:
    return "戻らず" if out.never_back else _moment(out.back_at) or "まだ"


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日 {days.clock(local)}"


def receipt_text(viewer: Viewer, who: Person, matters: Iterable[str]) -> dict[str, Any]:
    """What is agreed, as plain data: what the screen shows, the paper prints and the signature is kept with."""
    with override("ja"):
        house, chosen = staff.organisation_of(viewer), list(matters)
        items = (CARD_ITEMS if Matter.CARD in chosen else ()) + (PAPER_ITEMS if Matter.PAPERS in chosen else ())
        handlers = [one.worker.name for one in queries.custodians(viewer)]
        return {
            **_who(who), "organisation": house.name, "head_title": house.head_title,
            "clauses": [{"head": head, "lines": lines} for head, lines in _clauses(house.head_title, items, handlers)],
        }  # fmt: skip


def _clauses(head: str, items: Sequence[str], handlers: Sequence[str]) -> list[tuple[str, list[str]]]:
    return [
        ("お預かりするもの", ["、".join(items), "品目のほかは書きません。番号は書き写しません。"]),
        ("何のためか", ["受診のときに使うこと、なくさないこと、更新や手続きのときに使うこと。"]),
        ("どこに置くか", ["鍵のかかる保管庫の、ご本人の袋。出し入れは、日時と人をすべて記録します。"]),
        ("だれが扱うか", [f"責任者は{head}。扱う職員は、書面で決めた人だけです。", *_named(handlers)]),
        ("出すとき", ["受診、手続き、ご本人が望むとき。急ぐ夜は勤務中の職員が出し、翌朝に責任者が確かめます。"]),
        ("お返しするとき", ["ご本人が望むとき、退所のとき。受け取りの記録を残し、何も残っていないことを確かめます。"]),
        ("お預かりしないもの", ["暗証番号（メモや封筒も）。番号の載った紙は、ご本人が封をしたものだけです。"]),
        ("なくしたとき", ["すぐにカードの一時停止を手伝い、ご本人（法定代理人）にお知らせします。"]),
        ("約束の見直し", ["身元保証人や扱う職員が替わったときは、新しい預かり証を作ります。"]),
    ]


def _named(handlers: Sequence[str]) -> list[str]:
    return ["いま扱う職員：" + "、".join(handlers)] if handlers else []


def _receipt(viewer: Viewer, who: Person) -> dict[str, Any]:
    """A duplicate of what was signed; before anything is, the text to sign on paper."""
    last = next(iter(queries.agreements(viewer, who.pk)), None)
    if last is not None:
        return {**last.text, "copy": True, "signed": _signed(viewer, last), "capacities": SIGNERS}
    matters = [matter for matter in Matter if queries.house_keeps(viewer, matter)]
    return {**receipt_text(viewer, who, matters), "copy": False, "signed": None, "capacities": SIGNERS}


def _signed(viewer: Viewer, agreement: Agreement) -> dict[str, Any]:
    taken = staff.names(viewer, [agreement.taken_by]).get(agreement.taken_by, "")
    how = agreement.get_how_display()
    try:
        drawn = signature.unseal(agreement.signature)
    except signature.NotDrawn:
        drawn, how = [], f"{how}（署名の絵は、いまの鍵では開けません）"
    return {
        "signer": agreement.signer, "capacity": str(Capacity(agreement.capacity).label),
        "on": wareki.plain(agreement.signed_on), "how": how, "place": agreement.paper_place,
        "lines": drawn, "taken_by": taken,
    }  # fmt: skip


_SELF = {
    "title": "カードを ｛自分｜じぶん｝で ｛持｜も｝つ ｛人｜ひと｝へ",
    "lead": [
        "カードは、あなたの ｛大切｜たいせつ｝な ものです。",
        "｛自分｜じぶん｝の ｛鍵｜かぎ｝のかかる ところに しまいます。",
    ],
    "steps": [
        "｛居室｜きょしつ｝の ロッカーに ｛入｜い｝れて、｛鍵｜かぎ｝を かけます。",
        "｛病院｜びょういん｝に ｛行｜い｝く ときだけ、｛出｜だ｝します。",
        "｛帰｜かえ｝ったら、すぐに もとの ところへ もどします。",
        "｛番号｜ばんごう｝の メモを カードと いっしょに しません。",
        "｛人｜ひと｝に ｛貸｜か｝しません。",
    ],
    "missing": "カードが ｛見｜み｝つからない ときは",
    "call": [
        "すぐに ｛職員｜しょくいん｝に ｛言｜い｝ってください。",
        "｛電話｜でんわ｝で カードを ｛止｜と｝められます。｛夜｜よる｝も ｛止｜と｝められます。",
    ],
}  # fmt: skip


def _ruby(value: Any) -> Any:
    """Authored text with readings as the template takes it."""
    if isinstance(value, list):
        return [_ruby(one) for one in value]
    found = easy.phrases(value)
    return [[p if isinstance(p, str) else [*p, fonts.width(p[0]), fonts.width(p[1])] for p in ph] for ph in found]


def _self_sheet(_viewer: Viewer, who: Person) -> dict[str, Any]:
    """What to do oneself, and the numbers as they were last seen: they are dated data."""
    told = {**_SELF, "call": [*_SELF["call"], *_numbers()]}
    return {**_who(who), **{key: _ruby(text) for key, text in told.items()}}


def _numbers() -> list[str]:
    """The line that stops a card at any hour, and the fax for whoever cannot phone; nothing that is not on record."""
    loss = numbers_for("loss", today())
    line = next((one for one in loss if one.day_and_night and not one.fax), None)
    fax = next((one for one in loss if one.fax), None)
    return [
        f"{words} {one.number}（{wareki.narrow(one.last_seen)}に ｛見｜み｝た ｛番号｜ばんごう｝）"
        for words, one in (("｛電話｜でんわ｝", line), ("｛電話｜でんわ｝が できない ｛人｜ひと｝は FAX", fax)) if one
    ]  # fmt: skip


def _return(viewer: Viewer, who: Person) -> dict[str, Any]:
    gone, left = queries.given_back(viewer, who.pk), queries.items_of(viewer, who.pk)
    return {
        **_who(who), "left": [one.item.get_kind_display() for one in left], "capacities": SIGNERS,
        "given": [
            [i.get_kind_display(), _moment(i.ended_at), i.ended_to or i.get_ended_why_display(), ""] for i in gone
        ] or [[""] * 4] * 3,
    }  # fmt: skip


def _statement(viewer: Viewer, who: Person) -> dict[str, Any]:
    """For those named, and nobody else."""
    named, house = queries.recipients(viewer, who.pk), staff.organisation_of(viewer)
    since = today() - timedelta(days=91)
    moves = queries.moved_since(viewer, who.pk, since)
    return {
        **_who(who), "organisation": house.name, "head_title": house.head_title,
        "to": "・".join(one.contact.name for one in named),
        "period": f"{wareki.plain(since)}から{wareki.plain(today())}まで",
        "named": "、".join(
            f"{one.contact.name}様（{wareki.plain(one.named_on)}に{one.get_named_by_display()}が決めた方）"
            for one in named
        ),
        "held": [
            [one.item.get_kind_display(), queries.out_words(one.out) if one.out else str(one.item.place or ""),
             wareki.plain(timezone.localtime(one.item.taken_at).date())]
            for one in queries.items_of(viewer, who.pk)
        ],
        "moves": [
            [o.item.get_kind_display(), queries.out_words(o), _moment(o.out_at), _back(o)]
            for o in moves
        ],
    }  # fmt: skip


def _slip(_viewer: Viewer) -> dict[str, Any]:
    return {}


def _appointment(viewer: Viewer) -> dict[str, Any]:
    house = staff.organisation_of(viewer)
    rules = [rule for rule in guidance.measures(today(), card=True) if rule.name == "who"]
    return {
        "organisation": house.name, "head_title": house.head_title, "as_of": wareki.plain(today()),
        "rows": [
            [one.worker.name, one.unit.name if one.unit else "施設全体", wareki.plain(one.since),
             wareki.plain(one.until) if one.until else ""]
            for one in queries.custodians(viewer)
        ],
        "sources": [{"mark": "〔1〕", "title": f"{rule.cite.title} {rule.cite.place}"} for rule in rules],
    }  # fmt: skip


def _head(viewer: Viewer) -> dict[str, Any]:
    """The newest seal as sixty-four signs, for the safe."""
    seal = journal.last_seal(viewer)
    at = timezone.localtime(seal.at) if seal else None
    digest = seal.digest if seal else ""
    groups = [" ".join(digest[at : at + 8][i : i + 4] for i in (0, 4)) for at in range(0, len(digest), 8)]
    return {
        "organisation": staff.organisation_of(viewer).name, "seq": str(seal.seq if seal else "なし"),
        "at": f"{wareki.plain(at.date())} {days.clock(at)}" if at else "",
        "chains": str(seal.chains if seal else 0),
        "groups": ["　".join(groups[at : at + 2]) for at in range(0, len(groups), 2)],
        "qr": list(labels.picture(digest or "NONE", byte=True)),
    }  # fmt: skip


def _movements(viewer: Viewer) -> dict[str, Any]:
    since = today() - timedelta(days=31)
    outs = queries.moved_since(viewer, None, since)
    names = staff.names(viewer, {pk for out in outs for pk in (out.by, out.back_by) if pk})
    rows = [_movement(out, names) for out in outs]
    return {"period": f"{wareki.plain(since)}から{wareki.plain(today())}まで", "rows": rows or [[""] * 8]}


def _movement(out: HandOut, names: Mapping[UUID, str]) -> list[str]:
    item: Item = out.item
    why = queries.out_words(out) + ("　緊急" if out.emergency else "") + ("　後入力" if out.entered_later else "")
    back = f"{_moment(out.back_at)} {names.get(out.back_by, '')}" if out.back_at and out.back_by else ""
    condition = "取り消し" if out.undone else "戻らず" if out.never_back else out.get_condition_display()
    return [
        item.resident.room, item.resident.name, item.get_kind_display(), _moment(out.out_at), why,
        names.get(out.by, ""), back, condition,
    ]  # fmt: skip


def count_sheet(viewer: Viewer, count: Count, site: str) -> Pdf:
    """The book of a count: to be ticked by hand, and once it is closed what was found, by whom and when."""
    with override("ja"):
        return _printed(viewer, "count", "預かりの点検", count.pk, book_of(viewer, count), site)


def book_of(viewer: Viewer, count: Count) -> dict[str, Any]:
    """What that paper says: the lines with what was found so far, the sums, and once closed the hands and times."""
    lines, sums = queries.lines_of(viewer, count), queries.sums_of(viewer, [count])[count.pk]
    names = staff.names(viewer, [pk for pk in (count.closed_by, count.signed_by) if pk])
    return {
        "month": f"{count.month.year}年{count.month.month}月", "rows": [_counted(line) for line in lines] or [[""] * 7],
        "closed": count.closed_at is not None, "book": sums.book, "out": sums.out, "there": sums.there,
        "differ": sums.differ, "remark": count.remark,
        "counted": _by(count.closed_at, names.get(count.closed_by, "") if count.closed_by else ""),
        "signed": _by(count.signed_at, names.get(count.signed_by, "") if count.signed_by else ""),
    }  # fmt: skip


def _by(at: datetime | None, who: str) -> str:
    return f"{wareki.plain(timezone.localtime(at).date())} {days.clock(timezone.localtime(at))}　{who}" if at else ""


def _counted(line: CountLine) -> list[str]:
    item = line.item
    number = f"{item.place.number:02}" if item.place else ""
    there, missing = ("○" if line.seen == seen else "" for seen in (Seen.THERE, Seen.MISSING))
    where = f"{line.seen_in}にあった" if line.seen_in else "持ち出し中" if line.seen == Seen.OUT else ""
    told = "　".join(part for part in (where, line.explanation) if part)
    return [number, item.resident.room, item.resident.name, item.get_kind_display(), there, missing, told]


OF_A_PERSON: dict[str, tuple[str, Callable[[Viewer, Person], dict[str, Any]]]] = {
    "receipt": ("預かり証", _receipt), "self_sheet": ("カードを自分で持つ人へ", _self_sheet),
    "giving_back": ("お返しの記録", _return), "statement": ("預かりのお知らせ", _statement),
}  # fmt: skip
OF_THE_HOUSE: dict[str, tuple[str, Callable[[Viewer], dict[str, Any]]]] = {
    "slip": ("持ち出しの紙", _slip), "appointment": ("預かりを扱う職員", _appointment),
    "head": ("記録の封（控え）", _head), "movements": ("出し入れ簿", _movements),
}  # fmt: skip


def may_have_statement(viewer: Viewer, resident: UUID) -> bool:
    """Is anybody named for it?"""
    return bool(queries.recipients(viewer, resident)) and bool(residents.names(viewer, [resident]))
