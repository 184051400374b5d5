"""The training mode cannot reach what is real: it is never told where that is, and throws away only its own folder."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tsukisoi.config.backup import inventory
from tsukisoi.config.verbs import practice
from tsukisoi.papers import press, workbook
from tsukisoi.tenancy.clock import now

TOP = Path(__file__).parents[2]


def test_it_is_told_nothing_of_the_real_one(tmp_path: Path) -> None:
    real = tmp_path / "data"
    around = {
        "PATH": "/usr/bin", "TSUKISOI_DATA": str(real), "TSUKISOI_DATABASE_URL": "postgresql://real",
        "TSUKISOI_KEY": "a" * 64, "TSUKISOI_KEY_FILE": "/usb/key", "TSUKISOI_SECRET_KEY": "b" * 64,
        "TSUKISOI_SECRET_KEY_FILE": "/usb/secret", "TSUKISOI_BACKUP_KEY": "c" * 64, "TSUKISOI_TODAY": "2026-11-23",
    }  # fmt: skip
    told = practice.surroundings(around, practice._folder(real))
    assert told == {
        "PATH": "/usr/bin", "TSUKISOI_TODAY": "2026-11-23", "TSUKISOI_DATA": str(tmp_path / "data.practice"),
        "TSUKISOI_DEMO": "1", "TSUKISOI_PRACTICE": "1",
    }  # fmt: skip


def test_only_its_own_folder_is_thrown_away_and_no_backup_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    real = tmp_path / "data"
    real.mkdir()
    (real / "photo").write_bytes(b"real")
    folder = practice._folder(real)
    folder.mkdir()
    (folder / "tsukisoi.db").write_bytes(b"somebody else's")
    monkeypatch.setenv("TSUKISOI_DATA", str(real))
    assert practice.main(["--again"]) == 1 and "練習のフォルダではありません" in capsys.readouterr().err
    practice._empty(folder)
    assert (folder / "tsukisoi.db").exists()
    (folder / practice.MARK).touch()
    assert list(inventory.of_files(real)) == ["photo"]
    practice._empty(folder)
    assert not folder.exists() and (real / "photo").read_bytes() == b"real"


def test_every_page_and_every_paper_says_so(settings: Any, db: None, home: Any) -> None:
    settings.TSUKISOI_DEMO = settings.TSUKISOI_PRACTICE = True
    settings.REAL_PORT = "8000"
    shown = Client().get("/accounts/login/").content.decode()
    assert 'class="band"' in shown and "練習" in shown and "http://localhost:8000/" in shown
    pages = [
        path for path in (TOP / "src" / "tsukisoi").rglob("*.html") if "<!doctype" in path.read_text("utf-8").lower()
    ]
    around = {path.name for path in pages}
    assert around == {"document.html", "bare.html", "along.html"}  # a page with a frame of its own needs the word, too
    assert "練習" in render_to_string("guard/bare.html", {"practice": True})
    template = press.ROOT / "keeping" / "papers" / "disclosure.typ"
    marked = press._document(template, {}).decode()
    assert press.PRACTICE in marked
    rows = [("1" + str(number), "x") for number in range(90)]  # a table over several pages: the mark breaks none
    days = [{"day": "11月23日", "rows": [{"room": room, "kind": kind} for room, kind in rows]}]
    head = press.Masthead("AB234567", "つばき苑", "t", now().date(), now(), "佐藤")
    leaf = press.Leaf("week", head, {"since": "11月23日", "until": "11月29日", "days": days})
    pdf = press.press(press.ROOT / "today" / "typst" / "week.typ", [leaf], title="練習", printed_at=now())
    assert pdf.pages > 1
    table = workbook.Table("名簿", ["氏名"], [["髙橋 キヨ"]])
    assert workbook.workbook([table], now()) != _plain(settings, table)
    assert press.PRACTICE not in press._document(template, {}).decode()


def _plain(settings: Any, table: workbook.Table) -> bytes:
    settings.TSUKISOI_DEMO = False
    return workbook.workbook([table], now())


def test_its_cookies_are_its_own() -> None:
    code = "from tsukisoi.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.DESK_COOKIE)"
    seen = []
    for flag in ("0", "1"):
        around = {"PATH": "/usr/bin:/bin", "TSUKISOI_DATA": "/tmp/tsukisoi-test-cookies", "TSUKISOI_PRACTICE": flag}
        words = [sys.executable, "-c", code]
        seen.append(subprocess.run(words, env=around, capture_output=True, text=True, check=True).stdout.split())
    assert len(set(seen[0]) | set(seen[1])) == 6


@pytest.mark.django_db
def test_beginning_anew_exists_in_the_training_mode_alone(
    settings: Any, tmp_path: Path, signed_in: Client, home: Any, worker_in: Any
) -> None:
    assert signed_in.post("/practice/again/").status_code == 404
    settings.TSUKISOI_PRACTICE, settings.DATA = True, tmp_path
    worker = Client()
    worker.force_login(worker_in(home, "worker", "sato"))
    assert worker.post("/practice/again/").status_code == 403 and not (tmp_path / practice.AGAIN).exists()
    assert signed_in.post("/practice/again/").status_code == 200 and (tmp_path / practice.AGAIN).exists()
