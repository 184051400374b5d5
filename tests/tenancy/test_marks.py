"""What a page remembers to compare is spelt in letters: digits of chance could pass for a My Number and be refused."""

from uuid import uuid4

from tsukisoi.movements.actions.planning import shown
from tsukisoi.residents.comparison import Change


def test_marks_of_a_page_hold_no_digit() -> None:
    marks = [Change(1, uuid4(), "架空 花子", {"room": (str(n), str(n + 1))}).token for n in range(50)]
    assert len(set(marks)) == 50 and not any(sign.isdigit() for mark in [*marks, shown([])] for sign in mark)
