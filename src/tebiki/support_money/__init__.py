"""報償費・委託料: what a municipality may pay a facility for its help, and what must be agreed beforehand."""

from typing import Literal

from tebiki.book import Book
from tebiki.said import known, one_of
from tebiki.table import Row

__all__ = ["amounts", "conditions", "refusals"]

Method = Literal["reward", "contract"]
_METHODS = {"reward": "paid_as_reward", "contract": "paid_as_contract"}


def conditions(
    book: Book,
    application_support: bool,
    proxy_delivery: bool,
    consulted: bool | None = None,
    organisation_account: bool | None = None,
    residents_of_other_towns: bool | None = None,
    work_under_way: bool | None = None,
    method: Method | None = None,
) -> tuple[Row, ...]:
    """What holds and what is still missing for this work. Source: R-01 … R-11; amounts differ by town and year."""
    words = known(
        pays_application_support=application_support, pays_proxy_delivery=proxy_delivery, consulted_before=consulted,
        organisation_account=organisation_account, residents_of_other_towns=residents_of_other_towns,
        work_under_way=work_under_way, **one_of(_METHODS, method),
    )  # fmt: skip
    return book["support_money.conditions"].decide(words).fits


def refusals(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Of these conditions, those for which the municipality will not pay."""
    return tuple(row for row in rows if row.say == "no")


def amounts(book: Book, application_support: bool, proxy_delivery: bool) -> dict[str, int]:
    """Yen per case by kind of work, as last seen; always to be confirmed for the year. Source: houshou.4000, R-05."""
    words = known(pays_application_support=application_support, pays_proxy_delivery=proxy_delivery)
    return {row.name: int(row.data["yen"]) for row in book["support_money.amounts"].decide(words).fits}
