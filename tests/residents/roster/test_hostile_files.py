"""Every hostile file of the trial is refused, or read within the caps; and no message repeats what was in it."""

import importlib.util
import time
from pathlib import Path
from types import ModuleType

import pytest

from tsukisoi.residents.roster.preview import Refused, read_roster
from tsukisoi.residents.roster.workbook import MAX_BYTES

TRIAL = Path(__file__).resolve().parents[3] / "bench" / "trial_hostile_files.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("trial_hostile_files", TRIAL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


trial = load()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", trial.HOSTILE)
def test_refused_or_within_the_caps(name: str) -> None:
    build, filename, must_refuse = trial.HOSTILE[name]
    data = build()
    started = time.process_time()
    try:
        read_roster(data, filename)
    except Refused as why:
        assert str(why).endswith("。")
        assert time.process_time() - started < 1.0
    else:
        assert not must_refuse
        assert time.process_time() - started < 6.0


def test_the_size_is_asked_before_anything_is_opened() -> None:
    with pytest.raises(Refused, match="大きすぎ"):
        read_roster(b"PK" + bytes(MAX_BYTES), "a.xlsx")


def test_external_links_are_left_alone_and_the_list_is_read() -> None:
    assert len(read_roster(trial.external_links(), "a.xlsx").rows) == 1


def test_a_password_is_named_as_such() -> None:
    build, filename, _ = trial.HOSTILE["password, old container"]
    with pytest.raises(Refused, match="パスワード"):
        read_roster(build(), filename)
