"""One person's delivery: its days, what the rules say, and everything that happens to it."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.deliveries import actions, points, queries, watch
from tsukisoi.deliveries.models import Delivery, Outcome
from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import actions as residents
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db


def _now(viewer: Any, who: UUID) -> watch.Standing:
    waiting = queries.open_of(viewer, who)
    assert waiting is not None
    return watch.standing(viewer, waiting)


def _kinds(viewer: Any, who: UUID) -> set[str]:
    return {matter.kind for matter in watch.matters_of(_now(viewer, who))}


def test_there_is_one_open_delivery_a_person(head: Any, resident: Any) -> None:
    who = resident("森 一")
    first = actions.begin(head, who, applied_on=date(2026, 11, 2))
    assert actions.begin(head, who, applied_on=date(2026, 11, 3)).pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(organisation_id=head.organisation, resident_id=who)
    assert Entry.objects.filter(action="deliveries.begin").count() == 1


@pytest.mark.parametrize(
    ("told", "notice", "expected"),
    [
        ({}, {}, (None, None)),
        ({}, {"collect_by": date(2026, 12, 20)}, (date(2026, 12, 20), None)),
        ({"delivery.pickup_months": 3}, {}, (date(2027, 2, 2), None)),
        ({"delivery.pickup_months": 3}, {"collect_by": date(2026, 12, 20)}, (date(2026, 12, 20), None)),
        ({"delivery.destroy_rule": "months_from_notice", "delivery.destroy_months": 6}, {}, (None, date(2027, 5, 2))),
        ({"delivery.destroy_rule": "months_from_notice"}, {}, (None, None)),
        ({"delivery.destroy_rule": "later_of_twelve_and_three"}, {}, (None, date(2027, 11, 2))),
        ({"delivery.destroy_rule": "year_from_application"}, {}, (None, date(2027, 9, 20))),
        ({}, {"destroy_on": date(2027, 1, 31)}, (None, date(2027, 1, 31))),
    ],
)
def test_the_days_come_from_the_notice_or_from_the_town_and_are_never_guessed(
    head: Any, resident: Any, city: Any, told: dict[str, Any], notice: dict[str, Any], expected: tuple[Any, Any]
) -> None:
    town = municipalities.add_office(head, "ほかの市")
    for key, value in told.items():
        municipalities.answer(head, town, key, value, "電話")
    who = resident("森 一", town)
    actions.notice_came(head, who, on=date(2026, 11, 2), applied_on=date(2026, 9, 20), **notice)
    clocks = _now(head, who).clocks
    assert (clocks.collect.day, clocks.destroy.day) == expected


def test_what_the_town_has_not_said_becomes_one_question(head: Any, waiting: Any, city: Any) -> None:
    town = municipalities.add_office(head, "ほかの市")
    first, second = waiting("森 一", town), waiting("林 二", town)
    found = {(point.office, point.key): point for point in points.to_ask(head)}
    assert (town.pk, "delivery.pickup_months") in found and (town.pk, "delivery.own_form") in found
    municipalities.answer(head, town, "delivery.pickup_months", 2, "電話")
    keys = {point.key for point in points.to_ask(head)}
    assert "delivery.pickup_months" not in keys and "delivery.booking" in keys
    assert _now(head, first).clocks.collect.day == _now(head, second).clocks.collect.day == date(2027, 1, 2)


def test_the_folder_says_what_is_missing_and_the_seal_is_only_a_tick(head: Any, waiting: Any, city: Any) -> None:
    who = waiting("森 一", city)
    before = _now(head, who)
    assert before.reading.possible is not False and before.reading.wants_certificate
    assert any("封" in words for words in before.missing)
    every = [paper.document for paper in before.reading.papers]
    actions.prepare(
        head, who, way="proxy", agent="facility_staff", ready=every, sealed="sealed",
        photo_on=date(2026, 10, 1), signed_on=date(2026, 11, 10),
    )  # fmt: skip
    assert _now(head, who).missing == ()
    assert _now(head, who).certificate.day == date(2027, 4, 1)
    actions.prepare(
        head, who, way="proxy", agent="facility_staff", ready=every, sealed="none_set",
        photo_on=date(2026, 5, 1), signed_on=date(2026, 11, 10),
    )  # fmt: skip
    assert any("とりなおし" in words for words in _now(head, who).missing)


def test_a_town_may_say_how_long_a_signed_certificate_holds(head: Any, waiting: Any, city: Any) -> None:
    who = waiting("森 一", city)
    actions.prepare(
        head, who, way="proxy", agent="family", photo_on=date(2026, 10, 1), signed_on=date(2026, 11, 10), sealed=""
    )
    assert _now(head, who).certificate.about
    municipalities.answer(head, city, "delivery.certificate_months", 3, "電話")
    assert (_now(head, who).certificate.day, _now(head, who).certificate.about) == (date(2027, 2, 10), False)


@pytest.mark.parametrize(
    ("facts", "agent", "answer"),
    [
        ({}, "facility_staff", "yes"),
        ({"guardian": "adult_guardian"}, "facility_staff", "no"),
        ({"guardian": "adult_guardian"}, "adult_guardian", "yes"),
        ({"guardian": "curator", "circumstances": ["curatee_or_assisted"]}, "facility_staff", "ask"),
    ],
)
def test_who_may_go_and_the_honest_question(
    head: Any, waiting: Any, city: Any, facts: dict[str, Any], agent: str, answer: str
) -> None:
    who = waiting("森 一", city, **facts)
    lines = {line.code: line.answer for line in _now(head, who).reading.agents}
    assert lines[agent] == answer


def test_the_clocks_warn_early_enough(head: Any, resident: Any, city: Any, settings: Any) -> None:
    who = resident("森 一", city)
    actions.begin(head, who, applied_on=date(2026, 9, 1))
    assert _kinds(head, who) == {"late"}
    actions.notice_came(head, who, on=date(2026, 11, 2), destroy_on=date(2027, 6, 1))
    assert _kinds(head, who) == {"collect"}
    settings.TSUKISOI_TODAY = date(2027, 3, 1)
    assert _kinds(head, who) == {"overdue"}
    settings.TSUKISOI_TODAY = date(2027, 4, 10)
    assert "destroy" in _kinds(head, who)
    actions.keep_asked(head, who, date(2027, 4, 10), date(2027, 12, 1))
    assert "destroy" not in _kinds(head, who)
    actions.notice_lost(head, who, date(2027, 4, 10))
    assert "lost" in _kinds(head, who)
    actions.notice_came(head, who, on=date(2027, 4, 9), second=True, collect_by=date(2027, 7, 1))
    assert _kinds(head, who) == {"collect"}


def test_lost_before_it_was_collected_it_begins_again(head: Any, waiting: Any, city: Any) -> None:
    who = waiting("森 一", city)
    first = queries.open_of(head, who)
    again = actions.restart(head, who, Outcome.LOST, date(2026, 11, 20), applied_on=date(2026, 11, 23))
    assert first is not None and again.pk != first.delivery.pk
    assert [row.outcome for row in queries.past(head, who)] == ["lost"]
    assert _now(head, who).stage == "applied"


def test_ended_twice_is_ended_once(head: Any, waiting: Any, city: Any) -> None:
    who = waiting("森 一", city)
    day = date(2026, 11, 20)
    assert actions.end(head, who, "handed_over", day).pk == actions.end(head, who, "handed_over", day).pk
    assert Entry.objects.filter(action="deliveries.end").count() == 1
    with pytest.raises(ValidationError):
        actions.end(head, who, "destroyed", day)
    with pytest.raises(ValidationError):
        actions.prepare(head, who, way="proxy", sealed="")


def test_no_day_to_come_and_no_number(head: Any, waiting: Any, city: Any) -> None:
    who = waiting("森 一", city)
    with pytest.raises(ValidationError):
        actions.notice_lost(head, who, date(2026, 12, 1))
    with pytest.raises(ValidationError):
        actions.prepare(head, who, way="proxy", sealed="", note="暗証番号は1234です")
    with pytest.raises(ValidationError):
        actions.end(head, who, "lost", date(2026, 11, 20), "番号は 1234 5678 9018")


def test_two_records_become_one(head: Any, waiting: Any, city: Any) -> None:
    keep, drop = waiting("森 一", city), waiting("森 一", city)
    residents.merge(head, keep, drop)
    assert Delivery.objects.filter(resident_id=keep, closed_on=None).count() == 1
    assert Delivery.objects.filter(closed_on=None).count() == 1


def test_who_may_not(home: Any, head: Any, waiting: Any, city: Any, other_home: Any, worker_in: Any) -> None:
    who = waiting("森 一", city)
    with pytest.raises(NotPermitted):
        actions.prepare(viewer_of(worker_in(home, "viewer")), who, way="proxy", sealed="")
    stranger = worker_in(other_home, "head")
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.end(viewer_of(stranger), who, "handed_over", date(2026, 11, 20))
    browser = Client()
    browser.force_login(stranger)
    assert browser.get(reverse("deliveries:person", args=[who])).status_code == 404


def test_the_pages_of_one_person(client: Client, head: Any, resident: Any, city: Any) -> None:
    who = resident("森 一", city)
    assert "いま待っているカードはありません" in client.get(reverse("deliveries:person", args=[who])).content.decode()
    assert "カードの受取をはじめる" in client.get(reverse("cases:person", args=[who])).content.decode()
    began = client.post(reverse("deliveries:begin", args=[who]), {"way": "proxy", "applied_on": "R8.9.20"})
    assert began.status_code == 302
    wrong = client.post(
        reverse("deliveries:notice", args=[who]), {"second": "no", "on": "R9.9.9", "collect_by": "R9.1.5"}
    )
    assert wrong.status_code == 422 and "R9.1.5" in wrong.content.decode()
    assert client.post(reverse("deliveries:notice", args=[who]), {"second": "no", "on": "R8.11.2"}).status_code == 302
    folder = {"way": "proxy", "agent": "facility_staff", "ready": ["delivery_notice"], "sealed": "sealed"}
    sent = client.post(reverse("deliveries:folder", args=[who]), folder)
    assert sent.url == reverse("deliveries:folder", args=[who]), "who goes decides which papers there are to tick"
    again = client.get(sent.url).content.decode()
    assert "行く人が決まったので" in again and "本人確認書類（代理人）" in again
    assert client.post(sent.url, folder).url == reverse("deliveries:person", args=[who])
    page = client.get(reverse("deliveries:person", args=[who])).content.decode()
    assert "施設入所者" in page and "通知書に書いてある日" not in page and "町から聞いた月数" in page
    assert "本人が書いて、封をした" in page
    for name, data in (("keep", {"on": "R8.11.20"}), ("lost", {"on": "R8.11.20"})):
        assert client.post(reverse(f"deliveries:{name}", args=[who]), data).status_code == 302
    ended = client.post(reverse("deliveries:end", args=[who]), {"outcome": "lost", "on": "R8.11.20", "again": "on"})
    assert ended.status_code == 302
    assert "受け取る前になくなった" in client.get(reverse("deliveries:person", args=[who])).content.decode()


def test_the_list_and_today(
    client: Client, head: Any, waiting: Any, city: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        waiting(f"森 {n}", city)
    with django_assert_max_num_queries(44):
        page = client.get(reverse("deliveries:list")).content.decode()
    assert page.count('name="people"') == 12
    assert "取りに行く日を決める" in client.get(reverse("today:today")).content.decode()
    assert offices.called(head, "川北市") is not None
