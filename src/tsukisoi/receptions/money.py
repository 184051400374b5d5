"""What may be claimed of a town for each person, and what it will refuse, with the reason, before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from tsukisoi.receptions.models import Claim, Kind, Listed, Reception


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work for one person: application support, or collecting the card for them."""

    listed: Listed
    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One piece of work as it stands in the claim. `refused`: why the town will not pay it; empty where it counts."""

    work: Work
    yen: int | None
    refused: str

    @property
    def words(self) -> str:
        """What was done."""
        return gettext("申請サポート") if self.work.kind == "support" else gettext("代理受取")


def lines(reception: Reception, claim: Claim, done: Sequence[Work]) -> list[ClaimLine]:
    """Every piece of work with its amount, or the reason why it is not paid."""
    yen = {"support": claim.yen_support, "proxy": claim.yen_proxy}
    return [ClaimLine(work, yen[work.kind], _why_not(reception, claim, work)) for work in done]


def _why_not(reception: Reception, claim: Claim, work: Work) -> str:
    """The first reason for which the town will not pay. Source: R-03, R-06, R-07; 第6-1."""
    if claim.consulted_on is None:
        return gettext("市区町村とまだ協議していません。")
    if work.on < claim.consulted_on:
        return gettext("協議より前にした作業は、対象になりません。")
    if not claim.own_account:
        return gettext("施設・団体の名義の口座がありません。")
    if work.kind == "support" and reception.kind != Kind.APPLICATION_SUPPORT:
        return gettext("市区町村や委託事業者が来た日の申請は、施設の申請サポートにあたりません。")
    if work.kind == "proxy" and work.listed.elsewhere:
        return gettext("ほかの市区町村の住民の代理受取は、対象になりません。")
    return ""


def total(found: Sequence[ClaimLine]) -> int | None:
    """Yen of all that counts; None while an amount is not known."""
    counted = [line for line in found if not line.refused]
    if any(line.yen is None for line in counted):
        return None
    return sum(line.yen or 0 for line in counted)
