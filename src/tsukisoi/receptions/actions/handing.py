"""The list over to the other side and back: made, taken in, and every difference decided by a person."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from tsukisoi.journal.actions import Chain, forget_about, write
from tsukisoi.packets import actions as packets
from tsukisoi.packets import queries as packet_queries
from tsukisoi.packets.actions import Made, Opened, Refused
from tsukisoi.packets.queries import Partner
from tsukisoi.papers.workbook import Table, workbook
from tsukisoi.receptions import columns, queries
from tsukisoi.receptions.actions.listing import change_listed, enter, put_on, refresh, relist, take_off
from tsukisoi.receptions.actions.opening import change, open_reception
from tsukisoi.receptions.actions.planning import replan
from tsukisoi.receptions.models import Correction, Layout, Listed, Place, Reception, Step
from tsukisoi.receptions.tasks import COME_WITH_A_LIST
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki
from tsukisoi.ui.templatetags.ui import short_time

KIND = queries.LIST_FILE
WORKBOOK = queries.LIST_WORKBOOK
GONE = "（廃棄ずみ）"


def hand_over(
    viewer: Viewer, reception: Reception, *, delete_on: date, to: Partner | None = None, code: str = "",
    id: UUID | None = None,
) -> Made:  # fmt: skip
    """Make the file with the list and what was agreed, for the other side. Raises Refused, NotPermitted."""
    viewer.require(Right.RUN_RECEPTIONS)
    refresh(viewer, reception)
    everybody = queries.people(viewer, reception, withdrawn=True)
    payload = {
        "reception": {"shared": str(reception.shared), "town": reception.town,
                      **{name: columns.plain(getattr(reception, name)) for name in columns.AGREED}},
        "people": [_person(one, reception) for one in everybody],
    }  # fmt: skip
    with transaction.atomic():
        made = packets.make(
            viewer, kind=KIND, payload=payload, organisation=organisation_of(viewer).name,
            recipient=reception.partner or reception.town, delete_on=delete_on, about=reception.pk, to=to, code=code,
            id=id,
        )  # fmt: skip
        write(viewer, "receptions.hand_over", Chain("reception", reception.pk), refs=[made.record.pk])
        if reception.is_ours:
            _done(reception, "list_sent")
    return made


def hand_over_workbook(
    viewer: Viewer, reception: Reception, *, delete_on: date, standard: bool, password: str, id: UUID | None = None
) -> Made:
    """Make the list as an encrypted workbook, in the town's own columns or (`standard`) in the usual ones.

    Raises NotPermitted.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    viewer.require(Right.EXPORT)
    refresh(viewer, reception)
    people = queries.people(viewer, reception)
    layout = [] if standard else queries.layout(viewer, reception.town)
    with override("ja"):
        headings, rows = columns.rows(people, layout or columns.STANDARD)

    def build(receipt: str) -> bytes:
        note = (
            f"{wareki.plain(reception.on)}　{reception.place}　廃棄する日 {wareki.plain(delete_on)}"
            f"　受け取りの印 {receipt}（開けたら、電話で知らせてください）"
        )
        return workbook([Table("申請者名簿", headings, rows, note)], now())

    with transaction.atomic():
        made = packets.make_workbook(
            viewer, build, kind=WORKBOOK, organisation=organisation_of(viewer).name,
            recipient=reception.partner or reception.town, delete_on=delete_on, about=reception.pk, password=password,
            id=id,
        )  # fmt: skip
        write(viewer, "receptions.workbook", Chain("reception", reception.pk), refs=[made.record.pk])
        if reception.is_ours:
            _done(reception, "list_sent")
    return made


def _person(listed: Listed, reception: Reception) -> dict[str, Any]:
    if not listed.listed:
        return {"shared": str(listed.shared), "number": listed.number, "place": listed.place}
    return {
        "shared": str(listed.shared), "number": listed.number, "place": listed.place, **columns.sent(listed, reception)
    }  # fmt: skip


def take(viewer: Viewer, content: bytes, code: str = "") -> tuple[Reception, Opened]:
    """Take in a file with a list. A reception not known here is opened with it; of one that is, every difference waits
    for a decision. The same file again changes nothing; one older than the newest of that sender is refused.
    Raises Refused, NotPermitted."""
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        opened = packets.open_packet(viewer, content, kinds=[KIND], code=code)
        said = opened.payload
        try:
            shared = UUID(said["reception"]["shared"])
            agreed = {name: columns.read(name, said["reception"][name]) for name in columns.AGREED}
            people = [(UUID(one["shared"]), one) for one in said["people"]]
        except (KeyError, TypeError, ValueError):
            raise Refused(_("ファイルの中身が読めません。送った人に、作りなおしてもらってください。")) from None
        before = queries.by_shared(viewer, shared)
        if before is None:
            reception = _fresh(viewer, shared, agreed, said, people, opened.sender)
        else:
            reception = before
            if not opened.again:
                _is_newest(viewer, reception, opened)
                _differences(viewer, reception, opened.id, agreed, people)
        packets.belongs_to(viewer, opened.record, reception.pk)
        if not opened.again:
            write(viewer, "receptions.take", Chain("reception", reception.pk), refs=[opened.record.pk])
    return reception, opened


def _is_newest(viewer: Viewer, reception: Reception, opened: Opened) -> None:
    """Raises Refused for a file made before one of that sender that is here: it says what was so once."""
    before = [
        one.made_at for one in packet_queries.packets(viewer, reception.pk)
        if (one.direction, one.kind, one.sender) == ("opened", KIND, opened.sender)
    ]  # fmt: skip
    newest = max(before, default=opened.made_at)
    if opened.made_at < newest:
        told = _(
            "もっと新しいファイル（%(newest)sに作ったもの）を、もう開いています。"
            "このファイル（%(made)sに作ったもの）は古いので、取りこみません。待っている直しは、そのままです。"
        )
        raise Refused(told % {"newest": short_time(newest), "made": short_time(opened.made_at)})


def _fresh(
    viewer: Viewer, shared: UUID, agreed: Mapping[str, Any], said: Mapping[str, Any],
    people: Iterable[tuple[UUID, Mapping[str, Any]]], sender: str,
) -> Reception:  # fmt: skip
    town = str(said["reception"].get("town", ""))[:60]
    reception = open_reception(viewer, shared=shared, **agreed, partner=sender[:120], town=town)
    for id, one in people:
        if one.get("place") == Place.LISTED:
            enter(viewer, reception, shared=id, number=int(one["number"]), **_columns(one))
    replan(viewer, reception)
    if not reception.is_ours:
        _done(reception, *COME_WITH_A_LIST)
    return reception


def _done(reception: Reception, *codes: str) -> None:
    """Steps that are done with what is done here."""
    Step.objects.filter(reception=reception, code__in=codes, done_on=None).update(done_on=today())


def _columns(one: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of one person of a file. Raises Refused."""
    try:
        return {name: columns.read(name, one[name]) for name in columns.SENT_HOME if name in one}
    except (TypeError, ValueError):
        raise Refused(_("ファイルの中身が読めません。送った人に、作りなおしてもらってください。")) from None


def _differences(
    viewer: Viewer, reception: Reception, packet: UUID, agreed: Mapping[str, Any],
    people: Iterable[tuple[UUID, Mapping[str, Any]]],
) -> None:  # fmt: skip
    """Put every difference between this file and ours where somebody decides. What waited before is replaced."""
    Correction.objects.filter(reception=reception, taken=None).delete()
    ours = {one.shared: one for one in queries.people(viewer, reception, withdrawn=True)}
    for name, value in agreed.items():
        _differs(viewer, reception, packet, reception.shared, None, name, getattr(reception, name), value)
    for shared, one in people:
        listed = ours.get(shared)
        gone = one.get("place") == Place.WITHDRAWN
        if listed is None:
            if not gone:
                _put(viewer, reception, packet, shared, None, "added", "", str(one.get("name", "")), dict(one))
        elif gone:
            if listed.listed:
                _put(viewer, reception, packet, shared, listed, "withdrawn", listed.name, "", {})
        elif listed.listed:
            _columns_differ(viewer, reception, packet, listed, one)
        else:
            with override("ja"):
                off = _("名簿から外した")
            _put(viewer, reception, packet, shared, listed, "relisted", off, listed.name, dict(one))


def _columns_differ(
    viewer: Viewer, reception: Reception, packet: UUID, listed: Listed, one: Mapping[str, Any]
) -> None:  # fmt: skip
    for name, value in _columns(one).items():
        _differs(viewer, reception, packet, listed.shared, listed, name, getattr(listed, name), value)


def _differs(
    viewer: Viewer, reception: Reception, packet: UUID, shared: UUID, listed: Listed | None, name: str, ours: Any,
    theirs: Any,
) -> None:  # fmt: skip
    if ours == theirs:
        return
    with override("ja"):
        words = columns.in_words(name, ours), columns.in_words(name, theirs)
    _put(viewer, reception, packet, shared, listed, name, *words, {name: columns.plain(theirs)})


def _put(
    viewer: Viewer, reception: Reception, packet: UUID, shared: UUID, listed: Listed | None, field: str, ours: str,
    theirs: str, said: dict[str, Any],
) -> None:  # fmt: skip
    Correction.objects.get_or_create(
        organisation_id=viewer.organisation, reception=reception, packet=packet, shared=shared, field=field,
        defaults={"listed": listed, "ours": ours[:300], "theirs": theirs[:300], "columns": said},
    )  # fmt: skip


def decide(viewer: Viewer, correction: Correction, taken: bool) -> Correction:
    """Take theirs or keep ours. Both stay in the record; decided once, it stays decided."""
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        waiting = Correction.objects.select_for_update(of=("self",)).select_related("reception", "listed")
        found = waiting.get(pk=correction.pk)
        if found.taken is not None:
            return found
        if taken:
            _take_theirs(viewer, found)
        found.taken, found.decided_at = taken, now()
        found.save(update_fields=["taken", "decided_at"])
        chain = Chain("reception", found.reception_id)
        values = {"key": found.field, "answer": "theirs" if taken else "ours"}
        write(viewer, "receptions.decide", chain, refs=[found.pk], values=values)
    return found


def _take_theirs(viewer: Viewer, found: Correction) -> None:
    if found.field == "added":
        one = found.columns
        number = int(one.get("number") or 0) or None
        put_on(viewer, found.reception, shared=found.shared, number=number, known=True, **_columns(one))
    elif found.field == "withdrawn" and found.listed is not None:
        take_off(viewer, found.listed, known=True)
    elif found.field == "relisted" and found.listed is not None:
        relist(viewer, found.listed, known=True)  # what else they wrote of this person is decided next
        _columns_differ(viewer, found.reception, found.packet, found.listed, found.columns)
    elif found.listed is not None:
        change_listed(viewer, found.listed, **{n: columns.read(n, v) for n, v in found.columns.items()})
    else:
        change(viewer, found.reception, known=True, **{n: columns.read(n, v) for n, v in found.columns.items()})


def decide_all(viewer: Viewer, reception: Reception, taken: bool) -> int:
    """Take all of theirs, or keep all of ours; how many that were."""
    count = 0
    with transaction.atomic():
        while waiting := queries.corrections(viewer, reception):  # who comes back brings columns to decide
            for one in waiting:
                decide(viewer, one, taken)
            count += len(waiting)
    return count


def destroy(viewer: Viewer, reception: Reception) -> None:
    """Delete what the other side gave of its people: the day it named has come. Numbers stay, people do not; the record
    keeps that something was written of them, and no longer what.

    Only what came in a file: the facility's own list is its own. Raises Refused on the facility's side.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    if reception.is_ours:
        raise Refused(_("これはこの施設の名簿です。相手から受け取ったものではありません。"))
    with transaction.atomic():
        empty: dict[str, Any] = {
            "kana": "", "birth_date": None, "sex": "", "address": "", "room": "", "identity": "", "care": "",
            "representative": "", "privacy": "", "cares": [], "missing": [], "helper": "", "aid": "",
            "why_withdrawn": "",
        }  # fmt: skip
        people = Listed.objects.filter(reception=reception)
        forget_about(people.values_list("pk", flat=True))
        people.update(name=GONE, **empty)
        Correction.objects.filter(reception=reception).delete()
        for packet in queries.files(viewer, reception):
            if packet.direction == "opened":
                packets.deleted(viewer, packet)
        write(viewer, "receptions.destroy", Chain("reception", reception.pk))


def set_layout(viewer: Viewer, town: str, layout: list[tuple[str, str]]) -> None:
    """Remember the columns of a town's own workbook; an empty layout means the standard one again."""
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        if not layout:
            Layout.objects.filter(town=town).delete()
        else:
            Layout.objects.update_or_create(
                organisation_id=viewer.organisation, town=town, defaults={"columns": [list(pair) for pair in layout]}
            )
