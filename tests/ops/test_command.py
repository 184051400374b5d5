"""The command `tsukisoi`: what it refuses, what it needs, and that its sentences are for people."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tsukisoi.config import command

NUMBER = "123456789018"


def _run(*words: str, cwd: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TSUKISOI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "tsukisoi", *words], env={**clean, **environment}, cwd=cwd,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", [["plan", NUMBER], ["plan", f"--as-of={NUMBER}"], ["backup", f"{NUMBER}.tsukisoi"], ["x", *NUMBER]]
)
def test_a_number_on_the_command_line_is_refused_and_not_repeated(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert "マイナンバー" in str(ended.value) and NUMBER not in str(ended.value)


@pytest.mark.parametrize("words", [["serve", "--port", "8000"], ["plan", "x.json", "--as-of", "2026-11-23"]])
def test_ordinary_words_are_not_taken_for_a_number(words: list[str]) -> None:
    assert not command.holds_a_number(words)


def test_every_verb_is_shown_in_both_languages() -> None:
    shown = command.overview()
    assert all(
        verb in shown for verb in ("serve", "tablet_sheet", "doctor", "backup", "restore", "verify", "plan", "roster")
    )
    assert "控えをとり" in shown and "prove that it restores" in shown


def test_plan_needs_no_database_and_makes_no_folder(tmp_path: Path) -> None:
    pytest.importorskip("tebiki.reading")
    (tmp_path / "in.json").write_text("[]", "utf-8")
    done = _run("plan", "in.json", cwd=tmp_path, TSUKISOI_DATA=str(tmp_path / "data"))
    assert (done.returncode, json.loads(done.stdout)) == (0, []), done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.json"]


def test_plan_does_not_load_django(tmp_path: Path) -> None:
    pytest.importorskip("tebiki.reading")
    code = "import sys, tsukisoi.config.command, tsukisoi.config.verbs.plan; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0


@pytest.mark.parametrize("words", [["plan", "none.json"], ["roster", "none.xlsx", "--json"], ["restore", "none"]])
def test_a_missing_file_is_said_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    done = _run(*words, cwd=tmp_path)
    assert done.returncode in (1, 2) and done.stderr.strip() and "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_database_behind_this_version_is_not_served(tmp_path: Path) -> None:
    done = _run("serve", "--port", str(_free_port()), cwd=tmp_path)
    assert done.returncode == 1 and "tsukisoi upgrade" in done.stderr and "Traceback" not in done.stderr


def test_a_port_in_use_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _run("serve", "--prepare", "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 1 and "PORT=" in done.stderr and not (tmp_path / "data" / "tsukisoi.db").exists()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data folder, to copy."""
    folder = tmp_path_factory.mktemp("migrated")
    assert _run("migrate", "--verbosity", "0", cwd=folder).returncode == 0
    return folder


@pytest.mark.skipif("TSUKISOI_DATABASE_URL" in os.environ, reason="about the embedded database's file")
class TestTheFile:
    """What becomes of a data folder with the embedded database."""

    @pytest.fixture
    def place(self, migrated: Path, tmp_path: Path) -> Path:
        """A folder whose ./data was migrated."""
        shutil.copytree(migrated / "data", tmp_path / "data")
        return tmp_path

    def test_the_file_is_encrypted_and_nobody_elses(self, place: Path) -> None:
        content = (place / "data" / "tsukisoi.db").read_bytes()
        assert not content.startswith(b"SQLite format 3") and b"CREATE TABLE" not in content
        assert oct((place / "data").stat().st_mode)[-3:] == "700"
        assert oct((place / "data" / "keys" / "database.key").stat().st_mode)[-3:] == "600"

    def test_a_fresh_one_is_well(self, place: Path) -> None:
        done = _run("doctor", cwd=place)
        assert done.returncode == 0 and "× " not in done.stdout, done.stdout + done.stderr
        assert "▲ 注意　鍵" in done.stdout and "SQLCipher" in done.stdout

    def test_the_doctor_sees_that_others_can_read_a_key(self, place: Path) -> None:
        (place / "data" / "keys" / "database.key").chmod(0o644)
        done = _run("doctor", cwd=place)
        assert done.returncode == 1 and "ほかの利用者が読めます" in done.stdout

    @pytest.mark.parametrize("verb", ["doctor", "serve"])
    def test_a_damaged_file_is_neither_served_nor_called_well(self, place: Path, verb: str) -> None:
        database = place / "data" / "tsukisoi.db"
        content = bytearray(database.read_bytes())
        content[40960:45056] = os.urandom(4096)
        database.write_bytes(content)
        for side in ("-wal", "-shm"):
            database.with_name(f"tsukisoi.db{side}").unlink(missing_ok=True)
        words = [verb, "--port", str(_free_port())] if verb == "serve" else [verb]
        done = _run(*words, cwd=place)
        assert done.returncode == 1 and "Traceback" not in done.stderr
        assert "こわれています" in done.stdout + done.stderr

    @pytest.mark.parametrize("verb", ["doctor", "serve"])
    def test_the_wrong_key_is_said_in_a_sentence(self, place: Path, verb: str) -> None:
        done = _run(verb, cwd=place, TSUKISOI_KEY="ab" * 32)
        assert done.returncode == 1 and "鍵" in done.stdout + done.stderr and "Traceback" not in done.stderr

    def test_the_doctor_sees_a_fence_that_fell(self, place: Path) -> None:
        code = (
            "import django; django.setup()\n"
            "from django.db import connection\n"
            "connection.cursor().execute('DROP TRIGGER fence_journal_entry_delete')"
        )
        environment = {**os.environ, "TSUKISOI_DATA": str(place / "data")}
        environment["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        done = _run("doctor", cwd=place)
        assert done.returncode == 1 and "fence_journal_entry_delete" in done.stdout


@pytest.mark.django_db
def test_a_demonstration_is_never_loaded_beside_a_real_house(settings: Any, tmp_path: Path, home: Any) -> None:
    from django.core.management import CommandError, call_command

    settings.DATA, settings.TSUKISOI_DEMO, settings.STATIC_ROOT = tmp_path, True, tmp_path / "static"
    with pytest.raises(CommandError, match="実際の組織"):
        call_command("serve", port=_free_port(), prepare=True)


@pytest.mark.django_db
def test_what_a_demonstration_made_is_not_real(settings: Any, tmp_path: Path, home: Any, other_home: Any) -> None:
    from tsukisoi.config import demonstration

    settings.DATA = tmp_path
    assert demonstration.real_organisations() == {str(home.pk), str(other_home.pk)}
    demonstration.remember([home.pk], [demonstration.SignIn("sato", "つばき-1234", "担当 佐藤 美咲")])
    assert demonstration.real_organisations() == {str(other_home.pk)}
    assert demonstration.sign_ins()[0].username == "sato"
