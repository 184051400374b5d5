"""One person's row: the cells of the tasks, the next step, the groups they fall under. By hand wins over the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tsukisoi.cases.guidance import WITHOUT_CARD, Guidance
from tsukisoi.cases.models import TaskState
from tsukisoi.cases.queries import WillNow
from tsukisoi.cases.road import Step, step_of
from tsukisoi.residents.queries import Person

COLUMNS = (
    "identity", "notification_card", "face_photo", "application_form", "pin_setting_request", "insurance_use_consent",
)  # fmt: skip

PAST = ("delivery", "card")
"""Steps of people for whom nothing of the road to a card is left to do here: it is on its way, or held."""

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
    owner: str = ""
    due: date | None = None

    @property
    def words(self) -> str:
        """The state in words; nobody is short of a will, they were not asked yet."""
        not_yet = self.code == "will" and self.state == TaskState.MISSING
        return gettext("まだ") if not_yet else str(self.state.label)


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


def row_of(guidance: Guidance, will: WillNow, by_hand: Mapping[str, str]) -> Row:
    """The row of one person. `by_hand`: the states that somebody set, by task."""
    row, step = cells(guidance, by_hand), step_of(guidance, will)
    groups = {"all"} if step.code in PAST else groups_of(guidance, will, row)
    return Row(guidance.resident, guidance, will_cell(will), row, step, groups)


def will_cell(will: WillNow) -> Cell:
    """How far the asking is: done when answered, under way when undecided, unknown when it could not be told."""
    return Cell("will", _UNDECIDED.get(will.answer, TaskState.DONE))


def cells(guidance: Guidance, by_hand: Mapping[str, str]) -> list[Cell]:
    """The cells of one person in the order of COLUMNS."""
    return [_cell(code, guidance, by_hand.get(code)) for code in COLUMNS]


def _cell(code: str, guidance: Guidance, set_to: str | None) -> Cell:
    if set_to is not None:
        return Cell(code, TaskState(set_to), by_hand=True)
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
