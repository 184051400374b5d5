"""The summer: what is expected from whom by when, reckoned with the age on 1 August; and the 75th birthdays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from tebiki.book import Overlay
from tsukisoi.insurance import queries
from tsukisoi.insurance.guidance import asking
from tsukisoi.insurance.guidance.asking import Claim
from tsukisoi.insurance.queries import Known, Letter, PaperKind, PaperNow
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

SUMMER = ("late_elderly", "national_health")
EARLIEST = timedelta(days=62)
"""A letter for 1 August that comes in June or later is the one that was expected."""


def cycle_of(on: date) -> date:
    """The 1 August that a day is about: until the end of September the one just past."""
    return date(on.year if on.month <= 9 else on.year + 1, 8, 1)


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected for one person: which paper, from whom, by when, and what became of it.

    `state`: arrived, waiting, late, returned or other (something else came than was expected).
    """

    known: Known
    cycle: date
    age: int
    scheme: str
    paper: str
    claim: Claim
    by: date
    state: str
    came: PaperNow | None
    letter: Letter | None
    elsewhere: bool

    @property
    def person(self) -> Person:
        """Whose letter it is."""
        return self.known.person

    @property
    def paper_words(self) -> str:
        """What is expected."""
        return str(PaperKind(self.paper).label) if self.paper else _("申請すれば資格確認書")

    @property
    def why(self) -> str:
        """Why this one comes, in a few words where the ground has a name."""
        return asking.ground_words(self.claim.ground) or self.claim.note

    @property
    def mark(self) -> str:
        """The state as components draw it."""
        return {"arrived": "done", "waiting": "later", "late": "late", "returned": "missing", "other": "soon"}[
            self.state
        ]

    @property
    def state_words(self) -> str:
        """The state in words."""
        return {
            "arrived": _("届いた"), "waiting": _("これから"), "late": _("まだ届かない"),
            "returned": _("戻ってしまった"),
            "other": _("ちがう書類が届いた"),
        }[self.state]  # fmt: skip

    @property
    def whom(self) -> str:
        """From whom it comes."""
        return self.known.insurer.name if self.known.insurer else asking.scheme_words(self.scheme)


def expected_of(known: Known, cycle: date, on: date, layers: Sequence[Overlay] = ()) -> Expected | None:
    """What comes for that 1 August; None for who gets nothing then (other insurances, unknown ones)."""
    born, facts = known.person.birth_date, known.facts
    scheme = asking.scheme_on(facts, born, cycle)
    if scheme not in SUMMER or (scheme == "national_health" and not _ends_with(known, cycle)):
        return None
    claim = asking.claim_of(facts, born, cycle, layers)
    paper = {"automatic": PaperKind.CERTIFICATE, "not_issued": PaperKind.NOTICE}.get(claim.say, "")
    held = known.paper(PaperKind.CERTIFICATE)
    if claim.say == "on_application" and held is not None and held.ground == "needs_support":
        paper = PaperKind.CERTIFICATE  # who once applied gets the next one unasked
    came = _came(known, cycle)
    letter = next((one for one in known.letters if one.cycle == cycle), None)
    by = cycle - timedelta(days=1)
    return Expected(
        known, cycle, asking.age(born, cycle), scheme, str(paper), claim, by,
        _state(came, str(paper), letter, on, by), came, letter, bool(facts.get("registered_elsewhere")),
    )  # fmt: skip


def _ends_with(known: Known, cycle: date) -> bool:
    """A national-health paper counts for the summer only where its printed day says so."""
    paper = known.paper(PaperKind.CERTIFICATE) or known.paper(PaperKind.NOTICE)
    return paper is not None and (paper.expires is None or cycle - EARLIEST <= paper.expires < cycle + EARLIEST)


def _came(known: Known, cycle: date) -> PaperNow | None:
    kinds = (PaperKind.CERTIFICATE, PaperKind.NOTICE)
    found = [paper for paper in known.papers if paper.kind in kinds and paper.arrived_on is not None]
    new = [paper for paper in found if paper.expires is None or paper.expires >= cycle]
    return next((paper for paper in new if paper.arrived_on and paper.arrived_on >= cycle - EARLIEST), None)


def _state(came: PaperNow | None, paper: str, letter: Letter | None, on: date, by: date) -> str:
    if came is not None:
        return "arrived" if came.kind == paper or not paper else "other"
    if letter is not None and letter.returned_on is not None:
        return "returned"
    return "late" if on > by - timedelta(days=10) else "waiting"


def expectations(viewer: Viewer, people: Sequence[Person], cycle: date, on: date) -> list[Expected]:
    """What is expected for each of these people, what is missing first. A few queries for any number."""
    found = queries.known_of(viewer, people)
    layers: dict[Any, list[Overlay]] = {None: asking.layers_of(viewer, None)}
    for one in found:
        if one.insurer is not None and one.insurer.pk not in layers:
            layers[one.insurer.pk] = asking.layers_of(viewer, one.insurer)
    made = [expected_of(one, cycle, on, layers[one.insurer.pk if one.insurer else None]) for one in found]
    order = ("returned", "late", "other", "waiting", "arrived")
    return sorted(
        (one for one in made if one is not None),
        key=lambda one: (order.index(one.state), one.person.room_key, one.person.kana_key),
    )


@dataclass(frozen=True, slots=True)
class Turning:
    """Somebody whose 75th birthday ends the insurance: the day, what still is of the old one, when papers come."""

    person: Person
    day: date
    papers_from: date


def turning(viewer: Viewer, people: Sequence[Person], on: date) -> list[Turning]:
    """Whose 75th birthday comes within three months, soonest first."""
    kinds = queries.schemes_of(viewer, [person.pk for person in people])
    found = []
    for person in people:
        day = asking.turning_75(kinds.get(person.pk, ""), person.birth_date, on)
        if day is not None and on <= day <= on + timedelta(days=92):
            found.append(Turning(person, day, day - timedelta(days=45)))
    return sorted(found, key=lambda one: (one.day, one.person.kana_key))


def schemes_of_papers(known: Known, on: date) -> list[tuple[str, str]]:
    """Which insurances a paper that comes about now can be of; empty where it can only be of the one there is."""
    kind = str(known.facts.get("insurance.kind", ""))
    turns = asking.turning_75(kind, known.person.birth_date, on)
    if turns is None or abs(turns - on) > asking.EARLY:
        return []
    new = _("%(day)sからの%(name)s（先に届いたもの）") % {
        "day": short_day(turns), "name": asking.scheme_words("late_elderly"),
    }  # fmt: skip
    return [(kind, _("いままでの%(name)s") % {"name": asking.scheme_words(kind)}), ("late_elderly", new)]
