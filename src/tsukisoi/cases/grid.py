"""The grid: one row a person, one cell a task. What a person set by hand wins; the rest follows from the rules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.cases import queries
from tsukisoi.cases.guidance import WITHOUT_CARD, Guidance, guide_many
from tsukisoi.cases.methods import TASKS
from tsukisoi.cases.models import Task, TaskState
from tsukisoi.cases.queries import WillNow
from tsukisoi.cases.road import Step, step_of
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

COLUMNS = (
    "identity", "notification_card", "face_photo", "application_form", "pin_setting_request", "insurance_use_consent",
)  # fmt: skip
PAGE = 200
"""How many people one page of the grid holds: any ordinary house whole, a very large one in parts."""

FOR_THE_WALL = ("will", "facts", "papers", "application")
"""The steps that may hang where visitors see them; a refusal is told by nothing."""

_NOTIFICATION = ("notification_card", "notification_card_loss_report")
_UNDECIDED = {"": TaskState.MISSING, "undecided": TaskState.DOING, "could_not_confirm": TaskState.UNKNOWN}
_STATES = {
    "held": TaskState.DONE, "no": TaskState.MISSING, "doing": TaskState.DOING, "day": TaskState.DAY,
    "later": TaskState.DAY, "not_known": TaskState.UNKNOWN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One task of one person: its state and whether somebody set it by hand."""

    code: str
    state: TaskState
    by_hand: bool = False
    note: str = ""

    @property
    def words(self) -> str:
        """The state in words; nobody is short of a will, they were not asked yet."""
        not_yet = self.code == "will" and self.state == TaskState.MISSING
        return gettext("まだ") if not_yet else str(self.state.label)


@dataclass(frozen=True, slots=True)
class Filter:
    """A sentence that picks people out of the grid."""

    code: str
    words: Promise
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the grid."""

    resident: Person
    guidance: Guidance
    will: Cell
    cells: list[Cell]
    step: Step
    groups: set[str]

    @property
    def way_words(self) -> str:
        """The way taken, or nothing while it is open."""
        return self.guidance.recommended_words if self.guidance.taken else ""


def rows(viewer: Viewer, people: Sequence[Person]) -> list[Row]:
    """The grid of these people. A few queries for any number."""
    wills = queries.wills(viewer, [person.pk for person in people])
    by_hand = queries.tasks(viewer, [person.pk for person in people])
    return [
        _row(guidance, wills.get(guidance.resident.pk, WillNow()), by_hand.get(guidance.resident.pk, {}))
        for guidance in guide_many(viewer, people)
    ]


def _row(guidance: Guidance, will: WillNow, by_hand: dict[str, Task]) -> Row:
    row = cells(guidance, by_hand)
    return Row(
        guidance.resident, guidance, will_cell(will), row, step_of(guidance, will), groups_of(guidance, will, row)
    )


def will_cell(will: WillNow) -> Cell:
    """How far the asking is: done when answered, under way when undecided, unknown when it could not be told."""
    return Cell("will", _UNDECIDED.get(will.answer, TaskState.DONE))


def cells(guidance: Guidance, by_hand: dict[str, Task]) -> list[Cell]:
    """The cells of one person in the order of COLUMNS."""
    return [_cell(code, guidance, by_hand.get(code)) for code in COLUMNS]


def _cell(code: str, guidance: Guidance, task: Task | None) -> Cell:
    if task is not None:
        return Cell(code, TaskState(task.state), by_hand=True, note=task.note)
    if guidance.taken == WITHOUT_CARD or (guidance.holds_card and not guidance.taken):
        return Cell(code, TaskState.UNNEEDED)
    if not guidance.taken:
        return Cell(code, TaskState.UNKNOWN)
    if code == "identity":
        return Cell(code, _identity(guidance))
    wanted = _NOTIFICATION if code == "notification_card" else (code,)
    needs = [need for need in guidance.papers if need.document in wanted]
    return Cell(code, _STATES[needs[0].held] if needs else TaskState.UNNEEDED)


def _identity(guidance: Guidance) -> TaskState:
    if "identity_documents" in guidance.asks:
        return TaskState.UNKNOWN
    return TaskState.DONE if guidance.identity_complete else TaskState.MISSING


_FILTERS: dict[str, Promise] = {
    "all": _("全員"),
    "ready": _("そろっている人"),
    "short": _("書類が足りない人"),
    "ask": _("意思をうかがう人"),
    "unconfirmed": _("意思が確かめられない人"),
    "undecided": _("まだ道が決まらない人"),
}


def groups_of(guidance: Guidance, will: WillNow, row: list[Cell]) -> set[str]:
    """The filters a person falls under."""
    states = {cell.state for cell in row}
    groups = {"all"}
    if guidance.recommended and not states & {TaskState.MISSING, TaskState.UNKNOWN, TaskState.DOING}:
        groups.add("ready")
    if TaskState.MISSING in states:
        groups.add("short")
    if will.answer in ("", "undecided") and not guidance.holds_card:
        groups.add("ask")
    if will.answer == "could_not_confirm":
        groups.add("unconfirmed")
    if not guidance.recommended:
        groups.add("undecided")
    return groups


def filters(every: Iterable[set[str]]) -> list[Filter]:
    """Every filter with how many people it picks."""
    people = list(every)
    return [Filter(code, words, sum(code in groups for groups in people)) for code, words in _FILTERS.items()]


def column_words() -> list[tuple[str, Promise]]:
    """The heads of the columns."""
    return [(code, TASKS[code]) for code in COLUMNS]
