"""The meeting flows into the plan and the things; the timetable is tried; the room is drawn; every paper presses."""

from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse

from tsukisoi.papers import easy
from tsukisoi.receptions import actions, floor, guidance, papers, queries
from tsukisoi.receptions.timetable import Pace, Visitor, reckon

pytestmark = pytest.mark.django_db
PACE = Pace(2, 1, 10, 4, 90, 10, 0, 0)


def _send(client: Any, name: str, reception: Any, **said: Any) -> Any:
    return client.post(reverse(f"receptions:{name}", args=[reception.pk]), said, follow=True)


def test_what_was_decided_changes_the_things_and_ends_the_step(house: Any, reception: Any, client: Any) -> None:
    assert len(guidance.goods(reception, False)) == 15
    sent = {"held_on": "2026-11-20", "present": "係の方、佐藤", "channel": "online", "mail": "registered",
            "photo_service": "on", "point_roles": "写真は町がとる"}  # fmt: skip
    assert _send(client, "meeting", reception, **{**sent, "present": ""}).status_code == 422
    _send(client, "meeting", reception, **sent)
    found = queries.reception(house.viewer, reception.pk)
    assert found.channel == "online" and found.mail == "registered"
    assert {thing.code for thing in guidance.goods(found, False)}.isdisjoint({"pens", "scissors", "camera", "cutter"})
    step = next(step for step in queries.steps(house.viewer, found) if step.code == "meeting")
    assert step.done_on == date(2026, 11, 20)
    assert queries.meeting(house.viewer, found).answers == {"roles": "写真は町がとる"}


def test_all_seventeen_things_when_everything_holds(house: Any, reception: Any) -> None:
    found = actions.change(house.viewer, reception, room_is_dark=True)
    assert [thing.number for thing in guidance.goods(found, True)] == list(range(1, 18))


def test_things_are_ticked(house: Any, reception: Any, client: Any) -> None:
    page = client.get(reverse("receptions:goods", args=[reception.pk]))
    sent = {f"by_{thing.code}": thing.by for thing, _by, _there in page.context["form"].rows}
    _send(client, "goods", reception, **{**sent, "by_desks": "facility", "there_desks": "on"})
    assert queries.items(house.viewer, reception)["desks"].there
    assert actions.set_items(house.viewer, reception, {"desks": ("facility", True)}) == 0


def test_a_timetable_without_people_is_empty() -> None:
    assert reckon([], PACE).slots == () and reckon([], PACE).ends == 0


def test_two_desks_call_two_at_a_time_and_longer_people_take_longer() -> None:
    made = reckon([Visitor(1, 10), Visitor(2, 0), Visitor(3, 0)], PACE)
    assert [(slot.calls, slot.desk) for slot in made.slots] == [(0, 1), (0, 2), (10, 2)]
    assert made.ends == 28  # the third leaves the desk at 20; the one photographer is free again at 24
    assert made.ends <= made.nine_of_ten and made.likely <= made.nine_of_ten


def test_rests_lifts_and_photographers_count() -> None:
    many = [Visitor(n, 0) for n in range(1, 41)]
    plain = reckon(many, PACE).ends
    assert reckon(many, Pace(2, 1, 10, 4, 0, 0, 0, 0)).ends < plain
    assert reckon(many, Pace(2, 1, 10, 12, 0, 0, 0, 0)).ends > plain
    assert reckon(many, Pace(2, 1, 10, 4, 0, 0, 2, 15)).slots[4].calls == 30
    assert reckon(many, PACE) == reckon(many, PACE)


def test_the_times_are_written_once(house: Any, reception: Any, client: Any) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    _send(client, "timetable", reception)
    assert [one.call_at for one in queries.people(house.viewer, reception)] == [time(9, 30), time(9, 30)]
    found = papers.timetable_of(house.viewer, reception, queries.hall(house.viewer, reception))
    assert actions.set_times(house.viewer, reception, found) == 0


def test_nothing_overlaps_and_everything_stands_in_the_room() -> None:
    for wide, deep, desks, photo in [
        (900, 600, 2, True),
        (600, 500, 3, False),
        (1400, 800, 6, True),
        (350, 400, 2, True),
    ]:
        drawn = floor.draw(wide, deep, desks, photo)
        solid = [box for box in drawn.boxes if box.kind in ("desk", "photo", "check")]
        for box in solid:
            assert box.x >= 0 and box.x + box.wide <= wide and box.y >= 0 and box.y + box.deep <= deep, (wide, box)
        for one in solid:
            for other in solid:
                apart = one.x + one.wide <= other.x or other.x + other.wide <= one.x
                assert one is other or apart or one.y + one.deep <= other.y or other.y + other.deep <= one.y
    assert floor.draw(500, 600, 4, True).too_small


def test_the_room_is_shown_and_changed(house: Any, reception: Any, client: Any) -> None:
    sent = {"width": 1200, "depth": 700, "desks": 3, "photographers": 1, "minutes": 12, "photo_minutes": 4,
            "rest_every": 90, "rest": 10, "lift_seats": 4, "lift_minutes": 6}  # fmt: skip
    assert _send(client, "hall", reception, **{**sent, "width": 5}).status_code == 422
    assert "受付3" in _send(client, "hall", reception, **sent).content.decode()
    assert queries.hall(house.viewer, reception).lift_seats == 4


@pytest.mark.parametrize("kind", list(papers.SHEETS))
def test_every_paper_presses(house: Any, reception: Any, client: Any, kind: str) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    answer = client.post(reverse("receptions:paper", args=[reception.pk, kind]))
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")


def test_there_is_no_other_paper(house: Any, reception: Any, client: Any) -> None:
    assert client.post(reverse("receptions:paper", args=[reception.pk, "x"])).status_code == 404


def test_no_paper_says_that_somebody_comes_who_does_not(house: Any, reception: Any) -> None:
    said = {}
    for kind, by in (("visiting_reception", "municipality"), ("visiting_reception", "contractor"),
                     ("home_visit_reception", "municipality"), ("application_support", "facility")):  # fmt: skip
        actions.change(house.viewer, reception, kind=kind, staffed_by=by)
        now = queries.reception(house.viewer, reception.pk)
        body = papers.family(house.viewer, now)
        said[kind, by] = body["title"] + body["comes"] + str(papers.flyer(house.viewer, now)["comes"])
    first, contractor, home, alone = said.values()
    assert "みどり野町の職員が施設に来て" in first and "頼" not in first.split("受け付けます。")[1]
    assert "出張申請サポート" in contractor and "職員が" not in contractor and "頼" in contractor
    assert "ご自宅" in home and "施設に来て" not in home
    assert "施設に来て" not in alone and "手伝います" in alone


def test_the_thinking_sheet_can_be_read_by_who_reads_kana() -> None:
    said = {**papers.THINKING, **papers.FLYER, **papers.FLYER_COMES}
    assert {key: easy.faults(text) for key, text in said.items() if easy.faults(text)} == {}


def test_who_brings_whom_is_written_for_several_at_once(
    house: Any, reception: Any, client: Any, home: Any, worker_in: Any
) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    people = queries.people(house.viewer, reception)
    url, ids = reverse("receptions:escorts", args=[reception.pk]), [str(one.pk) for one in people]
    told = client.post(url, {"people": ids, "helper": ""}, follow=True).content.decode()
    assert "名前を入れてください" in told and not papers.times(house.viewer, reception)["helpers"]
    for _again in range(2):
        client.post(url, {"people": ids, "helper": "佐藤 美咲", "aid": "車椅子"})
    client.post(url, {"people": ids[:1], "helper": "中村 健太", "aid": ""})
    first, second = queries.people(house.viewer, reception)
    assert (first.helper, first.aid, second.helper) == ("中村 健太", "車椅子", "佐藤 美咲")
    rows = papers.times(house.viewer, reception)["helpers"]
    assert [(one["helper"], [who["room"] for who in one["people"]]) for one in rows] == [
        ("中村 健太", ["101"]), ("佐藤 美咲", ["102"])
    ]  # fmt: skip
    client.force_login(worker_in(home, "viewer", "reader"))
    assert client.post(url, {"people": ids, "helper": "だれか"}).status_code == 403


def test_no_paper_for_the_public_names_anybody(house: Any, reception: Any) -> None:
    actions.put_on_residents(house.viewer, reception, list(house.people.values()))
    for kind in ("family", "flyer", "pin_sheet", "hall"):
        assert "髙橋" not in str(papers.SHEETS[kind][2](house.viewer, reception))
    assert "care" not in str([one for one in papers.tags(house.viewer, reception)["people"] if one["care"]])
