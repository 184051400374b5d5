"""Upgrading every released version to this one; a step that fails, and a power cut, leave things as they were."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.ops.shape import shape

from tsukisoi.config.backup import beside, pack, snapshot
from tsukisoi.config.running import InUse, held
from tsukisoi.config.verbs import upgrade

RELEASES = sorted(
    path.name.removesuffix("-embedded.tsukisoi") for path in Path(__file__).parent.glob("releases/*embedded.tsukisoi")
)
SOURCE = Path(__file__).resolve().parents[2] / "src"
pytestmark = pytest.mark.django_db(transaction=True)

# A version after this one, with one more step: it works, or fails half-way.
STEP = """
import time
from django.db import migrations

def tell(apps, schema_editor):
    {then}

class Migration(migrations.Migration):
    dependencies = [("residents", "{last}")]
    operations = [
        migrations.RunSQL("CREATE TABLE residents_next (id integer PRIMARY KEY)"),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
"""


class Installation:
    """One data folder, and the program of one version that works with it."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder, self.data, self.program, self.database = folder, folder / "data", SOURCE, database
        address = pack._address(database) if database else ""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TSUKISOI_", "DJANGO_"))}
        self.environment = {**clean, "TSUKISOI_DATA": str(self.data), "TSUKISOI_DATABASE_URL": address}

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Begin one verb."""
        return subprocess.Popen(
            [sys.executable, "-m", "tsukisoi", *words], env={**self.environment, "PYTHONPATH": str(self.program)},
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One verb to its end."""
        with self.start(*words) as running:
            out, wrong = running.communicate(timeout=300)
        return subprocess.CompletedProcess(words, running.returncode, out, wrong)

    def holds(self) -> dict[str, Any]:
        """Rows of the tables, heads of the record, steps not made."""
        found: dict[str, Any] = json.loads(self.run("inventory", "--quickly").stdout)
        return found

    def next_version(self, then: str) -> None:
        """From now on the program is one version further, with a step of its own."""
        self.program = self.folder / "next"
        if self.program.exists():
            shutil.rmtree(self.program)
        shutil.copytree(SOURCE, self.program, ignore=shutil.ignore_patterns("__pycache__", "*.woff2"))
        steps = self.program / "tsukisoi" / "residents" / "migrations"
        last = max(path.stem for path in steps.glob("0*.py"))
        (steps / "9999_next.py").write_text(STEP.format(then=then, last=last), "utf-8")


@pytest.fixture(scope="module", params=RELEASES)
def release(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: Any,
) -> Iterator[Installation]:
    """An installation of a released version, as its own backup restores it: to be copied."""
    engine = "embedded" if connection.vendor == "sqlite" else "postgresql"
    kept = Path(__file__).parent / "releases" / f"{request.param}-{engine}"
    with django_db_blocker.unblock(), _place(tmp_path_factory.mktemp("release")) as there:
        done = there.run("restore", f"{kept}.tsukisoi", "--key-file", f"{kept}.key")
        assert done.returncode == 0, done.stderr
        yield there


@pytest.fixture(scope="module")
def upgraded(
    release: Installation, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any
) -> Iterator[Installation]:
    """The same, brought to this version: to be copied."""
    with django_db_blocker.unblock(), _place(tmp_path_factory.mktemp("upgraded"), release) as there:
        done = there.run("upgrade")
        assert done.returncode == 0, done.stderr
        yield there


@pytest.fixture
def released(release: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of a released version."""
    with _place(tmp_path, release) as there:
        yield there


@pytest.fixture
def current(upgraded: Installation, tmp_path: Path) -> Iterator[Installation]:
    """The same, brought to this version."""
    with _place(tmp_path, upgraded) as there:
        yield there


@contextmanager
def _place(folder: Path, like: Installation | None = None) -> Iterator[Installation]:
    """A place for an installation: empty, or a copy of another."""
    if like:
        shutil.copytree(like.data, folder / "data")
    if connection.vendor == "sqlite":
        yield Installation(folder)
    else:
        with snapshot.scratch_database(like.database if like else "template0") as name:
            yield Installation(folder, name)


def _shape_of(there: Installation) -> Any:
    program = Path(__file__).with_name("shape.py")
    environment = {**there.environment, "PYTHONPATH": str(SOURCE), "DJANGO_SETTINGS_MODULE": "tsukisoi.config.settings"}
    done = subprocess.run([sys.executable, str(program)], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_there_is_a_release_to_upgrade_from() -> None:
    assert "0.1.0" in RELEASES


def test_every_release_comes_to_this_version_with_everything(released: Installation) -> None:
    before = released.holds()
    done = released.run("upgrade")
    assert done.returncode == 0, done.stderr
    after = released.holds()
    assert after["pending"] == []
    lost = {t: n for t, n in before["database"]["rows"].items() if after["database"]["rows"].get(t, 0) < n}
    assert lost == {}
    assert before["database"]["rows"]["residents_resident"] == after["database"]["rows"]["residents_resident"] > 80
    assert _shape_of(released) == shape(), "a migration leaves something else than the models say"
    verified = released.run("verify")
    assert verified.returncode == 0, verified.stderr


def test_a_further_version_backs_up_first_and_is_on_record(current: Installation) -> None:
    current.next_version("pass")
    done = current.run("upgrade")
    assert done.returncode == 0, done.stderr
    assert "residents_next" in current.holds()["database"]["rows"]
    assert list(current.folder.glob("data.before-upgrade-*.tsukisoi"))
    assert current.run("verify").returncode == 0


def test_upgrading_again_does_nothing(current: Installation) -> None:
    before = current.holds()
    done = current.run("upgrade")
    assert (done.returncode, current.holds()) == (0, before) and "することはありません" in done.stdout


def test_a_step_that_fails_leaves_everything_as_it_was(current: Installation) -> None:
    before = current.holds()["database"]
    current.next_version('raise RuntimeError("no")')
    done = current.run("upgrade")
    assert done.returncode == 1 and "元にもどしました" in done.stderr
    assert current.holds()["database"] == before
    current.program = SOURCE
    assert current.holds()["pending"] == [] and current.run("verify").returncode == 0


def test_after_a_power_cut_the_next_upgrade_starts_over(current: Installation) -> None:
    before = current.holds()["database"]["rows"]["residents_resident"]
    current.next_version("time.sleep(60)")
    running = current.start("upgrade")
    for _ in range(600):
        if (current.data / upgrade.NOTE).exists():
            break
        time.sleep(0.1)
    time.sleep(1.5)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    refused = current.run("serve", "--port", "0")
    assert refused.returncode == 1 and "tsukisoi upgrade" in refused.stderr
    current.next_version("pass")
    done = current.run("upgrade")
    assert done.returncode == 0 and "やりなおします" in done.stdout, done.stderr
    assert current.holds()["database"]["rows"]["residents_resident"] == before
    assert not (current.data / upgrade.NOTE).exists() and current.run("verify").returncode == 0


@pytest.mark.parametrize("interrupted", [False, True])
def test_where_nothing_can_be_written_beside_the_data_nothing_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], interrupted: bool
) -> None:
    """Also with the backup put elsewhere: what fails is put back from beside the data."""
    data, done = tmp_path / "data", list[str]()
    data.mkdir()
    if interrupted:
        (data / upgrade.NOTE).write_text('{"backup": "x"}')
    before = sorted(path.name for path in data.iterdir())

    def refused(*_words: Any, **_named: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tsukisoi.config.backup.beside.tempfile.TemporaryDirectory", refused)
    monkeypatch.setattr(upgrade, "_output", lambda *_words: '{"pending": ["x"], "database": {"rows": {"x": 1}}}')
    monkeypatch.setattr(upgrade, "_run", lambda verb, *_words, **_named: done.append(verb) or 0)
    monkeypatch.setenv("TSUKISOI_DATA", str(data))
    assert upgrade.main(["--backup", str(tmp_path / "elsewhere.tsukisoi")]) == 1
    assert "に書けないので、何も変えていません" in capsys.readouterr().err and done == []
    assert sorted(path.name for path in data.iterdir() if path.name != ".in-use") == before


def test_beside_a_folder_that_can_be_written_nothing_is_left(tmp_path: Path) -> None:
    beside.check(tmp_path / "house" / "data")
    assert [path.name for path in tmp_path.rglob("*")] == ["house"]


def test_nothing_is_upgraded_while_somebody_works(current: Installation) -> None:
    with held(current.data, alone=False):
        done = current.run("upgrade")
    assert done.returncode == 1 and "止めてから" in done.stderr


def test_two_may_serve_and_only_one_upgrade(tmp_path: Path) -> None:
    with held(tmp_path, alone=False), held(tmp_path, alone=False), pytest.raises(InUse), held(tmp_path, alone=True):
        pass
    with held(tmp_path, alone=True), pytest.raises(InUse), held(tmp_path, alone=False):
        pass
