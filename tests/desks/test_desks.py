"""One PC, many hands: enrolling, changing places, the lock that keeps half-typed text, the unit of lists."""

import time
from collections.abc import Callable
from datetime import time as clock
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django_scopes import scope

from tsukisoi.calls import actions as calls
from tsukisoi.custody import actions as custody
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.desks import actions, queries
from tsukisoi.desks.middleware import SEEN
from tsukisoi.desks.models import Device, Draft
from tsukisoi.journal.models import Entry
from tsukisoi.mail import actions as mail
from tsukisoi.movements import actions as movements
from tsukisoi.movements.guidance import Draft as Movement
from tsukisoi.notes import actions as notes
from tsukisoi.receptions import actions as receptions
from tsukisoi.staff import actions as staff
from tsukisoi.staff.onward import onward
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.upkeep import actions as upkeep
from tsukisoi.venue import actions as venue

pytestmark = pytest.mark.django_db
COOKIE = settings.DESK_COOKIE
LOCKED = "/desks/locked/"
MORE = "/notes/", "/calls/", "/custody/", "/mail/", "/deliveries/", "/movements/", "/upkeep/"


@pytest.fixture(autouse=True)
def _limits(db: None) -> None:
    call_command("createcachetable")
    cache.clear()


@pytest.fixture
def people(home: Any, worker_in: Callable[..., Any]) -> dict[str, Any]:
    """A head and two workers with badge and code."""
    found = {"head": worker_in(home, "head", "nakamura"), "sato": worker_in(home, "worker", "sato", "佐藤 美咲")}
    found["ito"] = worker_in(home, "worker", "ito", "伊藤 大輔")
    with scope(organisation=home.pk):
        staff.give_badges(viewer_of(found["head"]))
        for worker, code in zip(found.values(), ("2704", "8391", "6052"), strict=True):
            worker.refresh_from_db()
            staff.set_own_code(worker, code)
    return found


@pytest.fixture
def desk(home: Any, people: dict[str, Any]) -> Client:
    """A browser on an enrolled computer, locked."""
    browser = Client()
    browser.force_login(people["head"])
    answer = browser.post("/desks/enrol/", {"id": str(new_id()), "name": "1階 介護ステーション", "unit": ""})
    assert answer.status_code == 302 and answer.cookies[COOKIE]["httponly"] and answer.cookies[COOKIE]["max-age"] > 0
    browser.post("/desks/change-places/", {"page": "/"})
    return browser


def _sit(desk: Client, who: str, code: str, onward: str = "") -> Any:
    return desk.post(LOCKED, {"who": who, "code": code, "next": onward})


def _draft(people: dict[str, Any]) -> Draft:
    """The one draft of 佐藤 with text in it."""
    return Draft.objects.model._base_manager.exclude(action="").get(worker=people["sato"])  # type: ignore[no-any-return]


def _wait(desk: Client, seconds: float) -> None:
    session = desk.session
    session[SEEN] = time.time() - seconds
    session.save()


def test_badge_and_code_are_enough_here_and_nowhere_else(desk: Client, people: dict[str, Any]) -> None:
    page = desk.get("/residents/")
    assert page.status_code == 302 and page["Location"] == f"{LOCKED}?next=%2Fresidents%2F"
    shown = desk.get(LOCKED).content.decode()
    assert "1階 介護ステーション" in shown and "緊急で持ち出す" in shown
    assert not any(worker.name in shown for worker in people.values())
    badge = people["sato"].badge
    asks = _sit(desk, badge, "")  # a scanner ends with Enter: without a script the page comes back with the badge
    assert asks.status_code == 422 and badge in asks.content.decode() and "自分の番号を入れて" in asks.content.decode()
    answer = _sit(desk, badge.lower(), "８３９１", "/residents/")  # as an input method writes it
    assert answer.status_code == 302 and answer["Location"] == "/residents/"
    page = desk.get("/residents/")
    assert page.status_code == 200 and "佐藤 美咲" in page.content.decode() and page["Cache-Control"] == "no-store"
    with scope(organisation=people["sato"].organisation_id):
        assert "desks.sit_down" in Entry.objects.values_list("action", flat=True)
    assert Client().post(LOCKED, {"who": badge, "code": "8391"})["Location"] == "/accounts/login/"
    assert _sit(desk, badge, "8391")["Location"] == "/"  # whoever is in already is in
    assert desk.get("/accounts/login/?own=1").status_code == 302


def test_wrong_codes_are_counted_and_another_house_does_not_exist(
    desk: Client, people: dict[str, Any], other_home: Any, worker_in: Callable[..., Any]
) -> None:
    stranger = worker_in(other_home, "worker", "mori")
    with scope(organisation=other_home.pk):
        staff.set_own_code(stranger, "9174")
    refused = _sit(desk, "mori", "9174")
    assert refused.status_code == 422 and "mori" in refused.content.decode()
    for _ in range(5):
        assert _sit(desk, "ito", "0000").status_code == 422
    late = _sit(desk, "ito", "6052")
    assert late.status_code == 422 and "5分間" in late.content.decode()
    assert _sit(desk, "sato", "8391").status_code == 302
    with scope(organisation=people["head"].organisation_id):
        staff.forget_own_code(viewer_of(people["head"]), people["sato"].pk)
        staff.forget_own_code(viewer_of(people["head"]), people["sato"].pk)
        assert list(Entry.objects.values_list("action", flat=True)).count("staff.forget_own_code") == 1
    desk.post("/desks/change-places/", {"page": "/"})
    assert _sit(desk, "sato", "8391").status_code == 422


def test_the_server_locks_and_keeps_what_came_too_late_for_the_same_person(
    desk: Client, people: dict[str, Any], home: Any
) -> None:
    _sit(desk, "sato", "8391")
    desk.get("/notes/")
    _wait(desk, 200)
    assert desk.get("/notes/").status_code == 200  # five minutes are not over
    _wait(desk, 600)
    late = desk.post("/notes/", {"text": "朝食を残された。様子を見る", "password": "ひみつ", "pin_note": "x"})
    assert late["Location"] == LOCKED and desk.get("/notes/").status_code == 302
    draft = _draft(people)
    assert draft.values == [["text", "朝食を残された。様子を見る"]] and draft.worker_id == people["sato"].pk
    assert _sit(desk, "ito", "6052")["Location"] == "/"  # another person begins anew and sees nothing of it
    assert "書きかけ" not in desk.get("/notes/").content.decode()
    assert desk.get("/desks/draft/?page=/notes/").json() == {"drafts": []}
    assert "朝食" not in desk.get("/desks/half-typed/").content.decode()
    desk.post("/desks/half-typed/", {"draft": str(draft.pk)})
    desk.post("/desks/change-places/", {"page": "/notes/"})
    assert _sit(desk, "sato", "8391")["Location"] == "/notes/"
    assert "書きかけの文があります" in desk.get("/notes/").content.decode()
    assert desk.get("/desks/draft/?page=/notes/").json()["drafts"][0]["values"][0][1].startswith("朝食")
    assert "朝食を残された" in desk.get("/desks/half-typed/").content.decode()
    assert desk.post("/notes/", {"text": "朝食を残された。様子を見る"}).status_code in (200, 302, 422)


def test_a_computer_that_is_not_enrolled_locks_as_well_and_keeps_what_was_typed(people: dict[str, Any]) -> None:
    alone = Client()
    alone.force_login(people["sato"])
    page = alone.get("/notes/")
    shown = page.content.decode()
    assert 'data-desk="900"' in shown and "人を替わる" in shown and "鍵をかける" in shown  # the form that locks
    assert page["Cache-Control"] == "no-store"
    _wait(alone, 600)
    assert alone.get("/notes/").status_code == 200
    _wait(alone, 1200)
    late = alone.post("/notes/", {"text": "朝食を残された"})
    assert late["Location"] == "/accounts/login/?locked=1" and alone.get("/notes/").status_code == 302
    signing_in = alone.get(late["Location"]).content.decode()
    assert "鍵をかけました" in signing_in and "緊急で持ち出す" in signing_in and people["sato"].name not in signing_in
    alone.force_login(people["ito"])
    assert "書きかけの文があります" not in alone.get("/notes/").content.decode()
    alone.logout()
    alone.force_login(people["sato"])
    assert "書きかけの文があります" in alone.get("/notes/").content.decode()
    assert alone.get("/desks/draft/?page=/notes/").json()["drafts"][0]["values"] == [["text", "朝食を残された"]]
    sent = {"id": str(new_id()), "text": "朝食を残された", "days": "3", "unit": "", "who": ""}
    assert alone.post("/notes/", sent).status_code == 302
    assert alone.get("/desks/draft/?page=/notes/").json() == {"drafts": []}
    typed = {"page": "/calls/", "action": "/calls/", "v-said": "長女さんから"}
    assert alone.post("/desks/draft/", typed).status_code == 204
    assert alone.post("/desks/change-places/", {"page": "/calls/"})["Location"] == "/accounts/login/?locked=1"
    assert _draft(people).values == [["said", "長女さんから"]]


@pytest.fixture
def reception(people: dict[str, Any], home: Any) -> Any:
    """A reception of today, whose day is open."""
    with scope(organisation=home.pk):
        head = viewer_of(people["head"])
        agreed = {"on": today(), "begins": clock(9, 30), "ends": clock(12), "place": "ホール", "town": "みどり野町"}
        made = receptions.open_reception(head, **agreed, partner="みどり野町")
        return venue.open_day(head, made.pk)


@pytest.mark.parametrize("enrolled", [True, False])
def test_the_screens_of_an_open_reception_do_not_lock_and_open_nothing_else(
    desk: Client, people: dict[str, Any], reception: Any, enrolled: bool
) -> None:
    """A reception waits for people, and its screens are watched; whoever goes elsewhere shows who they are."""
    screen = desk if enrolled else Client()
    screen.force_login(people["sato"])
    board, renewed = reverse("venue:board", args=[reception.pk]), {"HX-Request": "true"}
    assert screen.get("/notes/").status_code == 200
    _wait(screen, 1200)
    before = screen.session[SEEN]
    for headers in (renewed, {}):
        assert screen.get(board, headers=headers).status_code == 200
    assert screen.get("/venue/").status_code == 200 and screen.session[SEEN] == before
    assert screen.get("/notes/").status_code == 302 and screen.get(board).status_code == 302


def test_a_screen_that_renews_itself_is_nobody_s_touch(people: dict[str, Any], reception: Any) -> None:
    screen = Client()
    screen.force_login(people["sato"])
    board = reverse("venue:board", args=[reception.pk])
    screen.get(board)
    _wait(screen, 600)
    before = screen.session[SEEN]
    screen.get(board, headers={"HX-Request": "true"})
    assert screen.session[SEEN] == before
    screen.get(board)
    assert screen.session[SEEN] > before


def test_the_screens_of_a_reception_lock_for_who_does_not_run_it_and_when_it_is_over(
    people: dict[str, Any], reception: Any, home: Any, worker_in: Callable[..., Any]
) -> None:
    def idle(worker: Any) -> int:
        screen = Client()
        screen.force_login(worker)
        screen.get("/notes/")
        _wait(screen, 1200)
        return int(screen.get("/venue/").status_code)

    looker = worker_in(home, "viewer", "looker")
    assert (idle(people["sato"]), idle(looker)) == (200, 302)
    with scope(organisation=home.pk):
        days, days_of = apps.get_model("venue.Day").objects, apps.get_model("receptions.Reception").objects
        days_of.update(on=today() - timedelta(days=1))
        assert idle(people["sato"]) == 302
        days_of.update(on=today())
        days.update(closed_at=now())
    assert idle(people["sato"]) == 302


def test_what_is_half_typed_is_handed_in_and_gone_once_it_was_sent(
    desk: Client, people: dict[str, Any], home: Any
) -> None:
    _sit(desk, "sato", "8391")
    page = {"page": "/calls/", "action": "/calls/"}
    assert desk.post("/desks/draft/", {**page, "v-said": "長女さんから", "v-own_code": "8391"}).status_code == 204
    draft = _draft(people)
    assert draft.values == [["said", "長女さんから"]]
    assert desk.post("/desks/draft/", {**page, "v-said": "番号は 1234-5678-9018 です"}).status_code == 422
    assert desk.post("/desks/draft/", {**page, "v-said": "暗証番号は8391"}).status_code == 422
    draft.refresh_from_db()
    assert draft.values == [["said", "長女さんから"]]
    for place in ("/staff/add/", "/accounts/login/", "/custody/emergency/"):
        desk.post("/desks/draft/", {"page": place, "action": place, "v-name": "何か"})
    assert _draft(people).pk == draft.pk
    _wait(desk, 9000)  # the computer slept: its last words are still taken
    assert desk.post("/desks/draft/", {**page, "v-said": "長女さんから。折り返し"}).status_code == 204
    assert desk.post("/desks/change-places/", {"page": "/calls/"})["Location"] == LOCKED
    _sit(desk, "sato", "8391")
    with scope(organisation=home.pk):
        viewer = viewer_of(people["sato"])
        assert [one.values for one in queries.half_typed(viewer)] == [[["said", "長女さんから。折り返し"]]]
        actions.drop_drafts(viewer, "/calls/")
        assert not queries.half_typed(viewer)
        Draft.objects.update(at="2026-11-20T00:00+09:00")
        assert actions.end_drafts() == 2  # and where the head was when the screen locked


def test_only_the_head_enrols_and_a_revoked_computer_is_none(
    desk: Client, people: dict[str, Any], home: Any, other_home: Any, worker_in: Callable[..., Any]
) -> None:
    device = Device.objects.model._base_manager.get()
    worker, head = Client(), Client()
    worker.force_login(people["ito"])
    head.force_login(people["head"])
    stranger = Client()
    stranger.force_login(worker_in(other_home, "head", "mori"))
    for address in (reverse("desks:change", args=[device.pk]), reverse("desks:revoke", args=[device.pk])):
        assert worker.post(address, {"name": "x"}).status_code == 403
        assert stranger.post(address, {"name": "x"}).status_code == 404
    assert worker.post("/desks/enrol/", {"name": "x"}).status_code == 403
    assert "1階 介護ステーション" in worker.get("/desks/").content.decode()
    bad = head.post(reverse("desks:change", args=[device.pk]), {"name": ""})
    assert bad.status_code == 422
    assert head.post(reverse("desks:change", args=[device.pk]), {"name": "2階"}).status_code == 302
    again = {"id": str(device.pk), "name": "2階", "unit": ""}
    head.post("/desks/enrol/", again)
    assert Device.objects.model._base_manager.count() == 1
    assert desk.get("/").headers["Location"] == "/accounts/login/?next=/"  # the old cookie is void
    for _ in range(2):
        assert head.post(reverse("desks:revoke", args=[device.pk])).status_code == 302
    assert head.get("/desks/locked/")["Location"] == "/accounts/login/"
    with scope(organisation=home.pk):
        found = list(Entry.objects.filter(action__startswith="desks.").values_list("action", flat=True))
    assert sorted(found) == ["desks.change", "desks.enrol", "desks.revoke"]
    for cookie in ("", "x", "W10:x:y", desk.cookies[COOKIE].value):
        assert queries.device_of(cookie) is None


def test_a_computer_has_its_unit_and_one_click_changes_it(desk: Client, people: dict[str, Any], home: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(people["head"])
        violets, plums = staff.add_unit(head, "すみれ"), staff.add_unit(head, "うめ")
        device = Device.objects.get()
        actions.change(head, device.pk, device.name, violets.pk)
    _sit(desk, "sato", "8391")
    assert desk.get("/notes/").wsgi_request.viewer.focus == violets.pk
    assert desk.post("/desks/unit/", {"unit": str(plums.pk), "next": "/notes/"})["Location"] == "/notes/"
    page = desk.get("/notes/")
    assert page.wsgi_request.viewer.focus == plums.pk and 'aria-pressed="true">うめ' in page.content.decode()
    with scope(organisation=home.pk):
        for name, unit in (("髙橋 キヨ", violets), ("鈴木 ハル", plums)):
            person = {
                "name": name,
                "kana": "",
                "kana_key": name,
                "room": "101",
                "unit": unit,
                "birth_date": "1931-02-03",
            }
            made = apps.get_model("residents.Resident").objects.create(organisation=home, **person)
            notes.leave_note(head, "きょうは早めに休む", until=today(), resident=made.pk)
            calls.record_call(
                head, resident=made.pk, caller="娘", speaker="family", checked="known", said="また電話します"
            )
            custody.open_pouch(head, made)
            mail.receive(head, made.pk, "delivery_notice", arrived_on=today())
            deliveries.notice_came(head, made.pk, on=today())
            movements.record(head, made.pk, Movement("hospital", today()))
            upkeep.begin(head, made.pk, "card_damaged", noticed_at=now())
    for address in ("/residents/", "/cases/", "/insurance/", "/", *MORE):
        shown = desk.get(address).content.decode()
        assert "鈴木 ハル" in shown and "髙橋 キヨ" not in shown, address
    for address in ("/residents/?unit=", "/calls/?q=また電話"):  # asked for, even so
        assert "髙橋 キヨ" in desk.get(address).content.decode(), address
    desk.post("/desks/unit/", {"unit": ""})
    assert desk.get("/notes/").wsgi_request.viewer.focus is None
    with scope(organisation=home.pk):
        staff.assign_units(head, people["ito"].pk, [plums.pk])
    desk.post("/desks/change-places/", {"page": "/"})
    _sit(desk, "ito", "6052")
    assert desk.get("/notes/").wsgi_request.viewer.focus is None  # no unit of theirs: their own rights decide


ELSEWHERE = (
    "http://testserver//evil.example/x", "//evil.example/", "///evil.example/", "http://testserver/\\evil.example/",
    "http://testserver//\\evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "notes/",
    "http://testserver///evil.example",
)  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_led_elsewhere(desk: Client, people: dict[str, Any], address: str) -> None:
    for answer in (
        _sit(desk, "sato", "8391", address),
        desk.post("/desks/unit/", {"unit": "", "next": address}),
        desk.post("/desks/change-places/", {"page": address}),
        _sit(desk, "sato", "8391"),
        desk.post("/staff/switch/", {"next": address}),
    ):
        led = answer["Location"]
        assert led.startswith("/") and not led.startswith(("//", "/\\")) and "evil.example" not in led


def test_the_page_that_was_asked_for_is_the_next(rf: RequestFactory) -> None:
    request = rf.get("/")
    for asked in ("/notes/", "/calls/?q=a&b=1", "/"):
        assert onward(request, asked) == onward(request, f"http://testserver{asked}") == asked
    assert {onward(request, address) for address in ELSEWHERE} == {""}
