"""Reading the record: of everybody, of one person, of one thing; and when something was last done at all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from tsukisoi.journal import words
from tsukisoi.journal.models import Entry, Ref, Seal, Waiting
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

SERVER = UUID(int=0)
PAGE = 50
PERSONAL = ("resident", "sheets")
"""Kinds of chains whose id is a resident's."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody or something an entry is about, as this viewer may see it. `url` is empty where there is no page."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words."""

    id: UUID
    at: datetime
    who: str
    words: str
    about: list[Subject] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader of the record asks for; None: everything. `before` continues a list: (at, id) of its last line."""

    resident: UUID | None = None
    worker: UUID | None = None
    day: date | None = None
    before: tuple[datetime, UUID] | None = None


def about(viewer: Viewer, kind: str, id: UUID, limit: int = PAGE) -> list[Line]:
    """The newest entries of one chain, for the page of the very person or thing that the viewer has before them."""
    return _lines(viewer, _of_chain(kind, id, limit))


@prepared
def _of_chain(kind: str, id: UUID, limit: int) -> "QuerySet[Entry]":
    return Entry.objects.filter(chain_kind=kind, chain_id=id).order_by("-seq").select_related("detail")[:limit]


def fields_since(kind: str, id: UUID, action: str, since: datetime) -> set[str]:
    """Which fields one thing's entries of that action name after that moment; no values. One query."""
    return {name for names in _fields_since(kind, id, action, since) for name in names}


@prepared
def _fields_since(kind: str, id: UUID, action: str, since: datetime) -> "QuerySet[Entry, list[str]]":
    found = Entry.objects.filter(chain_kind=kind, chain_id=id, action=action, at__gt=since)
    return found.order_by("seq").values_list("fields", flat=True)


def entries(viewer: Viewer, choice: Choice, limit: int = PAGE) -> list[Line]:
    """The record of the organisation, newest first; one more than `limit` where it goes on."""
    viewer.require("read_journal")
    return _lines(viewer, _chosen(choice).select_related("detail")[: limit + 1])


def of_one(viewer: Viewer, resident: UUID, before: tuple[datetime, UUID] | None, limit: int) -> list[Line]:
    """The record of one person, newest first, without who else an entry names; one more where it goes on."""
    viewer.require("read_journal")
    found = _chosen(Choice(resident=resident, before=before)).select_related("detail").defer("refs")[: limit + 1]
    rows = list(found)
    workers = _named(viewer, "worker", {row.actor_id for row in rows if row.actor_id})
    return [_line(row, workers, {}, ()) for row in rows]


def _chosen(choice: Choice) -> "QuerySet[Any]":
    found = Entry.objects.order_by("-at", "-id")
    if choice.resident:
        mine, named, waiting = Q(chain_kind__in=PERSONAL, chain_id=choice.resident), *_naming(choice.resident)
        found = found.filter(mine | Q(pk__in=named) | Q(pk__in=waiting))
    if choice.worker:
        found = found.filter(actor_id=choice.worker)
    if choice.day:
        begin = timezone.make_aware(datetime.combine(choice.day, time.min))
        found = found.filter(at__gte=begin, at__lt=begin + timedelta(days=1))
    if choice.before:
        at, last = choice.before
        found = found.filter(at__lte=at).exclude(at=at, id__gte=last)
    return found


def _naming(person: UUID) -> tuple["QuerySet[Any]", "QuerySet[Any]"]:
    """The entries that name a person: those in the index, and those of today that are not there yet."""
    waiting = Waiting.objects.annotate(told=Cast("entry__refs", TextField())).filter(told__contains=str(person))
    return Ref.objects.filter(subject=person).values("entry"), waiting.values("entry")


def _lines(viewer: Viewer, found: Iterable[Entry]) -> list[Line]:
    rows = list(found)
    workers = _named(viewer, "worker", {row.actor_id for row in rows if row.actor_id})
    residents = _named(viewer, "resident", {pk for row in rows for pk in _residents(row)})
    return [_line(row, workers, residents, _residents(row)) for row in rows]


def _residents(row: Entry) -> list[UUID]:
    """The people an entry may be about: whose chain it is in, else whom it points to."""
    return [row.chain_id] if row.chain_kind in PERSONAL else [UUID(ref) for ref in row.refs]


def _line(
    row: Entry, workers: dict[UUID, Subject], residents: dict[UUID, Subject], named: Iterable[UUID]
) -> Line:  # fmt: skip
    detail = getattr(row, "detail", None)
    values = dict(detail.values) if detail else {}
    return Line(
        id=row.pk, at=row.at, who=_who(row.actor_id, workers), words=words.of_action(row.action),
        about=[residents[pk] for pk in named if pk in residents],
        reason=str(values.pop("reason", "")),
        values={words.of_field(name): value for name, value in values.items()},
    )  # fmt: skip


def _who(worker: UUID | None, workers: dict[UUID, Subject]) -> str:
    if worker == SERVER:
        return gettext("サーバー")
    return workers[worker].text if worker in workers else gettext("（今はいない人）")


def _named(viewer: Viewer, kind: str, ids: set[UUID]) -> dict[UUID, Subject]:
    """Names of people, asked from the rooms that know them: settings say which, for this room stands below them."""
    if not ids or kind not in settings.JOURNAL_NAMES:
        return {}
    ask: Callable[[Viewer, set[UUID]], dict[UUID, Subject]] = import_string(settings.JOURNAL_NAMES[kind])
    return ask(viewer, ids)


def name_of(viewer: Viewer, kind: str, id: UUID) -> str:
    """What one resident or worker is called; empty where the viewer may not know."""
    found = _named(viewer, kind, {id})
    return found[id].text if id in found else ""


@dataclass(slots=True)
class Seen:
    """How often one person was looked at in a time, by whom last, and whether anything of theirs left the house."""

    times: int = 0
    last: datetime | None = None
    printed: int = 0
    who: set[UUID] = field(default_factory=set)


_TAKEN_OUT = ("look.print", "look.cases.roster")


def seen(viewer: Viewer, since: datetime, until: datetime, worker: UUID | None = None) -> dict[UUID, Seen]:
    """Whom the record says somebody (or that worker) saw, printed or exported from `since` to before `until`.

    The ids are those of the looks: a caller keeps only the people among them. One query.
    """
    viewer.require("read_journal")
    found: dict[UUID, Seen] = {}
    rows = Entry.objects.filter(at__gte=since, at__lt=until, action__startswith="look.").order_by("at")
    if worker:
        rows = rows.filter(actor_id=worker)
    for at, action, actor, refs in rows.values_list("at", "action", "actor_id", "refs").iterator(chunk_size=2000):
        for ref in refs:
            one = found.setdefault(UUID(ref), Seen())
            one.times, one.last = one.times + 1, at
            one.printed += action in _TAKEN_OUT
            one.who |= {actor} if actor else set()
    return found


def last_seal(viewer: Viewer) -> Seal | None:
    """The newest seal of the organisation."""
    viewer.require("read_journal")
    seal: Seal | None = Seal.objects.order_by("-seq").first()
    return seal


def seals(viewer: Viewer, limit: int = 12) -> list[Seal]:
    """The newest seals."""
    viewer.require("read_journal")
    return list(Seal.objects.order_by("-seq")[:limit])


@once
def last_of_house(viewer: Viewer, action: str) -> datetime | None:
    """When something was last done to the viewer's own house as a whole; served by the index of chains."""
    return next(iter(_last_of_house(viewer.organisation, action)), None)


@prepared
def _last_of_house(house: UUID, action: str) -> "QuerySet[Entry, datetime]":
    mine = Entry.objects.filter(chain_kind="organisation", chain_id=house, action=action)
    return mine.order_by("-seq").values_list("at", flat=True)[:1]


def last_in_chains(viewer: Viewer, kind: str, ids: Iterable[UUID], actions: Sequence[str]) -> dict[UUID, datetime]:
    """When one of these was last recorded of each of these things; served by the index of chains."""
    return dict(_in_chains(kind, sorted(ids), list(actions)))


@prepared
def _in_chains(kind: str, ids: list[UUID], actions: list[str]) -> "QuerySet[Entry, tuple[UUID, datetime]]":
    """The newest of a chain comes last."""
    found = Entry.objects.filter(chain_kind=kind, chain_id__in=ids, action__in=actions)
    return found.order_by("chain_id", "seq").values_list("chain_id", "at")


def last_time(action: str = "") -> datetime | None:
    """When that (or anything) was last recorded in any organisation: for the server's own examination."""
    found = Entry._base_manager.filter(**({"action": action} if action else {}))
    moment: datetime | None = found.aggregate(last=Max("at"))["last"]
    return moment
