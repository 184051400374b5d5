"""The head's line of the week: calm when all is well, clear when something is not."""

from collections import namedtuple
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django_scopes import scope

from tsukisoi.journal import actions as journal
from tsukisoi.journal.models import Entry, Seal
from tsukisoi.today import wellbeing as week

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "free")


def _said(viewer: Any) -> dict[str, bool]:
    found = week.wellbeing(viewer)
    assert found is not None
    return {sign.title: sign.well for sign in found.signs}


def test_each_thing_is_seen_when_it_is_not_well(viewer: Any, monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(week.shutil, "disk_usage", lambda _: Usage(50_000_000_000))
    assert _said(viewer) == {
        "控え": False, "記録の封の紙": False, "ディスクの空き": True, "規則の表": True, "市区町村のページ": True,
    }  # fmt: skip
    with transaction.atomic():
        journal.write(viewer, "keep.backup", journal.Chain("organisation", viewer.organisation))
    seal = journal.seal(viewer)
    assert journal.keep_seal(viewer, 0) is None
    assert journal.keep_seal(viewer, seal.seq) and journal.keep_seal(viewer, seal.seq) is None
    assert all(_said(viewer).values())
    monkeypatch.setattr(week.shutil, "disk_usage", lambda _: Usage(10_000_000))
    assert not _said(viewer)["ディスクの空き"]
    settings.TSUKISOI_TODAY = date(2026, 11, 23) + timedelta(days=9)
    assert not _said(viewer)["控え"] and _said(viewer)["記録の封の紙"]
    settings.TSUKISOI_TODAY = date(2026, 11, 23) + timedelta(days=200)
    assert not _said(viewer)["記録の封の紙"] and not _said(viewer)["規則の表"]


def test_it_stands_on_today_for_the_head_alone(signed_in: Client, home: Any, worker_in: Any, other_home: Any) -> None:
    signed_in.get("/journal/seals/")
    signed_in.post("/journal/seals/make/")
    with scope(organisation=home.pk):
        seq = Seal.objects.latest("seq").seq
    answer = signed_in.post("/journal/seals/keep/", {"seal": seq}, follow=True)
    assert "封の紙をしまった" in answer.content.decode()
    with scope(organisation=home.pk):
        assert Entry.objects.filter(action="journal.keep_seal").count() == 1
    person = {"id": "01a00000-0000-7000-8000-00000000000a", "name": "髙橋 キヨ", "birth_date": "1931-02-03"}
    apps.get_model("residents.Resident").objects.model._base_manager.create(organisation=home, kana_key="", **person)
    shown = signed_in.get("/").content.decode()
    assert "からの週の具合" in shown and "まだ一度もとっていません" in shown
    worker = Client()
    worker.force_login(worker_in(home, "worker", "sato"))
    assert "からの週の具合" not in worker.get("/").content.decode()
    assert worker.post("/journal/seals/keep/", {"seal": seq}).status_code == 403
    other = Client()
    other.force_login(worker_in(other_home, "head", "mori"))
    other.post("/journal/seals/keep/", {"seal": seq})
    with scope(organisation=other_home.pk):
        assert not Entry.objects.filter(action="journal.keep_seal").exists()
