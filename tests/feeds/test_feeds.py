"""A calendar to subscribe to: count and kind alone, at an address that is secret, can be stopped, and ends."""

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.deliveries import actions as deliveries
from tsukisoi.feeds import actions, secrets
from tsukisoi.feeds.models import Feed
from tsukisoi.journal.models import Entry
from tsukisoi.residents import actions as residents
from tsukisoi.staff import actions as staff
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.today import people
from tsukisoi.today.feeding import OTHER, _words
from tsukisoi.today.week import body_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(home: Any, worker_in: Any) -> Any:
    worker = worker_in(home, "head")
    with scope(organisation=home.pk):
        yield viewer_of(worker)


@pytest.fixture
def address(head: Any) -> str:
    for name, day in (("森 一", date(2026, 11, 30)), ("林 二", date(2026, 11, 30)), ("原 三", date(2026, 11, 10))):
        who = residents.enrol(head, name=name, kana="", birth_date=date(1931, 2, 3), sex="", room="103").pk
        residents.hold_document(head, who, "physical_disability_certificate", expires=date(2026, 12, 24))
        deliveries.notice_came(head, who, on=date(2026, 10, 1), collect_by=day)
    _feed, token = actions.make(head, new_id(), "事務所")
    return reverse("feeds:calendar", args=[token])


def _events(client: Client, address: str) -> dict[date, str]:
    told = client.get(address)
    assert told.status_code == 200 and told["Content-Type"].startswith("text/calendar")
    read = icalendar.Calendar.from_ical(told.content)
    return {event.decoded("dtstart"): str(event["summary"]) for event in read.walk("VEVENT")}


def test_count_and_kind_and_nothing_of_anybody(client: Client, address: str) -> None:
    events = _events(client, address)
    assert "受取 2" in events[date(2026, 11, 30)]
    assert "受取 1" in events[date(2026, 11, 23)]  # late: it stands on today
    assert "期限 3" in events[date(2026, 12, 24)]
    lines = client.get(address).content.decode().replace("\r\n ", "").splitlines()
    told = "".join(line for line in lines if not line.startswith(("UID", "DTSTAMP")))  # these may have any digits
    assert "受取" in told and not any(word in told for word in ("森", "林", "103", "障害", "手帳"))


def test_the_same_event_keeps_its_id(client: Client, address: str) -> None:
    first, second = client.get(address).content.decode(), client.get(address).content.decode()
    uids = [[line for line in text.splitlines() if line.startswith("UID")] for text in (first, second)]
    assert uids[0] == uids[1] and uids[0]


def test_a_wrong_stopped_or_expired_address_gives_nothing(
    client: Client, head: Any, address: str, settings: Any
) -> None:
    assert client.get(address.replace(".ics", "a.ics")).status_code == 404
    assert client.get(reverse("feeds:calendar", args=["nothing"])).status_code == 404
    other = secrets.token(Feed.objects.get().pk, secrets.make())
    assert client.get(reverse("feeds:calendar", args=[other])).status_code == 404
    settings.TSUKISOI_TODAY = date(2026, 11, 23) + actions.LASTS + timedelta(days=1)
    assert client.get(address).status_code == 404
    settings.TSUKISOI_TODAY = date(2026, 11, 23)
    for _twice in range(2):
        actions.stop(head, Feed.objects.get().pk)
    assert client.get(address).status_code == 404
    assert Entry.objects.filter(action="feeds.stop").count() == 1


def test_it_ends_with_the_workers_access(client: Client, head: Any, address: str) -> None:
    Feed.objects.get().worker.__class__.objects.filter(pk=head.worker).update(is_active=False)
    assert client.get(address).status_code == 404


def test_the_secret_is_shown_once_and_kept_nowhere(head: Any) -> None:
    id = new_id()
    feed, token = actions.make(head, id, "事務所")
    assert actions.make(head, id, "事務所") == (feed, "")
    assert token[32:] not in repr(Feed.objects.values()) and token[32:] not in repr(list(Entry.objects.values()))
    assert not any(sign.isdigit() for sign in token[32:])
    with pytest.raises(ValidationError):
        actions.make(head, new_id(), "暗証番号は1234です")


def test_the_page_and_somebody_else(client: Client, home: Any, head: Any, other_home: Any, worker_in: Any) -> None:
    mine = worker_in(home, "worker")
    client.force_login(mine)
    made = client.post(reverse("feeds:list"), {"id": str(new_id()), "label": "事務所"})
    assert ".ics" in made.content.decode() and made["Cache-Control"] == "no-store"
    assert client.post(reverse("feeds:list"), {"id": str(new_id()), "label": ""}).status_code == 422
    feed = Feed.objects.get(worker=mine)
    for other in (worker_in(home, "deputy"), worker_in(other_home, "head")):
        browser = Client()
        browser.force_login(other)
        assert browser.post(reverse("feeds:stop", args=[feed.pk])).status_code == 404
    assert client.post(reverse("feeds:stop", args=[feed.pk])).status_code == 302


def test_the_paper_of_the_week_names_nobody(client: Client, home: Any, head: Any, address: str, worker_in: Any) -> None:
    client.force_login(worker_in(home, "worker"))
    made = client.post(reverse("today:week"))
    assert made.status_code == 200 and made.content.startswith(b"%PDF")
    assert body_of([], date(2026, 11, 23))["days"] == []


def _kinds_of_today() -> set[str]:
    """Every kind of line that stands in the code of the first page, by what its words are looked up by."""
    found: set[str] = set(people._MAKERS) | {f"letter_{state}" for state in ("late", "returned")}
    for path in Path(people.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Line" and call.args:
                first = call.args[0].values[0] if isinstance(call.args[0], ast.JoinedStr) else call.args[0]
                found |= {first.value} if isinstance(first, ast.Constant) else set()
    return found


def test_every_kind_of_line_has_a_word_of_its_own_on_the_wall() -> None:
    kinds = _kinds_of_today()
    assert len(kinds) > 50
    assert [kind for kind in sorted(kinds) if str(_words(kind)) == str(OTHER)] == []


def test_a_large_house_is_counted_to_the_last(client: Client, head: Any) -> None:
    for number in range(61):
        who = residents.enrol(head, name=f"森 {number}", kana="", birth_date=date(1931, 2, 3), sex="", room="103").pk
        residents.hold_document(head, who, "physical_disability_certificate", expires=date(2026, 12, 24))
    while people.left(head):
        pass
    assert sum(line.more for line in people.lines(head) if line.due) == 51
    assert not any(line.more for line in people.whole(head))
    _feed, token = actions.make(head, new_id(), "事務所")
    assert "期限 61" in _events(client, reverse("feeds:calendar", args=[token]))[date(2026, 12, 24)]


def test_an_address_that_ended_with_its_worker_stays_closed(
    head: Any, home: Any, worker_in: Any, client: Client
) -> None:
    worker = worker_in(home, "worker", "sato")
    _feed, token = actions.make(viewer_of(worker), new_id(), "電話")
    address = reverse("feeds:calendar", args=[token])
    assert client.get(address).status_code == 200
    for _ in range(2):
        staff.end_access(head, worker.pk)
    assert client.get(address).status_code == 404
    back = staff.take_back(head, worker.pk)
    assert back.is_active and client.get(address).status_code == 404
    assert Entry.objects.filter(action="feeds.stop", chain_id=worker.pk).count() == 1


def test_an_address_left_by_an_ending_long_ago_does_not_open_again(
    head: Any, home: Any, worker_in: Any, client: Client
) -> None:
    worker = worker_in(home, "worker", "sato")
    _feed, token = actions.make(viewer_of(worker), new_id(), "電話")
    worker.__class__.objects.filter(pk=worker.pk).update(is_active=False)
    staff.take_back(head, worker.pk)
    assert client.get(reverse("feeds:calendar", args=[token])).status_code == 404
