"""Sheets on record: one id a content, superseded by the next, unknown to other organisations."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.papers import actions, ids, queries
from tsukisoi.papers.models import Sheet
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted, Viewer

IMPRINT = actions.Imprint("つばき苑", "2026-08-01", date(2026, 11, 23))


def wanted(subject: UUID, text: str = "ある", kind: str = "cover") -> actions.Request:
    return actions.Request(kind, "準備の表紙", subject, {"text": text})


def test_the_same_content_keeps_its_id(viewer: Viewer) -> None:
    subject = new_id()
    [first] = actions.issue(viewer, [wanted(subject)], IMPRINT)
    [again] = actions.issue(viewer, [wanted(subject)], IMPRINT)
    assert ids.valid(first.head.id)
    assert again.head.id == first.head.id
    assert Sheet.objects.count() == 1


def test_new_content_supersedes_the_old_sheet(viewer: Viewer) -> None:
    subject = new_id()
    [first] = actions.issue(viewer, [wanted(subject)], IMPRINT)
    [second] = actions.issue(viewer, [wanted(subject, "ない")], IMPRINT, why="通知カードが見つかりました。")
    old = queries.find(viewer, first.head.id)
    new = queries.find(viewer, second.head.id)
    assert old is not None and new is not None
    assert new.is_current and not old.is_current
    assert old.superseded_by == new
    assert old.why == "通知カードが見つかりました。"


def test_only_the_changed_are_printed_again(viewer: Viewer) -> None:
    one, two = new_id(), new_id()
    actions.issue(viewer, [wanted(one), wanted(two)], IMPRINT)
    leaves = actions.issue(viewer, [wanted(one), wanted(two, "ない")], IMPRINT, only_changed=True)
    assert [leaf.body["text"] for leaf in leaves] == ["ない"]


def test_printing_is_on_record_with_whom_it_is_about(viewer: Viewer) -> None:
    one, two = new_id(), new_id()
    actions.issue(viewer, [wanted(one), wanted(one, kind="intent"), wanted(two)], IMPRINT)
    entry = Entry.objects.get(action="look.print")
    assert entry.refs == [str(one), str(two)]


def test_a_withdrawn_sheet_is_superseded_without_a_successor(viewer: Viewer) -> None:
    subject = new_id()
    [leaf] = actions.issue(viewer, [wanted(subject)], IMPRINT)
    assert actions.withdraw(viewer, subject, ["cover"], "ご本人の気持ちが変わりました。") == 1
    found = queries.find(viewer, leaf.head.id)
    assert found is not None and not found.is_current and found.superseded_by is None
    [after] = actions.issue(viewer, [wanted(subject)], IMPRINT)
    assert after.head.id != leaf.head.id


def test_printing_needs_the_right(viewer: Viewer, home: Any, worker_in: Any) -> None:
    looker = Viewer(viewer.worker, viewer.organisation, "伊藤 葵", "viewer", frozenset({"see_residents"}))
    with pytest.raises(NotPermitted):
        actions.issue(looker, [wanted(new_id())], IMPRINT)
    assert Sheet.objects.count() == 0


def test_another_organisation_does_not_know_the_sheet(viewer: Viewer, other_home: Any) -> None:
    [leaf] = actions.issue(viewer, [wanted(new_id())], IMPRINT)
    stranger = Viewer(new_id(), other_home.pk, "他の人", "head", viewer.rights)
    with scope(organisation=other_home.pk):
        assert queries.find(stranger, leaf.head.id) is None


def test_a_mistyped_id_is_told(viewer: Viewer) -> None:
    with pytest.raises(ValueError):
        queries.find(viewer, "ABCDEFGH")


def test_the_page_says_current_superseded_unknown_and_mistyped(signed_in: Any, home: Any) -> None:
    worker = signed_in.session["_auth_user_id"]
    viewer = Viewer(UUID(worker) if isinstance(worker, str) and "-" in worker else new_id(), home.pk, "中村", "head",
                    frozenset({"print_papers"}))  # fmt: skip
    subject = new_id()
    with scope(organisation=home.pk):
        [old] = actions.issue(viewer, [wanted(subject)], IMPRINT)
        [new] = actions.issue(viewer, [wanted(subject, "ない")], IMPRINT, why="書類が見つかりました。")
    current = signed_in.get(f"/papers/{new.head.id}").content.decode()
    superseded = signed_in.get(f"/papers/{old.head.id}").content.decode()
    assert "この紙は、いまの内容です" in current
    assert "この紙は古くなりました" in superseded
    assert "書類が見つかりました。" in superseded
    assert new.head.id in superseded
    assert signed_in.get(f"/papers/{ids.make()}").status_code == 404
    assert signed_in.get("/papers/", {"id": "ABCDEFGH"}).status_code == 400
    scanned = signed_in.get("/papers/", {"id": f"http://192.168.1.20:8000/papers/{new.head.id.lower()}"})
    assert scanned.url == f"/papers/{new.head.id}"


def test_the_page_is_behind_the_sign_in(client: Any, home: Any) -> None:
    assert client.get("/papers/").status_code == 302
