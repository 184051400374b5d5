"""How long, for whom, and that what is erased is gone while the record stays right."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override
from django_scopes import scope

from tsukisoi.calls import actions as calls
from tsukisoi.calls.models import Call
from tsukisoi.cases import actions as cases
from tsukisoi.cases.models import Given
from tsukisoi.custody import actions as custody
from tsukisoi.journal.actions import looked, seal
from tsukisoi.journal.models import Detail, Entry
from tsukisoi.journal.verify import verify
from tsukisoi.keeping import actions, papers, queries
from tsukisoi.keeping.kinds import kinds
from tsukisoi.keeping.models import Asked, Erased
from tsukisoi.keeping.telling import head_of, in_words, shown, title_of
from tsukisoi.keeping.whole import belongs, owned_tables, pointers, whole
from tsukisoi.notes import actions as notes
from tsukisoi.notes.models import Note
from tsukisoi.residents import actions as residents
from tsukisoi.residents.models import Resident
from tsukisoi.staff.models import Organisation
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.today import keeping as on_today

pytestmark = pytest.mark.django_db
MARK = "ひみつ"
ANSWER = {"as_of": "2026-11-23", "recommended": "", "because": {}}


def life(viewer: Any, name: str = f"{MARK} 花子", birth: date = date(1931, 2, 3)) -> Any:
    """Somebody of whom every room here keeps something, each text with the mark."""
    person = residents.enrol(viewer, name=name, kana="ヒミツ ハナコ", birth_date=birth, room=MARK, address=f"{MARK}町1")
    child = residents.add_contact(viewer, person, name=f"{MARK} 恵", relation="長女", phone="03-1111-2222")
    residents.record_fact(viewer, person.pk, "residence", "facility", told_by="staff")
    cases.record_attempt(
        viewer, person.pk, matter="card", at=datetime(2026, 11, 20, 1, tzinfo=UTC), explained_by=MARK, methods=["easy"],
        answer="yes_wants", note=MARK,
    )  # fmt: skip
    cases.keep_answer(viewer, person.pk, ANSWER)
    call = {"caller": MARK, "speaker": "family", "checked": "known", "said": MARK, "told": MARK}
    calls.record_call(viewer, resident=person.pk, contact=child.pk, **call)
    calls.record_wish(viewer, person.pk, child.pk, scope=MARK, named_by="self")
    notes.leave_note(viewer, MARK, until=today(), resident=person.pk)
    looked(viewer, "residents.detail", [person.pk], reason=MARK)
    return person


def marked() -> list[str]:
    """Every column of every table in which the mark stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            heads = [head[0] for head in cursor.description]
            found += [
                f"{table}.{head}" for row in cursor.fetchall() for head, value in zip(heads, row, strict=True)
                if MARK in str(value) or MARK.encode("unicode_escape").decode() in str(value)
            ]  # fmt: skip
    return sorted(set(found))


def test_what_is_erased_is_nowhere_and_the_record_is_right(viewer: Any) -> None:
    person, other = life(viewer), residents.enrol(viewer, name="橘 千代", birth_date=date(1935, 5, 5))
    seal(viewer)
    assert len(marked()) > 8
    residents.leave(viewer, person)
    entries = Entry.objects.count()
    done = actions.erase(viewer, person.pk)
    assert marked() == []
    assert not Resident.objects.filter(pk=person.pk).exists() and Resident.objects.filter(pk=other.pk).exists()
    assert Entry.objects.count() == entries + 1 and verify().faults == []
    assert done.rows["cases.Given"] == 1 and done.gone_from_backups_on == today() + timedelta(days=35)
    assert Detail.objects.filter(entry__chain_id=other.pk).exists()


def test_nobody_can_delete_an_append_only_row_otherwise(viewer: Any) -> None:
    life(viewer)
    for erase in (
        lambda: Given.objects.all().delete(),
        lambda: Entry.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            erase()
    from tsukisoi.tenancy.erasing import erasing

    with pytest.raises(DatabaseError), transaction.atomic(), erasing():
        Entry.objects.all()._raw_delete("default")


def test_the_door_closes_behind_whoever_erased(viewer: Any) -> None:
    person, stays = life(viewer), life(viewer, "橘 千代", date(1935, 5, 5))
    residents.die(viewer, person)
    actions.erase(viewer, person.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        Given.objects.all().delete()
    assert Given.objects.filter(case__resident=stays.pk).exists()


def test_two_records_of_one_person_go_together(viewer: Any) -> None:
    keep, drop = life(viewer), life(viewer, f"{MARK} はな子")
    residents.merge(viewer, keep, drop)
    residents.leave(viewer, keep)
    actions.erase(viewer, keep.pk)
    assert not Resident.objects.exists() and marked() == []


def test_somebody_who_is_here_stays(viewer: Any) -> None:
    person = life(viewer)
    with pytest.raises(ValidationError, match="いまも利用しています"):
        actions.erase(viewer, person.pk)
    assert Resident.objects.filter(pk=person.pk).exists() and not Erased.objects.exists()


def test_only_the_head_and_only_the_own_house(viewer: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    person = life(viewer)
    residents.leave(viewer, person)
    for role in ("worker", "custodian", "viewer"):
        with pytest.raises(NotPermitted):
            actions.erase(viewer_of(worker_in(home, role)), person.pk)
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.erase(stranger, person.pk)
    assert Resident.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("days", [1, 99_999])
def test_a_term_outside_the_limits_is_refused(viewer: Any, days: int) -> None:
    with pytest.raises(ValidationError):
        actions.set_term(viewer, "person", days)
    assert queries.days("person") == kinds()["person"].days


def test_data_goes_on_its_day_and_not_a_day_earlier(viewer: Any, settings: Any) -> None:
    person = life(viewer)
    residents.leave(viewer, person, today())
    actions.set_term(viewer, "person", 100)
    start = today()
    settings.TSUKISOI_TODAY = start + timedelta(days=69)
    assert queries.due(viewer, today() + queries.AHEAD) == []
    settings.TSUKISOI_TODAY = start + timedelta(days=99)
    assert [line.due for line in on_today.lines(viewer)] == [start + timedelta(days=100)]
    assert actions.tidy(viewer)["person"] == 0
    settings.TSUKISOI_TODAY = start + timedelta(days=100)
    assert actions.tidy(viewer)["person"] == 1
    assert marked() == [] and Erased.objects.get().reason == "term"


def test_a_hold_keeps_until_its_day(viewer: Any, settings: Any) -> None:
    person = life(viewer)
    residents.leave(viewer, person, today())
    actions.set_term(viewer, "person", 30)
    start = today()
    with pytest.raises(ValidationError):
        actions.hold(viewer, person.pk, start + timedelta(days=60), "")
    actions.hold(viewer, person.pk, start + timedelta(days=60), "相続人の問い合わせ")
    settings.TSUKISOI_TODAY = start + timedelta(days=45)
    assert actions.tidy(viewer)["person"] == 0
    settings.TSUKISOI_TODAY = start + timedelta(days=60)
    assert actions.tidy(viewer)["person"] == 1


def test_old_calls_notes_and_words_of_looks_go(viewer: Any, settings: Any) -> None:
    life(viewer)
    settings.TSUKISOI_TODAY = today() + timedelta(days=1096)
    gone = actions.tidy(viewer)
    assert gone["calls"] == 1 and gone["notes"] == 1
    assert not Call.objects.exists() and not Note.objects.exists() and verify().faults == []


def test_of_an_old_call_or_note_no_word_stays_in_the_record(viewer: Any, settings: Any) -> None:
    call = {"speaker": "family", "checked": "known", "said": MARK}
    old = notes.leave_note(viewer, MARK, until=today())
    calls.record_call(viewer, caller=MARK, told=MARK, **call)
    settings.TSUKISOI_TODAY = today() + timedelta(days=1096)
    fresh = notes.leave_note(viewer, "まだ残る申し送り", until=today())
    calls.record_call(viewer, caller="まだ残る人", **call | {"said": ""})
    assert actions.tidy(viewer)["calls"] == 1 and marked() == []
    told = str(list(Detail.objects.values_list("values", flat=True)))
    assert "まだ残る申し送り" in told and "まだ残る人" in told
    named = {ref for refs in Entry.objects.filter(action="notes.leave").values_list("refs", flat=True) for ref in refs}
    assert named == {str(old.pk), str(fresh.pk)} and verify().faults == []


def test_the_verb_tidies_every_house(viewer: Any, home: Any, other_home: Any, settings: Any) -> None:
    person = life(viewer)
    residents.leave(viewer, person, today())
    settings.TSUKISOI_TODAY = today() + timedelta(days=2000)
    told = StringIO()
    call_command("tidy", stdout=told)
    assert f"{home.pk}: person 1" in told.getvalue() and str(other_home.pk) in told.getvalue()
    assert not Resident.objects.filter(pk=person.pk).exists() and verify().faults == []


def test_what_fails_in_one_house_keeps_no_other_from_being_tidied(
    viewer: Any, home: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = life(viewer)
    residents.leave(viewer, person, today())
    before, after = (Organisation.objects.create(pk=UUID(int=n), name="苑", kind="facility") for n in (1, 2**128 - 1))
    settings.TSUKISOI_TODAY = today() + timedelta(days=2000)
    tidied, told = actions.tidy, StringIO()

    def broken_elsewhere(somebody: Any) -> dict[str, int]:
        if somebody.organisation != home.pk:
            raise RuntimeError("broken")
        return tidied(somebody)

    monkeypatch.setattr(actions, "tidy", broken_elsewhere)
    with pytest.raises(CommandError, match=str(before.pk)) as error:
        call_command("tidy", stdout=told)
    assert str(after.pk) in str(error.value) and str(home.pk) not in str(error.value)
    assert f"{home.pk}: person 1" in told.getvalue() and not Resident.objects.filter(pk=person.pk).exists()
    assert [record.exc_info is not None for record in caplog.records if "tidy" in record.getMessage()] == [True, True]


def test_a_request_is_kept_and_answered_once(viewer: Any) -> None:
    person = life(viewer)
    said = {"wanted": "disclose", "asked_by": "self", "checked": "面談", "on": today()}
    first = actions.ask(viewer, person.pk, **said)
    assert actions.ask(viewer, person.pk, **said) == first
    assert [line.kind for line in on_today.lines(viewer)] == ["asked"]
    actions.answer(viewer, first.pk, "紙を渡した")
    assert actions.answer(viewer, first.pk, "もう一度").answer == "紙を渡した"
    assert list(on_today.lines(viewer)) == [] and Asked.objects.count() == 1


def test_the_disclosure_holds_every_text_and_who_looked(viewer: Any) -> None:
    person = life(viewer)
    told = {value for part in in_words(viewer, whole([person.pk])) for row in part.rows for value in row}
    assert {f"{MARK} 花子", f"{MARK}町1", f"{MARK} 恵", MARK} <= told
    made = papers.disclosure(viewer, person)
    assert made.pages >= 1 and made.content.startswith(b"%PDF")
    assert not any(str(entry.pk) in "".join(told) for entry in Entry.objects.all())


JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def test_the_disclosure_reads_as_japanese(viewer: Any) -> None:
    """No word of the program's own: what a column is called, codes, ids, and times that are not Japan's."""
    person = life(viewer)
    custody.take_in(viewer, person.pk, "eligibility_certificate", found=True)
    with override("ja"):
        parts = {part.title: part for part in in_words(viewer, whole([person.pk]))}
    assert ("説明した人", MARK) in parts["意思確認"].pairs[0]
    assert ("いつ", "2026年11月20日 10:00") in parts["意思確認"].pairs[0]
    assert ("内容", "施設入所") in parts["わかっていること"].pairs[0]
    item = dict(parts["預かっているもの"].pairs[0])
    assert item["預かった人"] == viewer.name and item["前からあったもの"] == "はい"
    ids = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\b[a-z]+_[a-z_]+\b")
    for title, part in parts.items():
        assert JAPANESE.search(title), title
        for head, value in (pair for row in part.pairs for pair in row):
            assert JAPANESE.search(head) and not ids.search(value), (title, head, value)
    rows = papers._body(viewer, person)["record"]
    enrolled = localtime(Entry.objects.filter(action="residents.enrol").get().at)
    assert rows[-1][0] == f"{enrolled.year}年{enrolled.month}月{enrolled.day}日 {enrolled:%H:%M}"


def test_every_column_of_a_person_has_a_japanese_name() -> None:
    tables, left = {Resident}, [Resident]
    while left:
        found = {table for table, column in pointers(left.pop()) if belongs(column)} - tables
        tables |= found
        left += found
    with override("ja"):
        unnamed = [
            f"{table._meta.label}.{column.name}" for table in tables if not table.derived for column in shown(table)
            if not JAPANESE.search(head_of(column))
        ]  # fmt: skip
        assert unnamed == [] and all(JAPANESE.search(title_of(table)) for table in tables if not table.derived)


def test_every_table_that_points_to_a_person_is_reached() -> None:
    """A new room's table is found by itself; one that only mentions the person by an id must say so here."""
    by_id_only = {
        model._meta.label for model in owned_tables() for column in model._meta.concrete_fields
        if column.name in ("resident_id_plain", "subject")
    }  # fmt: skip
    assert by_id_only == {"keeping.Erased", "journal.Ref"}


@pytest.fixture
def browser(client: Any, home: Any, worker_in: Any) -> Any:
    client.force_login(worker_in(home, "deputy"))
    return client


def test_erasing_through_the_page_asks_for_the_name(browser: Any, viewer: Any) -> None:
    person = life(viewer)
    address = reverse("keeping:erase", args=[person.pk])
    assert "いまも利用しています" in browser.get(address).content.decode()
    residents.leave(viewer, person)
    answer = browser.post(address, {"name": "橘 千代"})
    assert answer.status_code == 422 and Resident.objects.filter(pk=person.pk).exists()
    assert browser.post(address, {"name": f"{MARK}花子"}).status_code == 302
    assert not Resident.objects.exists() and browser.get(address).status_code == 404
    assert "期間が過ぎた" in browser.get(reverse("keeping:page")).content.decode() or Erased.objects.count() == 1


def test_the_pages_and_the_pdf(browser: Any, viewer: Any) -> None:
    person = life(viewer)
    sent = {"wanted": "disclose", "asked_by": "self", "checked": "面談", "on": "2026/11/20"}
    assert browser.post(reverse("keeping:person", args=[person.pk]), sent).status_code == 302
    page = browser.get(reverse("keeping:page")).content.decode()
    assert f"{MARK} 花子" in page and "1825" in page
    answer = browser.post(reverse("keeping:disclose", args=[person.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert browser.post(reverse("keeping:term", args=["notes"]), {"days": 30, "why": "契約"}).status_code == 302
    assert queries.days("notes") == 30
    assert browser.post(reverse("keeping:term", args=["notes"]), {"days": 1}).status_code == 422
