"""People are found as they are typed, and lists go on page by page."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tsukisoi.residents import actions, queries

pytestmark = pytest.mark.django_db

PEOPLE = [
    ("髙橋 キヨ", "タカハシ キヨ", "103"),
    ("𠮷田 正雄", "ヨシダ マサオ", "205"),
    ("山﨑 節", "ヤマザキ セツ", "1205"),
    ("濵田 清", "ハマダ キヨシ", "A-12"),
]


@pytest.fixture
def people(viewer: Any) -> None:
    for name, kana, room in PEOPLE:
        actions.enrol(viewer, name=name, kana=kana, room=room, birth_date=date(1940, 1, 1))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("高橋", ["髙橋 キヨ"]),
        ("髙橋キヨ", ["髙橋 キヨ"]),
        ("吉田", ["𠮷田 正雄"]),
        ("山崎", ["山﨑 節"]),
        ("たかは", ["髙橋 キヨ"]),
        ("ﾀｶﾊｼ ｷﾖ", ["髙橋 キヨ"]),
        ("タカハシ", ["髙橋 キヨ"]),
        ("きよ", ["髙橋 キヨ", "濵田 清"]),
        ("正雄", ["𠮷田 正雄"]),
        ("２０５", ["𠮷田 正雄"]),
        ("a-12", ["濵田 清"]),
        ("", []),
        ("  ", []),
        ("%", []),
        ("鈴木", []),
    ],
)
def test_search(viewer: Any, people: None, words: str, names: list[str]) -> None:
    assert sorted(p.name for p in queries.search(viewer, words)) == sorted(names)


def test_those_who_are_here_come_first(viewer: Any, people: None) -> None:
    actions.leave(viewer, queries.search(viewer, "髙橋")[0])
    assert [p.name for p in queries.search(viewer, "きよ")] == ["濵田 清", "髙橋 キヨ"]


def test_pages_follow_each_other_without_gap_or_repeat(viewer: Any, people: None) -> None:
    seen, after = [], None
    while True:
        page = queries.people(viewer, after=after, limit=2)
        seen += [p.name for p in page.people]
        after = page.after
        if after is None:
            break
    assert seen == ["髙橋 キヨ", "濵田 清", "山﨑 節", "𠮷田 正雄"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan in the words of SQLite")
def test_a_search_walks_through_one_index_and_reads_only_who_is_shown(viewer: Any, people: None) -> None:
    with CaptureQueriesContext(connection) as sent:
        queries.search(viewer, "橋キ")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sent[0]['sql']}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "COVERING INDEX resident_by_kana_wide" in plan
