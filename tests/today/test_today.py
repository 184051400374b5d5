"""The first page: what is due, for whom, why; few questions to the database; nothing of anybody else's."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.cases.guidance import answer_of, guide
from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.papers import actions as papers
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as residents_now
from tsukisoi.staff.queries import viewer_of
from tsukisoi.today.lines import Line, Link, When, sections, when
from tsukisoi.today.templatetags.today import lines_of
from tsukisoi.today.town_hall import closed

pytestmark = pytest.mark.django_db

DAYS = ("2026-11-20", "2026-11-23", "2026-11-26", "2026-12-20")
LIMIT = 80  # a third of them are of every signed-in page: who looks, the entry on record, the frame
TOWN = {
    "municipality.visiting_reception": True, "municipality.home_visit_reception": True,
    "municipality.staffed_by": "municipality", "municipality.mail_delivery": True, "municipality.post_office": [],
}  # fmt: skip


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Any:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        return viewer_of(worker)


def _person(viewer: Any, name: str = "髙橋 キヨ", **facts: Any) -> Any:
    """Somebody of the house of whom these facts are recorded (`card_expires` stands for `card.expires`)."""
    documents = facts.pop("documents", None)
    with scope(organisation=viewer.organisation):
        person = residents.enrol(viewer, name=name, kana="", birth_date=date(1931, 2, 3), sex="", room="103")
        for key, value in facts.items():
            residents.record_fact(viewer, person, key.replace("card_", "card.", 1), value)
        if documents:
            residents.record_fact(viewer, person, "identity_documents", documents)
    return person


def _page(client: Any) -> Any:
    page = client.get(reverse("today:today"))
    assert page.status_code == 200
    return page


def _lines(page: Any, part: str) -> list[Any]:
    return [line for entry in page.context["sections"][part].entries for line in entry.inside or (entry.line,)]


def _kinds(page: Any) -> dict[str, str]:
    return {line.kind: part for part in ("now", "week", "month") for line in _lines(page, part)}


def test_who_was_never_asked_stands_there_this_week(client: Any, head: Any) -> None:
    kiyo = _person(head)
    page = _page(client)
    assert _kinds(page)["will"] == "week"
    assert reverse("cases:will", args=[kiyo.pk]) in page.text
    assert "根拠" in page.text


def test_a_day_that_is_past_or_before_the_counter_opens_cannot_wait(client: Any, head: Any) -> None:
    people = [_person(head, f"大塚 久枝{sign}") for sign in "一二三四"]
    days = dict(zip(("late", "today", "soon", "far"), map(date.fromisoformat, DAYS), strict=True))
    with scope(organisation=head.organisation):
        for person, day in zip(people, days.values(), strict=True):
            cases.set_task(head, person.pk, "face_photo", "doing", due=day, note="家族に電話する")
        cases.set_task(head, people[0].pk, "identity", "done", due=date(2026, 11, 1))
    page = _page(client)
    found = {
        part: [line.due for line in _lines(page, part) if line.kind == "task.face_photo"]
        for part in ("now", "week", "month")
    }
    assert found == {"now": [days["late"], days["today"]], "week": [days["soon"]], "month": [days["far"]]}
    assert "3日すぎ" in page.text and "家族に電話する" in page.text
    assert "task.identity" not in _kinds(page)


@pytest.mark.parametrize(
    ("ends", "kind", "part"),
    [
        ("2026-09-18", "grace", "now"),
        ("2026-07-30", "certificate_over", "now"),
        ("2026-11-28", "certificate", "week"),
        ("2027-01-20", "certificate", "month"),
        ("2027-02-22", "certificate", "month"),
    ],
)
def test_certificates_by_their_day(client: Any, head: Any, ends: str, kind: str, part: str) -> None:
    _person(head, card_expires="2030-02-03", card_certificate_expires=ends)
    page = _page(client)
    assert _kinds(page)[kind] == part
    assert "will" not in _kinds(page), "who holds a card has been asked"


def test_what_cannot_wait_an_hour_stands_before_what_is_overdue() -> None:
    overdue = Line("task", When.NOW, "書類", "", Link("", ""), due=date(2026, 9, 1))
    gap = Line("insurance_gap", When.NOW, "受診", "", Link("", ""), due=date(2026, 11, 23), first=True)
    assert [entry.line.kind for entry in sections([overdue, gap])["now"].entries] == ["insurance_gap", "task"]


def test_a_certificate_that_is_far_off_says_nothing(client: Any, head: Any) -> None:
    _person(head, card_expires="2030-02-03", card_certificate_expires="2027-02-23")
    assert not {"grace", "certificate_over", "certificate", "card"} & _kinds(_page(client)).keys()


def test_the_grace_is_told_by_the_earlier_count_and_asks_the_insurer(client: Any, head: Any) -> None:
    _person(head, card_expires="2030-02-03", card_certificate_expires="2026-09-18")
    line = next(line for line in _lines(_page(client), "now") if line.kind == "grace")
    assert line.due == date(2026, 12, 18) and line.confirm
    assert "12月31日" in line.what and line.cites


@pytest.mark.parametrize(
    ("ends", "kind", "part"),
    [("2026-11-01", "card_over", "now"), ("2026-11-25", "card", "week"), ("2027-02-03", "card", "month")],
)
def test_cards_by_their_day(client: Any, head: Any, ends: str, kind: str, part: str) -> None:
    _person(head, card_expires=ends)
    assert _kinds(_page(client))[kind] == part


def test_identity_documents_within_sixty_days(client: Any, head: Any) -> None:
    person = _person(head)
    held = {"passport": "2027-01-22", "driving_licence": "2027-01-23", "eligibility_certificate": "2026-11-20"}
    with scope(organisation=head.organisation):
        for kind, ends in held.items():
            residents.hold_document(head, person, kind, expires=date.fromisoformat(ends))
    kinds = _kinds(_page(client))
    assert kinds["document.passport"] == "month" and kinds["document.eligibility_certificate"] == "now"
    assert "document.driving_licence" not in kinds


def test_many_of_a_kind_are_one_line_with_the_names_inside(client: Any, head: Any) -> None:
    for number in range(12):
        _person(head, f"試 太郎{chr(0x4E00 + number)}")
    page = _page(client)
    entry = next(entry for entry in page.context["sections"]["week"].entries if entry.line.kind == "will")
    assert entry.count == 12 and entry.title == "意思をうかがう"
    assert page.text.count("さん</a>") == 0
    assert f"{reverse('cases:grid')}?show=ask" in page.text


def test_the_town_that_has_not_answered_and_answers_that_are_old(client: Any, head: Any) -> None:
    _person(head)
    assert _kinds(_page(client))["home"] == "now"
    with scope(organisation=head.organisation):
        office = municipalities.open_home(head, "みどり野町")
    assert _kinds(_page(client))["town"] == "week"
    with scope(organisation=head.organisation):
        for key, value in TOWN.items():
            municipalities.answer(head, office, key, value, source="電話", checked_on=date(2026, 5, 26))
    kinds = _kinds(_page(client))
    assert "town" not in kinds and kinds["stale"] == "month"


def test_a_withdrawn_paper_is_to_be_printed_again_until_it_is(client: Any, head: Any) -> None:
    person = _person(head)
    wanted = [papers.Request("intent", "意思確認の紙", person.pk, {"text": "あ"})]
    imprint = papers.Imprint("つばき苑", "2026-11-23", date(2026, 11, 23))
    with scope(organisation=head.organisation):
        papers.issue(head, wanted, imprint)
        papers.withdraw(head, person.pk, ["intent"], "道が変わりました。")
    page = _page(client)
    assert _kinds(page)["sheets"] == "now" and "道が変わりました。" in page.text
    with scope(organisation=head.organisation):
        papers.issue(head, wanted, imprint)
    assert "sheets" not in _kinds(_page(client))


def test_papers_printed_before_the_way_changed_are_to_be_printed_again(client: Any, head: Any) -> None:
    kiyo = _person(head, residence="facility", notification_card="held", registered_elsewhere=False, guardian="none")
    with scope(organisation=head.organisation):
        office = municipalities.open_home(head, "みどり野町")
        for key, value in TOWN.items():
            municipalities.answer(head, office, key, value, source="電話", checked_on=date(2026, 11, 20))
        cases.choose_way(head, kiyo.pk, "visiting_reception")
        cases.keep_answer(head, kiyo.pk, answer_of(head, guide(head, residents_now.person(head, kiyo.pk))))
    assert "sheets" not in _kinds(_page(client))
    with scope(organisation=head.organisation):
        cases.choose_way(head, kiyo.pk, "proxy_delivery")
    assert _kinds(_page(client))["sheets"] == "now"


def test_a_new_house_sees_the_first_steps(client: Any, head: Any) -> None:
    page = _page(client)
    assert page.context["steps"][0].title == "名簿を貼りつける"
    assert reverse("residents:import") in page.text


def test_nothing_due_is_a_pleasure_to_read(client: Any, head: Any) -> None:

    page = render_to_string("today/today.html", {"sections": sections([]), "day": date(2026, 11, 24)})
    assert "今日の期限はありません" in page


def test_another_house_sees_nothing_of_it(client: Any, head: Any, other_home: Any, worker_in: Any) -> None:
    _person(head, card_expires="2026-11-01")
    client.force_login(worker_in(other_home, "head"))
    page = _page(client)
    assert "髙橋" not in page.text and "steps" in page.context


def test_who_only_looks_is_offered_nothing_to_do(client: Any, head: Any, home: Any, worker_in: Any) -> None:
    kiyo = _person(head)
    client.force_login(worker_in(home, "viewer"))
    page = _page(client)
    assert not {"home", "town", "backup", "proposals", "sheets"} & _kinds(page).keys()
    assert reverse("cases:will", args=[kiyo.pk]) not in page.text
    assert reverse("cases:person", args=[kiyo.pk]) in page.text


def test_the_look_is_on_record(client: Any, head: Any) -> None:
    kiyo = _person(head)
    _page(client)
    with scope(organisation=head.organisation):
        entry = Entry.objects.filter(action="look.today.page").get()
    assert entry.refs == [str(kiyo.pk)]


NAMED = ('INSERT INTO "journal_ref"', 'COPY "journal_ref"', 'INSERT INTO "journal_waiting"')


def _reads(asked: Any) -> int:
    """Whom the look names is written several to a statement, and what does not fill one in another."""
    return sum(not any(how in query["sql"] for how in NAMED) for query in asked)


def test_three_hundred_people_take_few_queries(client: Any, head: Any) -> None:
    def fill(count: int, begin: int = 0) -> None:
        for number in range(begin, begin + count):
            name = f"試 花子{chr(0x4E00 + number)}"
            _person(head, name, card_certificate_expires="2026-09-18", documents=["passport"])

    with scope(organisation=head.organisation):
        office = municipalities.open_home(head, "みどり野町")
        for key, value in TOWN.items():
            municipalities.answer(head, office, key, value, source="電話", checked_on=date(2026, 11, 20))
    fill(5)
    _page(client)
    with CaptureQueriesContext(connection) as few:
        _page(client)
    fill(25, 5)
    with CaptureQueriesContext(connection) as reckoned:
        _page(client)
    with CaptureQueriesContext(connection) as many:
        _page(client)
    assert _reads(many) == _reads(few) <= LIMIT, "\n".join(query["sql"][:160] for query in many)
    assert len(reckoned) <= LIMIT + 45, "twenty-five people are reckoned at once, their insurance too"


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 11, 23), date(2026, 11, 24)),
        (date(2026, 11, 28), date(2026, 11, 30)),
        (date(2026, 12, 29), date(2027, 1, 4)),
        (date(2027, 5, 1), date(2027, 5, 6)),
    ],
)
def test_when_the_town_hall_is_closed_and_opens_again(day: date, opens: date) -> None:
    found = closed(day)
    assert found is not None and found.opens == opens and found.why


def test_on_a_working_day_nothing_is_said(client: Any, head: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 11, 24)
    assert closed(date(2026, 11, 24)) is None
    assert "窓口は、ふつう休みです" not in _page(client).text


def test_before_a_weekend_what_falls_due_in_it_cannot_wait(settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 11, 27)
    assert [when(date(2026, 11, day)) for day in (27, 28, 29, 30)] == [When.NOW, When.NOW, When.NOW, When.WEEK]


def test_in_english(client: Any, head: Any) -> None:
    _person(head, card_expires="2030-02-03", card_certificate_expires="2026-09-18")
    page = client.get(reverse("today:today"), headers={"accept-language": "en"})
    assert "The certificate has expired" in page.text and "Fri 18 September" in page.text


def test_a_house_of_thousands_is_counted_whole_and_named_in_part(client: Any, head: Any, monkeypatch: Any) -> None:
    for number in range(9):
        _person(head, f"試 太郎{chr(0x4E00 + number)}", card_certificate_expires="2026-09-18")
    for number in range(5):
        _person(head, f"試 花{chr(0x4E00 + number)}")
    whole = _page(client).context["sections"]
    monkeypatch.setattr("tsukisoi.today.people.AT_ONCE", 0)
    monkeypatch.setattr("tsukisoi.today.people.NAMED", 60)
    assert _page(client).context["sections"] == whole, "a query a heap finds the same"
    monkeypatch.setattr("tsukisoi.today.lines.WHOLE", 8)
    monkeypatch.setattr("tsukisoi.today.lines.SHOWN", 4)
    page = _page(client)
    entry = next(entry for entry in page.context["sections"]["now"].entries if entry.line.kind == "grace")
    assert (entry.count, len(entry.inside), entry.more) == (9, 4, 5)
    assert "ほか 5件" in page.text and reverse("today:kind", args=["grace"]) in page.text
    every = client.get(reverse("today:kind", args=["grace"]))
    assert every.status_code == 200 and every.text.count("さん</a>") == 9
    with scope(organisation=head.organisation):
        seen = Entry.objects.filter(action="look.today.kind").get().refs
    assert len(seen) == 9


def test_a_kind_nobody_has_is_no_page(client: Any, head: Any) -> None:
    _person(head)
    for kind in ("grace", "card", "nothing"):
        assert client.get(reverse("today:kind", args=[kind])).status_code == 404


def test_the_pages_of_a_kind_go_on(client: Any, head: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tsukisoi.today.views.LENGTH", 2)
    people = {str(_person(head, f"試 太郎{chr(0x4E00 + number)}").pk) for number in range(5)}
    _page(client)
    address, seen = reverse("today:kind", args=["will"]), set()
    while address:
        page = client.get(address)
        seen |= {str(line.resident.pk) for line in page.context["lines"]}
        address = reverse("today:kind", args=["will"]) + page.context["next_url"] if page.context["next_url"] else ""
    assert seen == people


def test_people_not_counted_yet_are_said(client: Any, head: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tsukisoi.cases.standings.holding.SLICE", 2)
    for number in range(5):
        _person(head, f"試 太郎{chr(0x4E00 + number)}")
    monkeypatch.setattr("tsukisoi.cases.standings.holding.PATIENCE", 0)
    assert "あと3人ぶんを数えています" in _page(client).text
    assert "あと1人ぶんを数えています" in _page(client).text
    assert "数えています" not in _page(client).text


def test_names_and_reasons_are_written_as_text(client: Any, head: Any) -> None:
    for number in range(5):
        _person(head, f"<b>山 花{number}")
    page = _page(client).content.decode()
    assert "<b>山" not in page and page.count("&lt;b&gt;山 花0") == 2  # folded on the screen, in a row on paper
    person = _person(head, "a&b 清")
    lines = [Line("task", When.NOW, "「<i>」", "<u>", Link("<押す>", "/?a=1&b=2"), resident=person, said="<s>")]
    drawn = lines_of(sections(lines)["now"], True)
    assert "a&amp;b 清 さん</a>　「&lt;i&gt;」" in drawn and '<p class="due__what">&lt;u&gt;</p>' in drawn
    assert 'href="/?a=1&amp;b=2">&lt;押す&gt;</a>' in drawn and "&lt;s&gt;</span>" in drawn
