"""What is kept of people, held against what the rules say when they are asked anew."""

from dataclasses import replace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tsukisoi.cases import queries, standings
from tsukisoi.cases.dues import DOCUMENTS_AHEAD, Beside, dues
from tsukisoi.cases.guidance import guide_many
from tsukisoi.cases.models import Due
from tsukisoi.cases.open_points import mark, points_of
from tsukisoi.cases.rows import row_of
from tsukisoi.cases.standings import Page
from tsukisoi.insurance import guidance as insurance
from tsukisoi.insurance import points as insurance_points
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import today


def fresh(viewer: Any) -> dict[Any, tuple[Any, set[Any]]]:
    """What the rules say of everybody now, asked anew: the row, and everything that pages of many say."""
    people = list(register.everybody(viewer))
    ids = [person.pk for person in people]
    days, printed = queries.task_days(viewer, ids), queries.last_printed(viewer, ids)
    documents = register.documents_ending(viewer, ids, today() + DOCUMENTS_AHEAD)
    wills, by_hand = queries.wills(viewer, ids), queries.task_states(viewer, ids)
    found: dict[Any, Any] = {}
    home = municipalities.home(viewer)
    town = home.pk if home else None
    covered = insurance.insured(viewer, people, today())
    for guidance in guide_many(viewer, people):
        who = guidance.resident
        row = row_of(guidance, wills.get(who.pk, queries.WillNow()), by_hand.get(who.pk, {}))
        beside = Beside(days.get(who.pk, {}), documents.get(who.pk, {}), bool(who.proposed), printed.get(who.pk))
        said = {("today", kind, on) for kind, on in dues(row, beside)} | {("grid", g, None) for g in row.groups}
        said |= {("today", kind, on) for kind, on in insurance.dues(covered, register.person(viewer, who.pk), today())}
        found[who.pk] = row, said | {("town", mark(point), None) for point in points_of(guidance, town)}
    for pk, whose, point in insurance_points.of_people(viewer, people):
        found[pk][1].add(("town", mark(point, whose), None))
    return found


def plain(row: Any) -> Any:
    """A row without what is not kept: the words of cares, and how a fact is spelt in memory."""
    return replace(row, guidance=replace(row.guidance, care=(), facts=dict(row.guidance.facts)))


def hold(viewer: Any) -> None:
    """Everything kept equals what the rules say now."""
    assert standings.refresh(viewer, patience=60) == 0
    with override("ja"):
        wanted = fresh(viewer)
    people = list(register.everybody(viewer))
    with CaptureQueriesContext(connection) as asked:
        rows = {row.resident.pk: row for row in standings.rows(viewer, people)}
    assert not [query for query in asked if '"residents_fact"' in query["sql"]], "the rules were asked again"
    for language in ("ja", "en"):
        with override(language):
            rows = {row.resident.pk: row for row in standings.rows(viewer, people)}
            now_said = {pk: row for pk, (row, _said) in fresh(viewer).items()}
        assert {pk: plain(row) for pk, row in rows.items()} == {pk: plain(row) for pk, row in now_said.items()}
    said: dict[Any, set[Any]] = {person.pk: set() for person in people}
    for due in Due.objects.all():
        said[due.resident_id].add((due.page, due.kind, due.on))
    assert said == {pk: what for pk, (_row, what) in wanted.items()}
    for page in Page:
        assert sum(pile.count for pile in standings.piles(viewer, page)) == sum(
            len([1 for where, *_ in what if where == page]) for _row, what in wanted.values()
        )
