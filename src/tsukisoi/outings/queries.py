"""Reading providers and trips: of the viewer's organisation, and of people only those the viewer may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tsukisoi.outings.models import Capability, Care, Going, Outing, Provider, ProviderKind, Told
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

FRESH = timedelta(days=180)
"""After this long a provider is to be asked again."""

ASKED: dict[str, tuple[str, ...]] = {
    ProviderKind.CLINIC: (Capability.READER, Capability.ONLINE, Capability.PHONE),
    ProviderKind.DENTIST: (Capability.READER, Capability.PHONE),
    ProviderKind.PHARMACY: (Capability.READER, Capability.PHONE),
    ProviderKind.VISITING: (Capability.HOME_APP, Capability.ONLINE),
}
"""What is asked of each kind of provider."""

NEEDS: dict[str, str] = {
    Care.OUTPATIENT: Capability.READER, Care.PHARMACY: Capability.READER,
    Care.HOME_MEDICAL: Capability.HOME_APP, Care.ONLINE: Capability.ONLINE,
}  # fmt: skip
"""The capability on which a card hangs, by kind of visit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said of one capability, or that nobody asked yet."""

    key: str
    told: Told | None = None

    @property
    def words(self) -> str:
        """The question."""
        return str(Capability(self.key).label)

    @property
    def value(self) -> bool | None:
        """Yes, no, or not known; an answer that grew old still counts until somebody asks again."""
        return self.told.value if self.told else None

    @property
    def stale(self) -> bool:
        """Is it to be asked again?"""
        return bool(self.told and today() - self.told.told_on > FRESH)

    @property
    def open(self) -> bool:
        """Is it still to be asked?"""
        return self.value is None or self.stale


def providers(viewer: Viewer) -> list[Provider]:
    """The home's own providers."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Provider.objects.all())


def provider(viewer: Viewer, id: UUID) -> Provider:
    """One provider. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Provider = get_object_or_404(Provider.objects, pk=id)
    return found


def told(viewer: Viewer, ids: Iterable[UUID | None]) -> dict[UUID, dict[str, Answer]]:
    """What these providers said, by provider and capability. One query."""
    found: dict[UUID, dict[str, Answer]] = {}
    for row in _told([id for id in ids if id]):
        found.setdefault(row.provider_id, {})[row.key] = Answer(row.key, row)
    return found


@prepared
def _told(providers: list[UUID]) -> "QuerySet[Told]":
    return Told.objects.filter(provider_id__in=providers)


def answers(viewer: Viewer, provider: Provider) -> list[Answer]:
    """Every question to one provider, with what they said."""
    known = told(viewer, [provider.pk]).get(provider.pk, {})
    keys = dict.fromkeys([*ASKED[provider.kind], *known])
    return [known.get(key, Answer(key)) for key in keys]


@dataclass(frozen=True, slots=True)
class Stop:
    """One person on a trip."""

    going: Going
    person: residents.Person

    @property
    def state(self) -> str:
        """planned, out or back."""
        return self.going.state


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip with those of its people whom the viewer may see."""

    outing: Outing
    stops: list[Stop] = field(default_factory=list)

    @property
    def out(self) -> list[Stop]:
        """Who is away now."""
        return [stop for stop in self.stops if stop.state == "out"]

    @property
    def planned(self) -> list[Stop]:
        """Who has not left yet."""
        return [stop for stop in self.stops if stop.state == "planned"]

    @property
    def day(self) -> date:
        """The day it leaves on, in Japan."""
        return self.outing.leaves_at.astimezone(now().tzinfo).date()

    @property
    def late(self) -> bool:
        """Should somebody be back by now?"""
        return bool(self.out) and self.outing.back_by < now()

    @property
    def minutes_late(self) -> int:
        """Whole minutes past the time."""
        return max(int((now() - self.outing.back_by).total_seconds() // 60), 0)


def _read(found: "QuerySet[Going]") -> "QuerySet[Going]":
    return found.filter(dropped_at=None).select_related("outing", "provider").order_by("outing__leaves_at", "id")


def _trips(viewer: Viewer, rows: Sequence[Going]) -> list[Trip]:
    people = {person.pk: person for person in residents.persons(viewer, {row.resident_id for row in rows})}
    trips: dict[UUID, Trip] = {}
    for row in rows:
        if row.resident_id in people:
            trip = trips.setdefault(row.outing_id, Trip(row.outing))
            trip.stops.append(Stop(row, people[row.resident_id]))
    return list(trips.values())


def on(viewer: Viewer, day: date) -> list[Trip]:
    """The trips of one day, in the order of their times; those still out from before come first. Two queries."""
    begin = datetime.combine(day, time.min, now().tzinfo)
    of_the_day = Q(outing__leaves_at__gte=begin, outing__leaves_at__lt=begin + timedelta(days=1))
    if day == today():
        of_the_day |= Q(out_at__isnull=False, back_at=None)
    return _trips(viewer, list(_read(Going.objects.filter(of_the_day))))


def around(viewer: Viewer, days: int = 14) -> list[Trip]:
    """The trips of today and the days to come, and those still out, in the order of their times. Two queries."""
    begin = datetime.combine(today(), time.min, now().tzinfo)
    return _trips(viewer, _soon(begin, begin + timedelta(days=days)))


@prepared
def _soon(begin: datetime, end: datetime) -> "QuerySet[Going]":
    soon = Q(outing__leaves_at__gte=begin, outing__leaves_at__lt=end)
    return _read(Going.objects.filter(soon | Q(out_at__isnull=False, back_at=None)))


def trip(viewer: Viewer, id: UUID) -> Trip:
    """One trip. Raises Http404 where the viewer may see none of its people."""
    found = _trips(viewer, list(_read(Going.objects.filter(outing_id=id))))
    if not found:
        raise Http404
    return found[0]


def stop(viewer: Viewer, id: UUID) -> Stop:
    """One person on a trip. Raises Http404."""
    row: Going = get_object_or_404(Going.objects.select_related("outing", "provider"), pk=id)
    return Stop(row, residents.person(viewer, row.resident_id))


def of_person(viewer: Viewer, resident: UUID, limit: int = 5) -> list[Going]:
    """The last and next trips of one person, newest first."""
    return _of_person(resident, limit)


@prepared
def _of_person(resident: UUID, limit: int) -> "QuerySet[Going]":
    found = Going.objects.filter(resident_id=resident, dropped_at=None).select_related("outing", "provider")
    return found.order_by("-outing__leaves_at")[:limit]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask a provider, with the people whose slips hang on it."""

    provider: Provider
    answer: Answer
    people: list[residents.Person]


def questions(viewer: Viewer, trips: Iterable[Trip] | None = None) -> list[Question]:
    """What is to be asked of providers because somebody goes there with a card: those first who go soonest.

    `trips`: those of `around`, where they were read already.
    """
    stops = [s for t in (around(viewer) if trips is None else trips) for s in t.stops if s.state == "planned"]
    known = told(viewer, {s.going.provider_id for s in stops})
    found: dict[tuple[UUID, str], Question] = {}
    for one in stops:
        key, provider = NEEDS.get(one.going.care, ""), one.going.provider
        if not key or provider is None or one.going.credential not in ("", "my_number_card"):
            continue
        answer = known.get(provider.pk, {}).get(key, Answer(key))
        if answer.open:
            question = found.setdefault((provider.pk, key), Question(provider, answer, []))
            question.people.append(one.person)
    return list(found.values())
