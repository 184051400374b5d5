"""What of the waiting cards needs somebody, by when, and whether it can wait: for Today and this room's list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.deliveries import guidance, queries
from tsukisoi.deliveries.guidance import Clocks, Reading
from tsukisoi.deliveries.models import Way
from tsukisoi.deliveries.queries import Waiting
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.viewer import Viewer

NOTICE_WITHIN = timedelta(days=60)
"""After this long without a notice somebody calls the town: cards are made in about a month, mail is not forwarded."""

DESTROY_AHEAD = timedelta(days=60)
"""So long before a card is destroyed somebody fetches it, or asks the town to wait."""

COLLECT_AHEAD = timedelta(days=30)
"""So long before the term ends a day must be booked: towns want to be called a week or two ahead."""

TRIP_AHEAD = timedelta(days=7)
"""In the last week every folder is looked through."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One open delivery with its days, what the rules say, and what is still missing from the folder."""

    waiting: Waiting
    clocks: Clocks
    certificate: guidance.Clock
    reading: Reading
    missing: tuple[str, ...]
    town: Mapping[str, Any]

    @property
    def person(self) -> Person:
        """Whose card it is."""
        return self.waiting.person

    @property
    def stage(self) -> str:
        """applied · notice · planned."""
        if self.waiting.trip is not None:
            return "planned"
        return "notice" if self.waiting.delivery.notice_on else "applied"

    @property
    def stage_words(self) -> str:
        """Where the card is on its way."""
        return {
            "applied": _("通知書を待っている"), "notice": _("取りに行く日を決める"), "planned": _("行く日が決まった"),
        }[self.stage]  # fmt: skip

    @property
    def state(self) -> str:
        """As components draw it."""
        if any(matter.urgent for matter in matters_of(self)):
            return "late"
        return {"applied": "later", "notice": "soon", "planned": "doing"}[self.stage]


@once
def standings(viewer: Viewer) -> Sequence[Standing]:
    """Every open delivery as it stands. A few queries for any number."""
    return _standings(viewer, queries.waiting(viewer))


def standing(viewer: Viewer, waiting: Waiting) -> Standing:
    """One delivery as it stands, with everybody who might go."""
    return _standings(viewer, [waiting], thorough=True)[0]


def of_people(viewer: Viewer, people: Sequence[UUID]) -> list[Standing]:
    """The open deliveries of these people as they stand."""
    chosen = set(people)
    return _standings(viewer, [one for one in queries.waiting(viewer) if one.person.pk in chosen])


def _standings(viewer: Viewer, group: Sequence[Waiting], thorough: bool = False) -> list[Standing]:
    readings = guidance.read_many(viewer, group, thorough) if group else {}
    return [
        _standing(one, readings[one.delivery.pk], town) for one, town in zip(group, _towns(viewer, group), strict=True)
    ]


def _towns(viewer: Viewer, group: Sequence[Waiting]) -> list[dict[str, Any]]:
    """What the town of record of each of these says of itself, in their order."""
    home = municipalities.home(viewer) if group else None
    offices = [one.office_id or _pk(home) for one in group]
    told = municipalities.particulars_of(viewer, {pk for pk in offices if pk}) if group else {}
    return [_town(told, pk) for pk in offices]


def _pk(home: municipalities.Place | None) -> UUID | None:
    return home.pk if home else None


def _town(towns: Mapping[UUID, dict[str, Any]], office: UUID | None) -> dict[str, Any]:
    return towns.get(office, {}) if office else {}


def _standing(one: Waiting, reading: Reading, town: Mapping[str, Any]) -> Standing:
    row = one.delivery
    return Standing(
        one, guidance.clocks_of(row, town), guidance.certificate_until(row, town), reading,
        tuple(_missing(one, reading, guidance.certificate_until(row, town))), town,
    )  # fmt: skip


def _missing(one: Waiting, reading: Reading, certificate: guidance.Clock) -> Iterator[str]:
    """What the folder lacks before somebody can leave, in words."""
    row, day = one.delivery, one.trip.on if one.trip else today()
    if row.way == Way.MAIL:
        return
    for paper in reading.papers:
        if paper.document not in row.ready:
            yield paper.words
    if reading.register_first:
        yield _("健康保険証の利用登録（町で、受け取る前に）")
    if row.way == Way.PROXY and not row.agent:
        yield _("だれが行くか")
    if row.way == Way.PROXY and not row.sealed:
        yield _("暗証番号の封（または「設定しない」の印）")
    if reading.wants_certificate and not row.signed_on:
        yield _("顔写真証明書の署名")
    if reading.wants_certificate and certificate.day and certificate.day < day:
        yield _("顔写真証明書の写真のとりなおし")


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to do about one delivery: its kind, its day, whether it cannot wait, and why in one sentence."""

    kind: str
    standing: Standing
    title: str
    what: str
    due: date | None = None
    urgent: bool = False


@once
def matters(viewer: Viewer) -> list[Matter]:
    """Everything to do about every open delivery. The rules are asked only of whose folder is to be looked through."""
    group = queries.waiting(viewer)
    near = [one for one in group if _is_near(one)]
    read = {one.waiting.delivery.pk: one for one in _standings(viewer, near)}
    towns = _towns(viewer, group)
    every = [
        read.get(one.delivery.pk) or _standing(one, guidance.UNREAD, town)
        for one, town in zip(group, towns, strict=True)
    ]
    return [matter for one in every for matter in matters_of(one)]


def _is_near(one: Waiting) -> bool:
    """Does somebody leave within the week? Of nobody else does a line say what the folder lacks."""
    return one.trip is not None and today() <= one.trip.on <= today() + TRIP_AHEAD


def matters_of(one: Standing) -> Iterator[Matter]:
    """What is to be done about one delivery, the most pressing first."""
    for asked in (_destroyed, _overdue, _lost, _refused, _late, _collect, _folder):
        matter = asked(one)
        if matter is not None:
            yield matter


def _destroyed(one: Standing) -> Matter | None:
    day = one.clocks.last_chance
    if day is None or day > today() + DESTROY_AHEAD:
        return None
    what = _("取りに行くか、待ってもらえるよう町へたのみます。入院などのときは、待ってもらえる町があります。")
    return Matter("destroy", one, _("カードが廃棄されます"), what, day, True)


def _overdue(one: Standing) -> Matter | None:
    day = one.clocks.collect.day
    if day is None or day >= today() or one.waiting.trip is not None:
        return None
    what = _("期限をすぎても、まだ受け取れることがあります。町へ電話してから、行く日を決めます。")
    return Matter("overdue", one, _("受取期限をすぎています"), what, day, True)


def _lost(one: Standing) -> Matter | None:
    row = one.waiting.delivery
    if row.notice_lost_on is None:
        return None
    what = _("代理人は、通知書がないと受け取れません。町へ電話して、出しなおしをたのみます。")
    if row.way == Way.COUNTER:
        what = _("本人なら、本人確認書類を多く持って行けば受け取れることがあります。先に町へ電話します。")
    return Matter("lost", one, _("交付通知書をなくした"), what, None, True)


def _refused(one: Standing) -> Matter | None:
    if not one.waiting.refused or one.waiting.trip is not None:
        return None
    last = one.waiting.refused[-1]
    return Matter(
        "again", one, _("もう一度行く日を決める"), last.told or _("前は受け取れませんでした。"), one.clocks.collect.day
    )


def _late(one: Standing) -> Matter | None:
    row = one.waiting.delivery
    if row.notice_on or row.applied_on is None or row.way == Way.MAIL or today() - row.applied_on < NOTICE_WITHIN:
        return None
    what = _("申請から2か月たちました。通知書は転送されません。住民票の住所に届いていないか、町に聞きます。")
    return Matter("late", one, _("交付通知書がまだ届かない"), what)


def _collect(one: Standing) -> Matter | None:
    if one.stage != "notice" or one.waiting.refused or (one.clocks.collect.day or date.max) < today():
        return None
    day = one.clocks.collect.day
    if day is None:
        return Matter("term", one, _("受取期限を確かめる"), _("通知書に期限がなければ、町に聞きます。"))
    return Matter(
        "collect", one, _("取りに行く日を決める"), _("交付通知書が届いています。"), day, day <= today() + COLLECT_AHEAD
    )


def _folder(one: Standing) -> Matter | None:
    trip = one.waiting.trip
    if trip is None or not one.missing or not _is_near(one.waiting):
        return None
    what = _("まだ入っていないもの：%(papers)s") % {"papers": _("、").join(one.missing)}
    return Matter("folder", one, _("受取のファイルをそろえる"), what, trip.on, True)
