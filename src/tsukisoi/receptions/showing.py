"""A reception as its page shows it: the plan in words, what is next, and the way to its parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.receptions import guidance, queries
from tsukisoi.receptions.models import By, Kind, Reception, Step
from tsukisoi.receptions.tasks import STEP_PAGES, task
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.addresses import address


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One step as the page shows it. `url`: the page on which it is done, where there is one."""

    step: Step
    words: str
    cites: tuple[guidance.Place, ...]
    url: str

    @property
    def state(self) -> str:
        """As components draw it."""
        if self.step.done_on:
            return "done"
        if self.step.due is None:
            return "later"
        return "late" if self.step.due < today() else "soon" if (self.step.due - today()).days <= 7 else "later"

    @property
    def moved(self) -> date | None:
        """The day as it was reckoned, where it was moved off a closed day."""
        moved = not self.step.by_hand and self.step.reckoned and self.step.reckoned != self.step.due
        return self.step.reckoned if moved else None


def lines(viewer: Viewer, reception: Reception) -> list[PlanLine]:
    """The plan of both sides in the order of its days."""
    return [line_of(step, reception) for step in queries.steps(viewer, reception)]


def line_of(step: Step, reception: Reception) -> PlanLine:
    """One step in words."""
    words = step.words or guidance.step_words(step.code, reception)
    return PlanLine(step, words, guidance.step_cites(step.code, reception), page_of(step, reception))


def page_of(step: Step, reception: Reception) -> str:
    """Where one step is done; empty where it is done elsewhere than here."""
    known = task(step.code, reception.kind)
    name = known.page if known else STEP_PAGES.get(step.code, "")
    return address(name, reception.pk) if name else ""


def ours(reception: Reception) -> tuple[By, ...]:
    """What of the plan is this side's to do."""
    return (By.FACILITY, By.BOTH) if reception.is_ours else (By.MUNICIPALITY, By.BOTH)


def next_of(reception: Reception, lines: Sequence[PlanLine]) -> PlanLine | None:
    """The first of our own steps that is not done."""
    mine = ours(reception)
    return next((line for line in lines if line.step.done_on is None and line.step.by in mine), None)


PARTS: tuple[tuple[str, Promise, tuple[Kind, ...]], ...] = (
    ("receptions:people", _("名簿"), tuple(Kind)),
    ("receptions:hand_over", _("渡す・受け取る"), (Kind.VISITING_RECEPTION, Kind.HOME_VISIT_RECEPTION)),
    ("receptions:meeting", _("打合せ"), (Kind.VISITING_RECEPTION, Kind.HOME_VISIT_RECEPTION)),
    ("receptions:goods", _("当日の物品"), (Kind.VISITING_RECEPTION, Kind.HOME_VISIT_RECEPTION)),
    ("receptions:timetable", _("時間割と介助"), (Kind.VISITING_RECEPTION,)),
    ("receptions:hall", _("会場の図"), (Kind.VISITING_RECEPTION,)),
    ("receptions:round", _("回る順"), (Kind.HOME_VISIT_RECEPTION,)),
    ("receptions:alone", _("申請を進める"), (Kind.APPLICATION_SUPPORT,)),
    ("venue:open", _("当日の受付"), (Kind.VISITING_RECEPTION, Kind.HOME_VISIT_RECEPTION)),
    ("receptions:papers", _("紙"), tuple(Kind)),
    ("receptions:after", _("カードが届くまで"), tuple(Kind)),
    ("receptions:claim", _("報償費・委託料"), tuple(Kind)),
    ("venue:numbers", _("数字で見る"), tuple(Kind)),
)
"""The pages of one reception, in the order of its days."""
OF_THE_HOUSE = ("receptions:claim",)
"""What only the side whose people come has use for: it is the town that pays."""


def parts(viewer: Viewer, reception: Reception) -> list[tuple[str, str]]:
    """(address, words) of the pages this kind of reception has."""
    return list(_there(PARTS, reception))


def _there(named: Iterable[tuple[str, Promise, tuple[Kind, ...]]], reception: Reception) -> Iterable[tuple[str, str]]:
    for name, words, kinds in named:
        fits = reception.kind in kinds and (reception.is_ours or name not in OF_THE_HOUSE)
        url = address(name, reception.pk) if fits else ""
        if url:
            yield url, str(words)
