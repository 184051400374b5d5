"""The pages of the day, pressed without a script."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tsukisoi.receptions import queries as receptions
from tsukisoi.receptions.actions import open_reception, put_on
from tsukisoi.tenancy.clock import now
from tsukisoi.venue import actions, queries
from tsukisoi.venue.actions import carrying
from tsukisoi.venue.models import Day, Event, Seat
from venue import shots
from venue.conftest import agreed

pytestmark = pytest.mark.django_db
CODE = "https://apply.example/start?id="


def again(seat: Seat) -> Seat:
    return Seat.objects.select_related("listed", "day").get(pk=seat.pk)


@pytest.fixture
def other_desk(viewer: Any, second: Any) -> Any:
    """Another browser, another sign-in."""
    from django.test import Client

    from tsukisoi.staff.models import Worker

    browser = Client()
    browser.force_login(Worker.objects.get(pk=second.worker))
    return browser


def press(browser: Any, page: str, seat: Any, *more: Any, **data: Any) -> str:
    answer = browser.post(reverse(f"venue:{page}", args=[seat.pk, *more]), data, follow=True)
    return str(answer.content.decode())


def frames(seat: Seat, token: str) -> list[SimpleUploadedFile]:
    at = [datetime(2026, 11, 23, 10, seat.listed.number, second) for second in (0, 4)]
    made = (shots.slate(token, at[0]), shots.face(seat.listed.number, at[1]))
    return [SimpleUploadedFile(f"{n}.jpg", content, "image/jpeg") for n, content in enumerate(made)]


def test_every_page_opens(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    actions.arrive(viewer, seats[0].pk)
    for name in ("board", "walk_in", "hall", "roll", "close", "laptops", "disputes"):
        assert desk.get(reverse(f"venue:{name}", args=[day.pk])).status_code == 200, name
    for name in ("person", "leave", "papers", "identity", "pin", "insurance", "check", "photo"):
        assert desk.get(reverse(f"venue:{name}", args=[seats[0].pk])).status_code == 200, name
    assert desk.get(reverse("venue:days")).status_code == 200


def test_somebody_goes_through_the_whole_room(desk: Any, other_desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    seat = seats[0]
    press(desk, "arrive", seat)
    press(desk, "next", day)
    press(desk, "papers", seat, signed="own")
    press(desk, "identity", seat, documents=["passport", "care_insurance_card"], seen_by="町 太郎")
    desk.get(reverse("venue:photo", args=[seat.pk]))
    slate = queries.slate(viewer, seat)
    assert slate
    press(desk, "photo", seat, frames=frames(seat, slate.token))
    picture = queries.picture(viewer, again(seat))
    assert picture
    press(desk, "look", seat, picture.pk)
    press(desk, "pin", seat, mode="standard")
    shown = other_desk.get(reverse("venue:check", args=[seat.pk])).content.decode()
    assert shown.count('name="ticket" value=') == 4 and 'name="ticket" value="1"' in shown
    assert 'name="ticket" value=' not in desk.get(reverse("venue:check", args=[seat.pk])).content.decode()
    assert "番号札の番号が" in press(other_desk, "check", seat, ticket="2")
    page = press(other_desk, "check", seat, ticket="1")
    assert "おつかれさまでした" in page
    found = again(seat)
    assert found.place == "done" and set(found.standing) == {
        "arrival", "place", "papers", "identity", "photo", "pin", "check",
    }  # fmt: skip


def test_short_papers_become_support_said_kindly(desk: Any, day: Any, seats: Any) -> None:
    press(desk, "arrive", seats[0])
    page = press(desk, "identity", seats[0], documents=["care_insurance_card"], seen_by="町 太郎")
    assert "申請はこのままできます" in page and "受け取りのときに決めます" in page
    assert again(seats[0]).standing["identity"]["data"]["complete"] is False


def _of_the_house(viewer: Any, reception: Any, held: list[str]) -> Any:
    """The seat of somebody who lives here, with what papers the house knows of."""
    from tsukisoi.receptions.actions import put_on
    from tsukisoi.residents.actions import enrol, record_fact

    person = enrol(viewer, name="小野寺 勇", kana="オノデラ イサム", birth_date=date(1935, 1, 2))
    record_fact(viewer, person, "identity_documents", held)
    put_on(viewer, reception, resident=person.pk, name="小野寺 勇", birth_date=date(1935, 1, 2))
    day = actions.open_day(viewer, reception.pk)
    return next(one for one in queries.seats(viewer, day) if one.listed.resident_id)


def test_nothing_is_ticked_that_was_not_seen(desk: Any, viewer: Any, reception: Any) -> None:
    seat = _of_the_house(viewer, reception, ["passport", "care_insurance_card"])
    address = reverse("venue:identity", args=[seat.pk])
    page = desk.get(address).content.decode()
    assert 'name="documents" value=' in page and not re.search(r'name="documents"[^>]*checked', page)
    assert "まだ、何も選んでいません" in page and "記録では、これを見せるはずです" in page
    named = re.search(r'name="expected" value="([^"]+)">([^<]+)<', page)
    assert named and "旅券" in named[2] and "介護保険被保険者証" in named[2]  # it names each paper
    first = re.search(r"<button[^>]*>", page[page.index('class="form venue-identity"') :])
    assert first and "expected" not in first[0]  # Enter in a field presses the first button
    assert desk.post(address, {"seen_by": "町 太郎"}).status_code == 422 and Event.objects.count() == 0
    assert (
        desk.post(address, {"seen_by": "町 太郎", "expected": "passport"}).status_code == 422
    )  # another list than shown
    press(desk, "identity", seat, seen_by="町 太郎", expected=named[1])
    told = again(seat).standing["identity"]["data"]
    assert sorted(told["documents"]) == ["care_insurance_card", "passport"] and told["complete"]
    assert re.search(r'name="documents"[^>]*checked', desk.get(address).content.decode())  # those were seen


def test_an_application_on_line_has_its_id_open_and_its_own_limits(desk: Any, viewer: Any) -> None:
    told = []
    for channel in ("paper", "online"):
        made = open_reception(viewer, **agreed(channel=channel))
        put_on(viewer, made, name="架空 一", birth_date=date(1940, 1, 2))
        seat = queries.seats(viewer, actions.open_day(viewer, made.pk))[0]
        told.append(desk.get(reverse("venue:papers", args=[seat.pk])).content.decode())
    paper, online = told
    assert "オンライン申請です" in online and "オンライン申請です" not in paper
    assert online.count("<details open") + online.count(" open>") > paper.count("<details open") + paper.count(" open>")


def test_no_paper_at_all_is_said_by_its_own_tick(desk: Any, viewer: Any, reception: Any) -> None:
    seat = _of_the_house(viewer, reception, ["care_insurance_card"])
    page = desk.get(reverse("venue:identity", args=[seat.pk])).content.decode()
    assert 'name="expected"' not in page  # what is on record is no valid set
    both = desk.post(reverse("venue:identity", args=[seat.pk]), {
        "seen_by": "町 太郎", "none": "on", "documents": ["passport"],
    })  # fmt: skip
    assert both.status_code == 422
    assert "申請はこのままできます" in press(desk, "identity", seat, seen_by="町 太郎", none="on")
    assert again(seat).standing["identity"]["data"]["complete"] is False


def test_whose_papers_were_short_is_marked_as_the_day_closes(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats[:2]:
        actions.arrive(viewer, seat.pk)
        actions.call(viewer, seat.pk)
        actions.papers(viewer, seat.pk, "own")
    actions.identity(viewer, seats[0].pk, ["care_insurance_card"], "町 太郎")
    actions.identity(viewer, seats[1].pk, ["passport", "care_insurance_card"], "町 太郎")
    for seat in seats[:2]:
        actions.leave(viewer, seat.pk, "done")
    for seat in seats[2:]:
        actions.leave(viewer, seat.pk, "not_today", "out")
    counted = queries.reckoning(viewer, day).tally.expected
    actions.close(viewer, day.pk, counted)
    found = receptions.progress(viewer, receptions.reception(viewer, day.reception_id))
    assert [one.short for one in found] == [True, False, False, False, False]
    page = desk.get(reverse("venue:close", args=[day.pk])).content.decode()
    assert page.count('name="people"') == 2  # both applied; neither is marked so yet
    actions.reopen(viewer, day.pk, "書類が見つかった")
    actions.identity(viewer, seats[0].pk, ["passport", "care_insurance_card"], "町 太郎")
    actions.close(viewer, day.pk, counted)
    assert not any(one.short for one in receptions.progress(viewer, receptions.reception(viewer, day.reception_id)))


def test_what_the_papers_come_to_is_shown_live(desk: Any, seats: Any) -> None:
    address = reverse("venue:identity", args=[seats[0].pk])
    for documents, word in ((["passport", "driving_licence"], "足りています"), (["passport"], "足りません")):
        part = desk.post(address, {"documents": documents}, headers={"HX-Request": "true"}).content.decode()
        assert word in part and "<html" not in part
        whole = desk.post(address, {"documents": documents, "look": "1"}).content.decode()
        assert word in whole and "<html" in whole
    assert Event.objects.count() == 0


@pytest.mark.parametrize("first,again_,said", [
    ("1" * 23, "1" * 23, ""), ("1" * 23, "1" * 22 + "2", "2回の番号が違います"), ("12345", "12345", "23けたです"),
    (f"{CODE}{'1' * 23}", "", ""), (f"{CODE}123", "", "2回の番号が違います"),
    ("1" * 23 + "?" + "2" * 23, "", "2回の番号が違います"), ("1" * 23, "", "2回の番号が違います"),
])  # fmt: skip
def test_the_application_id_is_typed_twice(desk: Any, seats: Any, first: str, again_: str, said: str) -> None:
    page = press(desk, "papers", seats[0], signed="own", application_id=first, application_id_again=again_)
    assert said in page
    assert Event.objects.count() == (0 if said else 1)
    if not said:
        assert again(seats[0]).standing["papers"]["data"]["application_id"] == "1" * 23


def test_the_application_id_is_read_from_a_photograph_of_its_code(desk: Any, seats: Any) -> None:
    address = reverse("venue:papers", args=[seats[0].pk])
    for said, word in ((f"{CODE}{'1' * 23}", "1" * 23), ("hello", "読みとれませんでした")):
        frame = SimpleUploadedFile("form.jpg", shots.code(said), "image/jpeg")
        page = desk.post(address, {"code": frame}).content.decode()
        assert word in page and Event.objects.count() == 0


def test_whoever_writes_for_somebody_has_a_witness(desk: Any, seats: Any) -> None:
    page = press(desk, "papers", seats[0], signed="written_for", writer="佐藤 美咲")
    assert "立ち会った人の名前" in page and "佐藤 美咲" in page and Event.objects.count() == 0
    press(desk, "papers", seats[0], signed="written_for", writer="佐藤 美咲", watched_by="町 太郎")
    assert again(seats[0]).standing["papers"]["data"]["watched_by"] == "町 太郎"


def test_a_helper_says_in_which_capacity(desk: Any, seats: Any) -> None:
    assert "どの立場で" in press(desk, "pin", seats[0], mode="standard", helper="佐藤 美咲")
    assert Event.objects.count() == 0
    press(desk, "pin", seats[0], mode="standard", helper="佐藤 美咲", capacity="carer")
    assert again(seats[0]).standing["pin"]["data"] == {
        "mode": "standard", "sealed": True, "helper": "佐藤 美咲", "capacity": "carer",
    }  # fmt: skip


def test_a_card_without_a_pin_asks_the_consent_in_the_same_press(desk: Any, seats: Any) -> None:
    press(desk, "pin", seats[0], mode="face_auth", agrees="no")
    told = again(seats[0]).standing
    assert told["pin"]["data"] == {"mode": "face_auth", "sealed": False} and told["insurance"]["data"] == {
        "agrees": False
    }


def test_not_today_is_two_presses(desk: Any, seats: Any) -> None:
    page = desk.get(reverse("venue:leave", args=[seats[0].pk])).content.decode()
    assert 'value="asleep"' in page
    press(desk, "leave", seats[0], place="not_today", why="asleep")
    assert again(seats[0]).place == "not_today"


def test_the_hall_shows_numbers_and_nothing_else(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats:
        actions.arrive(viewer, seat.pk)
        actions.call(viewer, seat.pk)
    page = desk.get(reverse("venue:hall", args=[day.pk])).content.decode()
    assert [f">{n}<" in page for n in (5, 4, 3, 2, 1)] == [True, True, True, True, False]
    assert not any(seat.listed.name in page for seat in seats) and viewer.name not in page


def test_the_day_closes_only_when_the_numbers_agree_or_are_explained(
    desk: Any, viewer: Any, day: Any, seats: Any
) -> None:
    counted = {"papers": 0, "envelopes": 0, "photos": 0}
    assert "まだ終わっていない方がいます" in press(desk, "close", day, **counted)
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "no_show")
    assert "数が合いません" in press(desk, "close", day, **{**counted, "papers": 1})
    page = press(desk, "close", day, **{**counted, "papers": 1}, explanation="名簿にない方の書き損じが1枚")
    assert "締めました" in page and Day.objects.get().closed_at
    assert "締めました" in press(desk, "arrive", seats[0])
    press(desk, "reopen", day, why="名前の直し")
    assert Day.objects.get().closed_at is None


def test_who_is_through_is_followed_by_one_press(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats[:2]:
        actions.identity(viewer, seat.pk, ["passport", "care_insurance_card"], "町 太郎")
    Seat.objects.filter(pk__in=[seats[0].pk, seats[1].pk]).update(place="done")
    for seat in seats[2:]:
        actions.leave(viewer, seat.pk, "not_today", "no_show")
    assert 'value="applied"' not in desk.get(reverse("venue:close", args=[day.pk])).text, "not before it is closed"
    page = press(desk, "close", day, papers=2, envelopes=2, photos=2, explanation="紙で数えた")
    assert "終わった 2人を「申請した」にする" in page
    people = re.findall(r'name="people" value="([^"]+)"', page)
    sent = {"people": people, "code": "applied", "on": re.search(r'name="on" value="([^"]+)"', page)[1]}  # type: ignore[index]
    assert desk.post(reverse("receptions:after", args=[day.reception_id]), sent).status_code == 302
    codes = {one.listed.pk: one.code for one in receptions.progress(viewer, day.reception)}
    assert [codes[seat.listed_id] for seat in seats] == ["applied", "applied", "", "", ""]
    assert "「申請した」にする" not in desk.get(reverse("venue:close", args=[day.pk])).text


def test_a_walk_in_gets_the_next_ticket(desk: Any, day: Any, seats: Any) -> None:
    page = desk.get(reverse("venue:walk_in", args=[day.pk])).content.decode()
    shared = page.split('name="shared" value="')[1].split('"')[0]
    assert "番号札は 6番です" in press(desk, "walk_in", day, shared=shared, name="岡田 弘")
    press(desk, "walk_in", day, shared=shared, name="岡田 弘")
    assert Seat.objects.count() == 6


def test_who_only_looks_cannot_write(client: Any, home: Any, worker_in: Any, day: Any, seats: Any) -> None:
    client.force_login(worker_in(home, "viewer"))
    assert client.get(reverse("venue:board", args=[day.pk])).status_code == 200
    for name in ("arrive", "call", "hold"):
        assert client.post(reverse(f"venue:{name}", args=[seats[0].pk])).status_code == 403
    assert client.get(reverse("venue:papers", args=[seats[0].pk])).status_code == 403


def test_short_papers_open_the_later_steps_of_the_person(desk: Any, viewer: Any, reception: Any) -> None:
    from datetime import date

    from tsukisoi.cases import queries as cases
    from tsukisoi.receptions.actions import put_on
    from tsukisoi.residents.actions import enrol

    person = enrol(viewer, name="小野寺 勇", kana="オノデラ イサム", birth_date=date(1935, 1, 2))
    resident = getattr(person, "pk", person)
    put_on(viewer, reception, resident=resident, name="小野寺 勇", birth_date=date(1935, 1, 2))
    day = actions.open_day(viewer, reception.pk)
    seat = next(one for one in queries.seats(viewer, day) if one.listed.resident_id)
    press(desk, "identity", seat, documents=["care_insurance_card"], seen_by="町 太郎")
    assert cases.chosen_routes(viewer, [resident]) == {resident: "visiting_support"}
    assert cases.tasks(viewer, [resident])[resident]["identity"].state == "missing"


def test_a_picture_off_the_standard_has_its_words(desk: Any, viewer: Any, seats: Any) -> None:
    press(desk, "arrive", seats[0])
    desk.get(reverse("venue:photo", args=[seats[0].pk]))
    slate = queries.slate(viewer, seats[0])
    assert slate
    press(desk, "photo", seats[0], frames=frames(seats[0], slate.token))
    page = desk.get(reverse("venue:excuse", args=[seats[0].pk])).content.decode()
    assert "＿＿" in page and "{device}" not in page
    kinds = re.findall(r'name="kind" value="(\w+)"', page)
    assert "この方に合わせて" in press(desk, "excuse", seats[0], kind=kinds[0], channel="counter", words="")
    press(desk, "excuse", seats[0], kind=kinds[0], channel="counter", words="人工呼吸器が写り込みます。")
    assert again(seats[0]).standing["photo"]["data"]["words"] == "人工呼吸器が写り込みます。"


def test_two_accounts_stand_side_by_side_with_the_time_of_the_room(
    desk: Any, viewer: Any, day: Any, seats: Any
) -> None:
    at = now()
    for machine, place in enumerate(("held", "called")):
        Event.objects.create(
            organisation_id=viewer.organisation, day=day, listed_id=seats[0].listed_id, topic="place",
            data={"place": place}, at=at, written_at=at, by=viewer.worker, machine=machine,
        )  # fmt: skip
    carrying._stand_anew(viewer, day, [seats[0].listed_id])
    page = desk.get(reverse("venue:disputes", args=[day.pk])).content.decode()
    assert page.count(f"{at:%H:%M}") >= 2 and "呼ばれた" in page and "あとで呼ぶ" in page


def test_the_way_from_the_reception_to_its_day(desk: Any, viewer: Any, reception: Any) -> None:
    page, url = reverse("receptions:reception", args=[reception.pk]), reverse("venue:open", args=[reception.pk])
    assert f'href="{url}"' in desk.get(page).text
    assert desk.get(url).url == reverse("venue:days") and not Day.objects.exists(), "looking opens nothing"
    opened = actions.open_day(viewer, reception.pk)
    assert desk.get(url).url == reverse("venue:board", args=[opened.pk])
    later = open_reception(viewer, **agreed(on=date(2026, 12, 21)))
    told = desk.get(reverse("venue:open", args=[later.pk]), follow=True)
    assert told.status_code == 200 and "3日前から" in told.text
