"""One request after the other, in the order of asking; nobody waits long for a long one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tsukisoi.config import turns
from tsukisoi.config.turns import Turns


class House:
    """Answers with the thread that answered; «long» does not end before it is let go."""

    def __init__(self) -> None:
        self.go, self.begun, self.at_once, self.most = threading.Event(), threading.Event(), 0, 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], _start: Any) -> list[bytes]:
        with self.lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            if environ["for"] == "long":
                self.begun.set()
                assert self.go.wait(20)
            if environ["for"] == "wrong":
                raise TimeoutError("its own")
            return [threading.current_thread().name.encode()]
        finally:
            with self.lock:
                self.at_once -= 1


def test_one_thread_answers_everybody_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 20)
    house = House()
    answer = Turns(house)
    with ThreadPoolExecutor(8) as hands:
        told = [*hands.map(lambda _: [*answer({"for": "short"}, None)], range(200))]
    assert len({one[0] for one in told}) == 1 and house.most == 1


def test_nobody_waits_for_a_long_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.02)
    house = House()
    answer = Turns(house)
    with ThreadPoolExecutor(4) as hands:
        long = hands.submit(answer, {"for": "long"}, None)
        assert house.begun.wait(20)
        told = [[*answer({"for": "short"}, None)] for _ in range(3)]
        assert not long.done()
        house.go.set()
        assert next(iter(long.result(20))).startswith(b"turns")
    assert told == [[threading.current_thread().name.encode()]] * 3
    monkeypatch.setattr(turns, "PATIENCE", 20)
    assert next(iter(answer({"for": "short"}, None))).startswith(b"turns")


def test_what_goes_wrong_is_raised_to_whom_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 20)
    answer = Turns(House())
    with pytest.raises(TimeoutError, match="its own"):
        answer({"for": "wrong"}, None)
    assert next(iter(answer({"for": "short"}, None))).startswith(b"turns")
