"""Mail: two fields a letter, the clock it starts, opened only on the person's word, and what has not come."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cards import queries as cards
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.deliveries import queries as delivery_queries
from tsukisoi.insurance import queries as insurance
from tsukisoi.journal.models import Entry
from tsukisoi.mail import actions, papers, queries
from tsukisoi.mail.kinds import kind_of, kinds
from tsukisoi.mail.models import Letter
from tsukisoi.mail.panels import on_person
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.receptions import actions as receptions
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.today import mail as on_today

pytestmark = pytest.mark.django_db
NUMBER = "123456789018"
TODAY = date(2026, 11, 23)


@pytest.fixture
def person(viewer: Any) -> Any:
    municipalities.open_home(viewer, "みどり野町")
    return residents.enrol(viewer, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")


def came(viewer: Any, person: Any, kind: str = "town", on: date = TODAY, **more: Any) -> Any:
    return actions.receive(viewer, person.pk, kind, arrived_on=on, **more)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("1", "delivery_notice"), ("３", "expiry_notice"), ("資格確認", "eligibility_certificate"), ("資格", None),
     ("care", "care"), ("ごふざい", None), ("", None), ("11", None)],
)  # fmt: skip
def test_a_kind_is_typed_in_a_stroke(typed: str, code: str | None) -> None:
    found = kind_of(typed)
    assert (found.code if found else None) == code
    assert len({one.key for one in kinds().values()}) == len(kinds())


def test_each_kind_starts_its_clock_in_its_own_room(viewer: Any, person: Any) -> None:
    came(viewer, person, "delivery_notice", keep_until=TODAY + timedelta(days=60))
    waiting = delivery_queries.open_of(viewer, person.pk)
    assert waiting is not None
    assert (waiting.delivery.notice_on, waiting.delivery.collect_by) == (TODAY, TODAY + timedelta(days=60))
    came(viewer, person, "second_notice", keep_until=TODAY + timedelta(days=90))
    again = delivery_queries.open_of(viewer, person.pk)
    assert again is not None and again.delivery.second_on == TODAY
    came(viewer, person, "expiry_notice")
    errand = cards.errand(viewer, person.pk, "certificate")
    assert errand is not None and errand.notice_on == TODAY
    came(viewer, person, "eligibility_certificate")
    known = insurance.known_of(viewer, [person])[0].paper("eligibility_certificate")
    assert known is not None and known.arrived_on == TODAY and known.expires is None
    storage = came(viewer, person, "addressee_only", keep_until=TODAY + timedelta(days=6))
    assert next(line.due for line in on_today.lines(viewer)) == storage.keep_until
    assert came(viewer, person, "care", keep_until=TODAY).keep_until is None


def test_the_same_form_twice_is_one_letter_and_a_second_one_is_asked_about(viewer: Any, person: Any) -> None:
    id = new_id()
    assert came(viewer, person, id=id) == came(viewer, person, id=id)
    with pytest.raises(actions.CameAlready):
        came(viewer, person, on=TODAY - timedelta(days=5))
    came(viewer, person, on=TODAY - timedelta(days=5), really=True)
    came(viewer, person, on=TODAY - timedelta(days=20))
    assert Letter.objects.count() == 3 and Entry.objects.filter(action="mail.receive").count() == 3


def test_it_is_handed_once(viewer: Any, person: Any, home: Any, worker_in: Any) -> None:
    first, second = came(viewer, person), came(viewer, person, "care")
    with pytest.raises(ValidationError, match="名前"):
        actions.hand(viewer, first.pk, "family")
    with pytest.raises(ValidationError, match="届いた日から"):
        actions.hand(viewer, first.pk, "self", on=TODAY - timedelta(days=1))
    actions.hand(viewer, first.pk, "family", to="長女 髙橋 恵")
    assert actions.hand(viewer_of(worker_in(home)), first.pk, "self").handed_to == "長女 髙橋 恵"
    assert actions.hand_many(viewer, [first.pk, second.pk, second.pk]) == 1 and queries.tray(viewer) == []
    assert [one.letter.pk for one in queries.handed(viewer)] == [second.pk, first.pk]
    assert Entry.objects.filter(action="mail.hand").count() == 2


def test_it_is_opened_on_the_persons_word_alone(viewer: Any, person: Any) -> None:
    letter = came(viewer, person)
    for missing in ({"name": ""}, {"words": " "}, {"name": NUMBER}, {"on": TODAY + timedelta(days=1)}):
        with pytest.raises(ValidationError):
            actions.opened(viewer, letter.pk, **{"said_by": "self", "name": "髙橋 キヨ", "words": "読んで", **missing})
    with pytest.raises(ValueError, match="family"):
        actions.opened(viewer, letter.pk, said_by="family", name="長女", words="開けて")
    made = actions.opened(viewer, letter.pk, said_by="self", name="髙橋 キヨ", words="開けて読んで")
    assert (made.opened_on, made.said_words) == (TODAY, "開けて読んで")
    later = actions.opened(viewer, letter.pk, said_by="representative", name="中村", words="よい")
    assert later.said_by == "self" and Entry.objects.filter(action="mail.open").count() == 1


def test_a_mistake_is_taken_back(viewer: Any, person: Any) -> None:
    letter = came(viewer, person)
    for _time in range(2):
        actions.take_back(viewer, letter.pk)
    assert queries.tray(viewer) == [] and on_person(viewer, person) is None
    assert Entry.objects.filter(action="mail.take_back").count() == 1
    assert actions.hand(viewer, letter.pk, "self").handed == ""


@pytest.mark.parametrize(
    ("on", "until", "words"),
    [(TODAY + timedelta(days=1), None, "これからの日"), (TODAY, TODAY - timedelta(days=1), "期限")],
)
def test_days_that_cannot_be_are_refused(viewer: Any, person: Any, on: date, until: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        came(viewer, person, "delivery_notice", on, keep_until=until)
    assert not Letter.objects.exists()


def test_what_was_expected_and_has_not_come(viewer: Any, person: Any) -> None:
    deliveries.begin(viewer, person.pk, applied_on=TODAY - timedelta(days=90))
    residents.record_fact(viewer, person, "insurance.card_held", True)
    residents.record_fact(viewer, person, "card.certificate_expires", (TODAY + timedelta(days=20)).isoformat())
    reception = receptions.open_reception(
        viewer, on=TODAY - timedelta(days=40), begins=time(10), ends=time(12), mail="restricted"
    )
    receptions.put_on(viewer, reception, resident=person.pk, name=person.name)
    told = {(one.what, one.page) for one in queries.expected(viewer)}
    assert told == {
        ("交付通知書", "deliveries:person"), ("有効期限通知書（青い封筒）", "cards:card"),
        ("カードの郵便", "cases:person"),
    }  # fmt: skip
    assert {line.kind for line in on_today.lines(viewer)} == {"mail_late"}
    came(viewer, person, "delivery_notice")
    came(viewer, person, "expiry_notice")
    assert {one.page for one in queries.expected(viewer)} == {"cases:person"}


def test_who_may(viewer: Any, person: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    letter = came(viewer, person)
    looker = viewer_of(worker_in(home, "viewer"))
    for write in (
        lambda: came(looker, person), lambda: actions.hand(looker, letter.pk, "self"),
        lambda: actions.hand_many(looker, [letter.pk]), lambda: actions.take_back(looker, letter.pk),
        lambda: actions.opened(looker, letter.pk, said_by="self", name="あ", words="い"),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            write()
    assert len(queries.tray(looker)) == 1
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        assert queries.tray(stranger) == [] and queries.expected(stranger) == []
        for reach in (lambda: queries.letter(stranger, letter.pk), lambda: came(stranger, person)):
            with pytest.raises(Http404):
                reach()


def test_another_unit_is_out_of_reach(viewer: Any, person: Any, home: Any, worker_in: Any) -> None:
    east, west = (Unit.objects.create(organisation_id=home.pk, name=name) for name in ("東", "西"))
    residents.change(viewer, person, unit_id=east.pk)
    came(viewer, person)
    worker = worker_in(home)
    Post.objects.create(organisation_id=home.pk, worker=worker, unit=west)
    assert queries.tray(viewer_of(worker)) == []


@pytest.fixture
def browser(client: Any, home: Any, worker_in: Any) -> Any:
    client.force_login(worker_in(home, "worker"))
    return client


def send(browser: Any, **more: Any) -> Any:
    sent = {"id": str(new_id()), "who": "103", "kind": "9", "keep_until": "", "on": "R8.11.23"}
    return browser.post(reverse("mail:tray"), {**sent, **more})


def test_two_fields_and_enter(browser: Any, viewer: Any, person: Any) -> None:
    answer = send(browser, on="R8.11.21")
    assert answer.status_code == 302 and answer.url.endswith("?on=2026-11-21")
    assert "令和8年（2026年）11月21日" in browser.get(answer.url).content.decode()
    again = send(browser)
    assert again.status_code == 422 and "7日以内" in again.content.decode() and Letter.objects.count() == 1
    assert send(browser, again=str(person.pk)).status_code == 302
    for bad in ({"who": "999"}, {"kind": "しかく"}, {"on": "いつか"}, {"who": NUMBER}):
        page = send(browser, **bad)
        assert page.status_code == 422 and Letter.objects.count() == 2
    assert "しかく" in send(browser, kind="しかく").content.decode()
    residents.enrol(viewer, name="髙橋 ミツ", kana="タカハシ ミツ", birth_date=date(1935, 5, 5), room="104")
    page = send(browser, who="たかはし", kind="8")
    assert page.status_code == 422 and "どの人ですか" in page.content.decode()
    assert send(browser, who="たかはし", kind="8", resident=str(person.pk)).status_code == 302


def test_the_pages_and_the_paper(browser: Any, viewer: Any, person: Any) -> None:
    letter = came(viewer, person, "addressee_only")
    address = reverse("mail:letter", args=[letter.pk])
    page = browser.get(address).content.decode()
    assert "開けていない" in page and "通知で確かめる" in page
    word = {"what": "open", "said_by": "self", "name": "髙橋 キヨ", "words": "開けて", "day": "R8.11.23"}
    assert browser.post(address, {**word, "words": ""}).status_code == 422
    assert browser.post(address, word).status_code == 302
    hand = {"what": "hand", "how": "family", "to": "", "on": "R8.11.23"}
    assert browser.post(address, hand).status_code == 422
    assert browser.post(address, {**hand, "to": "長女"}).status_code == 302
    assert "長女" in browser.get(reverse("mail:handed")).content.decode()
    other = came(viewer, person)
    assert browser.post(reverse("mail:hand_many"), {"letter": [str(other.pk)]}).status_code == 302
    assert queries.tray(viewer) == []
    made = came(viewer, person, "care")
    assert browser.post(reverse("mail:paper"))["Content-Type"] == "application/pdf"
    assert browser.post(reverse("mail:take_back", args=[made.pk])).status_code == 302
    assert "郵便" in browser.get(reverse("cases:person", args=[person.pk])).content.decode()
    assert papers.tray_pdf(viewer, "").content.startswith(b"%PDF")
