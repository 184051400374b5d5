"""What may be claimed of a town for each person, and what it will refuse, with the reason, before anything is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from tsukisoi.receptions.models import Claim, Kind, Listed, Reception, Side


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work for one person: application support, or collecting the card for them.

    `not_here`: why it does not count for this reception, whatever the town pays; empty where it does.
    """

    listed: Listed
    kind: str
    on: date
    not_here: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the town itself answered about money; None where nobody has asked. `paid`: reward, contract, both, none."""

    paid: str | None = None
    other_towns: bool | None = None
    until: date | None = None

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> "Told":
        """From the answers of the town's own page."""
        day = answers.get("support_money.until")
        return cls(
            answers.get("support_money.paid"), answers.get("support_money.other_towns"),
            date.fromisoformat(day) if isinstance(day, str) else day,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One piece of work as it stands in the claim. `refused`: why the town will not pay it; empty where it counts.
    `ask`: what the town is to be asked before the claim goes."""

    work: Work
    yen: int | None
    refused: str
    ask: str = ""

    @property
    def words(self) -> str:
        """What was done."""
        return gettext("申請サポート") if self.work.kind == "support" else gettext("代理受取")


def lines(reception: Reception, claim: Claim, done: Sequence[Work], told: Told | None = None) -> list[ClaimLine]:
    """Every piece of work with its amount, or the reason why it is not paid."""
    yen = {"support": claim.yen_support, "proxy": claim.yen_proxy}
    told = told or Told()
    found = [(work, _why_not(reception, claim, work, told)) for work in done]
    return [
        ClaimLine(work, yen[work.kind], why, "" if why else _ask(reception, claim, work, told)) for work, why in found
    ]


def _why_not(reception: Reception, claim: Claim, work: Work, told: Told) -> str:
    """The first reason for which the town will not pay. Source: R-03, R-06, R-07; 第6-1; and its own answers."""
    if told.paid == "none":
        return gettext("この町には、報償費も委託料もありません（町の答え）。")
    if told.paid in ("reward", "contract") and told.paid != claim.method:
        return gettext("この町は、この方式では支払いません（町の答え）。")
    if never := _not_for(reception, work, told):  # no consultation mends it
        return never
    if claim.consulted_on is None:
        return gettext("市区町村とまだ協議していません。")
    if work.on < claim.consulted_on:
        return gettext("協議より前にした作業は、対象になりません。")
    if not _agreed(claim, work.kind):
        return gettext("この作業の分は、協議していません（額が決まっていません）。")
    if told.until and work.on > told.until:
        return gettext("町の今年度の締切をすぎています（町の答え）。")
    if not claim.own_account:
        return gettext("施設・団体の名義の口座がありません。")
    return ""


def _agreed(claim: Claim, kind: str) -> bool:
    """Support that leads on to collecting is consulted about for both; while no amount is known at all, neither is."""
    known = {"support": claim.yen_support, "proxy": claim.yen_proxy}
    return known[kind] is not None or not any(yen is not None for yen in known.values())


def _not_for(reception: Reception, work: Work, told: Told) -> str:
    if work.not_here:
        return work.not_here
    if work.kind == "support" and reception.kind != Kind.APPLICATION_SUPPORT:
        return gettext("市区町村や委託事業者が来た日の申請は、施設の申請サポートにあたりません。")
    if work.kind == "proxy" and work.listed.elsewhere:
        return gettext("ほかの市区町村の住民の代理受取は、対象になりません。")
    if work.listed.elsewhere and told.other_towns is False:
        return gettext("ほかの市区町村の住民は、対象になりません（町の答え）。")
    return ""


OLD = 75
"""From this age on a person counts wherever they live. Source: R-09."""


def _ask(reception: Reception, claim: Claim, work: Work, told: Told) -> str:
    """What only the town can say. Source: R-08, R-09, R-10."""
    if work.listed.elsewhere and told.other_towns is None:
        return gettext("ほかの市区町村の住民です。対象か、町に聞きます。")
    if claim.consulted_on and _fiscal(work.on) != _fiscal(claim.consulted_on):
        return gettext("協議した年度とちがいます。町に聞きます。")
    if not _counts(reception, work):
        return gettext("対象の人（施設入所、要介護、障害、75歳以上など）か、町に聞きます。")
    return ""


def _fiscal(day: date) -> int:
    return day.year - (day.month < 4)


def _counts(reception: Reception, work: Work) -> bool:
    """Does the person count by what the list says: a resident of a facility, 75 or older, or with a representative?"""
    born, listed = work.listed.birth_date, work.listed
    old = (
        born is not None and (work.on.year - born.year - ((work.on.month, work.on.day) < (born.month, born.day))) >= OLD
    )
    return reception.side == Side.FACILITY or old or bool(listed.representative)


def may_ask(found: Sequence[ClaimLine]) -> bool:
    """Is there anything that the town will pay, and is it known how much?"""
    return bool(total(found))


def total(found: Sequence[ClaimLine]) -> int | None:
    """Yen of all that counts; None while an amount is not known."""
    counted = [line for line in found if not line.refused]
    if any(line.yen is None for line in counted):
        return None
    return sum(line.yen or 0 for line in counted)
