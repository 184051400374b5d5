"""The garbage collector waits, and goes on."""

import gc

import pytest

from tsukisoi.tenancy.collector import uncollected


def test_the_collector_waits_and_goes_on_also_after_a_fault() -> None:
    with pytest.raises(RuntimeError), uncollected():
        assert not gc.isenabled()
        raise RuntimeError
    assert gc.isenabled()


def test_one_within_another_leaves_it_waiting_for_the_outer() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
