"""Reading the tray: what lies there, whose, since when; and what was expected and has not come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.cards import queries as cards
from tsukisoi.deliveries import watch
from tsukisoi.insurance import guidance as insurance
from tsukisoi.insurance import queries as insured
from tsukisoi.mail.kinds import MailKind, kinds
from tsukisoi.mail.models import Letter
from tsukisoi.receptions import queries as receptions
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

ALIKE_WITHIN = timedelta(days=7)
"""The same kind for the same person within so many days is perhaps the same letter."""

LONG = timedelta(days=3)
"""So long a letter lies there before it is asked for: it is the person's own."""

NOTICE_AHEAD = timedelta(days=60)
"""So long before the last day of a certificate the blue envelope should be here: it comes two or three months ahead."""

BY_MAIL = ("restricted", "registered")
ARRIVES_AT_TOWN = "card_to_town"


@dataclass(frozen=True, slots=True)
class Lying:
    """A letter with its person and kind."""

    letter: Letter
    person: Person

    @property
    def kind(self) -> MailKind:
        """What it is."""
        return kinds()[self.letter.kind]

    @property
    def days(self) -> int:
        """For how many days it has been here."""
        return (today() - self.letter.arrived_on).days

    @property
    def due(self) -> date | None:
        """The last day that is written on it."""
        return self.letter.keep_until

    @property
    def state(self) -> str:
        """As components draw it."""
        if self.due is not None and self.due <= today() + LONG:
            return "late"
        return "soon" if self.days >= LONG.days else "later"


def _with_people(viewer: Viewer, found: Iterable[Letter]) -> list[Lying]:
    rows = list(found)
    people = {one.pk: one for one in residents.persons(viewer, {row.resident_id for row in rows})} if rows else {}
    return [Lying(row, people[row.resident_id]) for row in rows if row.resident_id in people]


def tray(viewer: Viewer) -> list[Lying]:
    """What lies with the home, what has a last day first, then the longest lying."""
    viewer.require(Right.SEE_RESIDENTS)
    found = _with_people(viewer, _lying())
    return sorted(found, key=lambda one: (one.due or date.max, one.letter.arrived_on, one.person.room_key))


@prepared
def _lying() -> "QuerySet[Letter]":
    return Letter.objects.filter(handed_on=None, taken_back_at=None).order_by("arrived_on", "id")


def handed(viewer: Viewer, limit: int = 50) -> list[Lying]:
    """What was handed over, the newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _with_people(viewer, Letter.objects.filter(handed_on__isnull=False).order_by("-handed_on", "-id")[:limit])


def letter(viewer: Viewer, id: UUID) -> Lying:
    """One letter. Raises Http404 outside the viewer's reach."""
    found: Letter = get_object_or_404(Letter.objects, pk=id)
    return Lying(found, residents.person(viewer, found.resident_id))


def of_person(viewer: Viewer, resident: UUID, limit: int = 10) -> list[Lying]:
    """The letters of one person, the newest first; those written by mistake are left out."""
    person = residents.person(viewer, resident)
    return [Lying(row, person) for row in _of_person(person.pk, limit)]


@prepared
def _of_person(resident: UUID, limit: int) -> "QuerySet[Letter]":
    return Letter.objects.filter(resident=resident, taken_back_at=None).order_by("-arrived_on", "-id")[:limit]


def alike(viewer: Viewer, resident: UUID, kind: str, on: date) -> Letter | None:
    """A letter of that kind that came for that person a few days before or after."""
    viewer.require(Right.SEE_RESIDENTS)
    near = (on - ALIKE_WITHIN, on + ALIKE_WITHIN)
    found = Letter.objects.filter(resident=resident, kind=kind, arrived_on__range=near, taken_back_at=None)
    return found.order_by("-arrived_on", "-id").first()


@dataclass(frozen=True, slots=True)
class Expected:
    """What should have come and has not: whose, what, late since when, why, and on which page one goes on."""

    person: Person
    what: str
    since: date | None
    why: str
    page: str


def expected(viewer: Viewer) -> list[Expected]:
    """Mail that has not come after the days the town or the insurer said. Late first."""
    found = [*_notices(viewer), *_blue(viewer), *_summer(viewer), *_cards(viewer)]
    return sorted(found, key=lambda one: (one.since or date.max, one.person.room_key, one.what))


def _notices(viewer: Viewer) -> Iterator[Expected]:
    for one in watch.matters(viewer):
        if one.kind == "late":
            delivery = one.standing.waiting.delivery
            yield Expected(
                one.standing.waiting.person, kinds()["delivery_notice"].words, delivery.applied_on,
                gettext("申請から2か月"), "deliveries:person",
            )  # fmt: skip


def _blue(viewer: Viewer) -> Iterator[Expected]:
    """Whose certificate or card ends soon, and who has had no blue envelope since it could come."""
    near = [one for one in cards.renewals(viewer, today()) if one.ends_on <= today() + NOTICE_AHEAD]
    came = set(_came([one.person.pk for one in near], "expiry_notice", today() - timedelta(days=180))) if near else ()
    for one in near:
        if one.person.pk not in came and (one.errand is None or one.errand.notice_on is None):
            due = one.ends_on - NOTICE_AHEAD
            words = gettext("期限の2か月前をすぎた。通知がなくても更新できる")
            yield Expected(one.person, kinds()["expiry_notice"].words, due, words, "cards:card")


@prepared
def _came(people: list[UUID], kind: str, since: date) -> "QuerySet[Letter, UUID]":
    rows = Letter.objects.filter(resident__in=people, kind=kind, arrived_on__gte=since, taken_back_at=None)
    return rows.values_list("resident_id", flat=True)


def _summer(viewer: Viewer) -> Iterator[Expected]:
    cycle = insurance.cycle_of(today())
    if today() < cycle - timedelta(days=60):
        return  # nobody has sent anything yet
    for one in insurance.expectations(viewer, insured.people_of(viewer), cycle, today()):
        if one.state == "late":
            yield Expected(
                one.person, str(one.paper_words), one.by, gettext("8月からの書類"), "insurance:person"
            )  # fmt: skip


def _cards(viewer: Viewer) -> Iterator[Expected]:
    """Cards that the town mails after a reception, past the day that its plan (with the town's own days) says."""
    for reception, day in receptions.awaited(viewer, ARRIVES_AT_TOWN, BY_MAIL, today()):
        waiting = [
            one for one in receptions.progress(viewer, reception) if one.code not in _NOT_WAITING and not one.short
        ]
        people = {
            p.pk: p for p in residents.persons(viewer, [o.listed.resident_id for o in waiting if o.listed.resident_id])
        }
        for one in waiting:
            if one.listed.resident_id in people:
                person = people[one.listed.resident_id]
                yield Expected(
                    person, gettext("カードの郵便"), day, gettext("出張申請受付のあと、町の日数"), "cases:person"
                )


_NOT_WAITING = ("in_hand", "returned", "destroyed", "again", "kept", "notified", "notice")
