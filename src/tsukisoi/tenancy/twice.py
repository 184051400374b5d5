"""The same form, sent twice at the same moment: what it makes is made once."""

from typing import TypeVar

from tsukisoi.tenancy import prepared
from tsukisoi.tenancy.models import Owned

Row = TypeVar("Row", bound=Owned)


def made_once(row: Row) -> tuple[Row, bool]:
    """Write a new row unless one of its id is there: (the row that stands there, was it written just now?).

    Where somebody else writes it just now, they are waited for; whoever only looks first would not see it yet.
    """
    if prepared.add_unless(row, ("id",)):
        return row, True
    return type(row).objects.get(pk=row.pk), False
