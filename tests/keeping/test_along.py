"""Everything a house owns as open files: every table, found and not listed; nobody else's; the record verifies."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from bench.tenancy_addresses import MARK, build_house
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import override
from django_scopes import scope
from python_calamine import CalamineWorkbook

from tsukisoi.keeping.along import tables, writing
from tsukisoi.keeping.along.places import Folder
from tsukisoi.keeping.along.writing import take_along
from tsukisoi.keeping.telling import head_of, title_of
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.models import Owned

pytestmark = pytest.mark.django_db
NOT_OF_AN_ORGANISATION = {
    "tenancy.Erasing", "account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator",
    "usersessions.UserSession", "auth.Permission", "auth.Group", "contenttypes.ContentType", "sessions.Session",
}  # fmt: skip


def test_every_table_of_the_house_is_in_it_and_nobody_elses(tmp_path: Path) -> None:
    call_command("createcachetable")
    mine, theirs = build_house("つばき", full=True), build_house("となりのひみつ", full=True)
    folder = tmp_path / "out"
    call_command("export", str(folder), organisation=str(mine.organisation.pk), stdout=io.StringIO())
    schema = json.loads((folder / "schema.json").read_text("utf-8"))
    told = {one["table"]: one for one in schema["tables"]}
    for model in apps.get_models():
        if model._meta.label in NOT_OF_AN_ORGANISATION:
            continue
        name = tables.label(model)
        rows = json.loads((folder / "data" / f"{name}.json").read_text("utf-8"))
        assert told[name]["rows"] == len(rows) == sum(1 for _ in tables.rows(model, mine.organisation.pk)), name
        if issubclass(model, Owned):
            assert str(mine.pk(model._meta.label)) in {row["id"] for row in rows}, name
            assert {row["organisation_id"] for row in rows} == {str(mine.organisation.pk)}, name
        told_columns = {column["name"] for column in told[name]["columns"]}
        assert told_columns == {field.attname for field in model._meta.concrete_fields}, name
    _nothing_of_anybody_else(folder, theirs)
    book = CalamineWorkbook.from_path(str(folder / "tables" / "residents.xlsx"))
    assert MARK in str(book.get_sheet_by_name("Resident").to_python())
    person = str(mine.pk("residents.Resident"))
    contacts = CalamineWorkbook.from_path(str(folder / "tables" / "residents.xlsx")).get_sheet_by_name("Contact")
    cells = {str(cell) for row in contacts.to_python() for cell in row}
    assert any(cell.endswith(f"　{person}") for cell in cells)  # the name of whom it is, and the id
    assert (folder / "people" / f"{person}.pdf").read_bytes().startswith(b"%PDF")
    pictures = {path.parent.name: path.read_bytes() for path in (folder / "files").rglob("*.jpg")}
    assert pictures == {"venue.picture": b"picture", "custody.picture": b"picture"}
    assert person in (folder / "data" / "residents.resident.json").read_text("utf-8")
    assert "つばき" in (folder / "index.html").read_text("utf-8")
    with pytest.raises(CommandError, match="空"):
        call_command("export", str(folder), organisation=str(mine.organisation.pk))


def test_a_file_that_cannot_be_opened_is_told_and_not_written(tmp_path: Path) -> None:
    house = build_house("つばき", full=True)
    for room, columns in (("venue", ("frame", "cut")), ("custody", ("content",))):
        picture = apps.get_model(room, "Picture")._base_manager
        picture.filter(pk=house.pk(f"{room}.Picture")).update(**dict.fromkeys(columns, b"x" * 40))
    with scope(organisation=house.organisation.pk):
        taken = take_along(viewer_of(house.workers["head"]), Folder(tmp_path / "out"), with_papers=False)
    assert sorted(name.split("/")[1] for name in taken.unreadable) == [
        "custody.picture",
        "venue.picture",
        "venue.picture",
    ]
    assert not list((tmp_path / "out").rglob("*.jpg"))
    assert all(name in (tmp_path / "out" / "index.html").read_text("utf-8") for name in taken.unreadable)


def test_of_every_file_it_is_known_whether_it_is_sealed() -> None:
    """A new table with files says here how they are opened; else they would be ciphertext elsewhere."""
    with_files = {model._meta.label for model in tables.owned() if tables.binaries(model)}
    assert with_files == {*writing._OPENED, "residents.Draft"}


def _nothing_of_anybody_else(folder: Path, theirs: Any) -> None:
    names = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
    assert not any("つばき" in name or "花子" in name for name in names)
    for path in folder.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode & 0o077 == 0
            content = path.read_bytes()
            assert "となりのひみつ".encode() not in content and str(theirs.organisation.pk).encode() not in content, (
                path
            )
            assert b"argon2" not in content and b"md5$" not in content


def _the_record_verifies(folder: Path) -> None:
    words = [sys.executable, "-I", folder / "record" / "verify_ledger.py", folder / "record" / "ledger.jsonl"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    ledger = folder / "record" / "ledger.jsonl"
    altered = ledger.read_text("utf-8").replace('"action":"keeping.take_along"', '"action":"keeping.tidy"', 1)
    assert altered != ledger.read_text("utf-8")  # the export itself is on record
    ledger.write_text(altered, "utf-8")
    assert subprocess.run(words, capture_output=True, check=False).returncode == 1


def test_the_button_gives_one_file_to_whoever_keeps_the_data(
    signed_in: Client, home: Any, worker_in: Any, tmp_path: Path
) -> None:
    page = signed_in.get("/keeping/take-along/")
    assert page.status_code == 200 and "すべてを書き出す" in page.content.decode()
    answer = signed_in.post("/keeping/take-along/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert {"index.html", "README.txt", "schema.json", "record/ledger.jsonl"} <= set(packed.namelist())
    packed.extractall(tmp_path)
    _the_record_verifies(tmp_path)
    staff = json.loads(packed.read("data/staff.worker.json"))
    assert len(staff) == 1 and "password" not in staff[0]
    worker = Client()
    worker.force_login(worker_in(home, "worker", "sato"))
    assert worker.post("/keeping/take-along/").status_code == 403


def test_what_fails_on_the_way_leaves_nothing_open(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[Any] = []

    def break_off(_viewer: Any, place: Any, **_options: Any) -> None:
        place.put("one.txt", [b"one"])
        made.append(place.zip)
        raise OSError(28, "no room")

    monkeypatch.setattr("tsukisoi.keeping.views.take_along", break_off)
    with (tmp_path / "file").open("wb+") as file:
        monkeypatch.setattr("tsukisoi.keeping.views.tempfile.TemporaryFile", lambda **_options: file)
        with pytest.raises(OSError, match="no room"):
            signed_in.post("/keeping/take-along/")
        assert file.closed and made[0].fp is None


def test_every_table_and_column_of_the_workbooks_has_a_japanese_name() -> None:
    japanese = re.compile("[ぁ-んァ-ヶ一-龠]")
    with override("ja"):
        for model in tables.owned():
            if model._meta.app_label != tables.RECORD:
                unnamed = [field.name for field in model._meta.concrete_fields if not japanese.search(head_of(field))]
                assert unnamed == [] and japanese.search(title_of(model)), model._meta.label
