"""Our own ids are never taken for a My Number, whatever the clock says."""

import time

import pytest

from tsukisoi.guard.numbers import find
from tsukisoi.tenancy import ids

# Moments whose hex digits are nearly all decimal: the worst the clock can do.
MOMENTS = [0x01A209284000, 0x01A209284031, 0x019912345678, 0x020012345678, 0x021234567890]


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_id_looks_like_a_my_number(moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: moment * 1_000_000)
    monkeypatch.setattr(ids, "_last", 0)
    made = [str(ids.new_id()) for _ in range(2000)] + [str(made) for made in ids.new_ids(2000)]
    assert [text for text in made if find(text)] == []
    assert len(set(made)) == 4000


def test_an_id_of_one_of_several_things_looks_like_no_number_either() -> None:
    form, things = ids.new_id(), ids.new_ids(20_000)
    made = [ids.derived_id(form, thing) for thing in things]
    assert [str(one) for one in made if find(str(one))] == []
    assert len(set(made)) == len(things)
    assert made == [ids.derived_id(form, thing) for thing in things]


def test_ids_made_one_after_the_other_ascend_though_the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: moment)
    made = [ids.new_id() for _ in range(500)] + ids.new_ids(500) + [ids.new_id()]
    assert made == sorted(made)


def test_a_clock_put_back_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(time, "time_ns", lambda: MOMENTS[1] * 1_000_000)
    late = ids.new_id()
    monkeypatch.setattr(time, "time_ns", lambda: MOMENTS[2] * 1_000_000)
    assert ids.new_id() < late


@pytest.mark.parametrize("fraction", [0x01A, 0x12B, 0x9AA])
def test_a_moment_that_reads_as_eleven_digits_is_left_out(fraction: int, monkeypatch: pytest.MonkeyPatch) -> None:
    nanoseconds = MOMENTS[1] * 1_000_000 + (fraction * 1_000_000 // 4096) + 1
    monkeypatch.setattr(time, "time_ns", lambda: nanoseconds)
    monkeypatch.setattr(ids, "_last", 0)
    made = [str(one) for one in ids.new_ids(100)] + [str(ids.new_id())]
    assert [text for text in made if find(text)] == []


def test_ids_made_together_ascend() -> None:
    made = ids.new_ids(500)
    assert made == sorted(made)
    assert all(one.version == 7 for one in made)


def test_an_id_drawn_with_many_others_is_looked_at_as_closely_as_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad, edge = (
        "019ac0ffee007abc8def0a1b2c3d4e5f",
        "019ac0ffee007abc8de12345678a4e5f",
        "12345678ee007abc8def0a1b2c3d4e5f",
    )
    draws = iter([[good, bad, edge], [good[:-1] + "0"]])
    monkeypatch.setattr(ids, "_drawn", lambda moment, count: next(draws))
    assert ids.new_hexes(3) == sorted([good, edge, good[:-1] + "0"])
