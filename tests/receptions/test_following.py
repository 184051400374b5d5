"""After the day: to the card in the hand, a letter that came back, the facility alone, and the money."""

from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.deliveries import queries as waiting
from tsukisoi.receptions import actions, money, queries
from tsukisoi.receptions.models import Mark

from .conftest import AGREED

pytestmark = pytest.mark.django_db


def _states(house: Any, held: Any) -> list[str]:
    return [one.code for one in queries.progress(house.viewer, held)]


def test_many_at_once_to_the_card_in_the_hand(house: Any, held: Any, client: Any) -> None:
    people = [str(one.pk) for one in queries.people(house.viewer, held)]
    url = reverse("receptions:after", args=[held.pk])
    for code, on in (("applied", "2026-11-04"), ("to_jlis", "2026-11-06"), ("arrived", "2026-11-18")):
        client.post(url, {"people": people, "code": code, "on": on})
    assert client.post(url, {"people": people, "code": "set_up", "on": "2027-01-01"}).status_code == 422
    assert _states(house, held) == ["arrived", "arrived"]
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.way == "mail"
    client.post(url, {"people": people[:1], "code": "in_hand", "on": "2026-11-22"})
    assert _states(house, held) == ["in_hand", "arrived"]
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is None
    assert waiting.past(house.viewer, house.people["kiyo"])[0].outcome == "handed_over"


def test_the_same_mark_twice_is_one_and_a_corrected_day_is_kept(house: Any, held: Any) -> None:
    people = queries.people(house.viewer, held)
    assert actions.set_mark(house.viewer, people, "applied", date(2026, 11, 4)) == 2
    assert actions.set_mark(house.viewer, people, "applied", date(2026, 11, 4)) == 0
    actions.set_mark(house.viewer, people, "applied", date(2026, 11, 5))
    assert set(Mark.objects.values_list("on", flat=True)) == {date(2026, 11, 5)}


def test_a_letter_that_came_back_warns_until_its_last_day(house: Any, held: Any, client: Any) -> None:
    one = queries.people(house.viewer, held)[:1]
    for code, day in (("applied", 4), ("mailed", 10), ("returned", 20)):
        actions.set_mark(house.viewer, one, code, date(2026, 11, day))
    found = queries.progress(house.viewer, held)[0]
    assert found.urgent and found.destroy_on is None
    assert "わからない" in client.get(reverse("receptions:after", args=[held.pk])).content.decode()
    client.post(reverse("receptions:keeps", args=[held.pk]), {"days": "90", "source": "住民課へ電話"})
    found = queries.progress(house.viewer, held)[0]
    assert found.destroy_on == date(2027, 2, 18)
    assert "もどったカード" in client.get(reverse("today:today")).content.decode()
    actions.set_mark(house.viewer, one, "notified", date(2026, 11, 21))
    assert not queries.progress(house.viewer, held)[0].urgent
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.way == "proxy"


def test_a_reception_is_over_when_every_card_is_or_is_explained(
    house: Any, held: Any, reception: Any, client: Any
) -> None:
    kiyo, toru = queries.people(house.viewer, held)
    url = reverse("receptions:end", args=[held.pk])
    assert f'href="{url}"' in client.get(reverse("receptions:after", args=[held.pk])).content.decode()
    actions.set_mark(house.viewer, [kiyo, toru], "applied", date(2026, 11, 4))
    actions.set_mark(house.viewer, [kiyo], "in_hand", date(2026, 11, 20))
    refused = client.post(url, {"why": ""})
    assert refused.status_code == 422 and "川北 透" in refused.content.decode()
    for _again in range(2):
        assert client.post(url, {"why": "川北市の窓口で受け取る"}).status_code == 302
    assert queries.reception(house.viewer, held.pk).stage == "closed"
    assert held.pk not in [one.pk for one in queries.receptions(house.viewer, open_only=True)]
    with pytest.raises(ValidationError, match="まだ来ていません"):
        actions.close(house.viewer, reception, "早い")


def test_whose_papers_were_short_collects_the_card(house: Any, held: Any) -> None:
    cases.choose_way(house.viewer, house.people["kiyo"], "visiting_support")  # as the desk of the day does
    actions.set_mark(house.viewer, queries.people(house.viewer, held), "applied", date(2026, 11, 4))
    ways = [waiting.open_of(house.viewer, house.people[key]).delivery.way for key in ("kiyo", "toru")]
    assert ways == ["proxy", "mail"]


def test_whose_papers_were_short_has_a_next_step_of_their_own(house: Any, held: Any, client: Any) -> None:
    kiyo, toru = queries.people(house.viewer, held)
    actions.set_mark(house.viewer, [kiyo, toru], "applied", date(2026, 11, 4))
    actions.set_mark(house.viewer, [kiyo], "support", date(2026, 11, 4))
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.way == "proxy"
    actions.set_mark(house.viewer, [kiyo, toru], "set_up", date(2026, 11, 18))
    assert [one.next for one in queries.progress(house.viewer, held)] == [
        "市区町村：交付通知書を送る", "市区町村：カードを送る"
    ]  # fmt: skip
    actions.set_mark(house.viewer, [kiyo], "notice", date(2026, 11, 19))
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.notice_on == date(2026, 11, 19)
    page = client.get(reverse("receptions:after", args=[held.pk])).content.decode()
    assert (
        "受け取る日を決める（窓口か代理人）" in page and reverse("deliveries:person", args=[kiyo.resident_id]) in page
    )
    assert "1人は、書類が足りず申請サポートになりました" in page
    for code in ("notice", "set_up", "support"):
        mark = Mark.objects.get(listed=kiyo, code=code)
        actions.take_back(house.viewer, kiyo, mark.pk)
    row = waiting.open_of(house.viewer, house.people["kiyo"]).delivery
    assert (row.way, row.notice_on) == ("mail", None)


def test_the_towns_side_marks_whose_papers_were_short(house: Any, held: Any, town_hall: Any) -> None:
    made = actions.hand_over(house.viewer, held, delete_on=date(2027, 3, 1))
    with scope(organisation=town_hall.organisation):
        found, _opened = actions.take(town_hall, made.content, made.code)
        first = queries.people(town_hall, found)[:1]
        for code, day in (("applied", 4), ("support", 4), ("arrived", 18)):
            actions.set_mark(town_hall, first, code, date(2026, 11, day))
        told = queries.progress(town_hall, found)[0]
        assert told.short and told.next == "交付前の設定をし、交付通知書を送る"
        actions.set_mark(town_hall, first, "notice", date(2026, 11, 20))
        assert queries.progress(town_hall, found)[0].next == "施設：受け取る日を決める（窓口か代理人）"


def test_who_is_registered_elsewhere_has_the_days_of_that_town(house: Any, held: Any) -> None:
    kiyo, toru = queries.people(house.viewer, held)
    assert toru.elsewhere and not kiyo.elsewhere
    actions.set_lead_time(house.viewer, "みどり野町", "keep_returned", 90, "住民課へ電話")
    actions.set_lead_time(house.viewer, "川北市", "keep_returned", 30, "市民課へ電話")
    actions.set_mark(house.viewer, [kiyo, toru], "returned", date(2026, 11, 20))
    ends = [one.destroy_on for one in queries.progress(house.viewer, held)]
    assert ends == [date(2027, 2, 18), date(2026, 12, 20)]


def test_lost_means_a_new_turn_and_the_old_one_stays(house: Any, held: Any) -> None:
    one = queries.people(house.viewer, held)[:1]
    for code in ("applied", "returned", "destroyed", "again", "applied"):
        actions.set_mark(house.viewer, one, code, date(2026, 11, 20))
    found = queries.progress(house.viewer, held)[0]
    assert [mark.code for mark in found.marks] == ["again", "applied"] and found.marks[0].turn == 2
    assert Mark.objects.filter(turn=1).count() == 3


def test_the_record_of_one_person_presses(house: Any, held: Any, client: Any) -> None:
    one = queries.people(house.viewer, held)[0]
    actions.set_mark(house.viewer, [one], "applied", date(2026, 11, 4))
    answer = client.post(reverse("receptions:record", args=[one.pk]))
    assert answer.content.startswith(b"%PDF")


def test_the_facility_alone_opens_the_later_delivery(house: Any, alone: Any, client: Any) -> None:
    one = queries.people(house.viewer, alone)[0]
    url = reverse("receptions:support", args=[one.pk])
    sent = {"form": "qr", "filled_by": "本人", "photo_on": "2026-11-04", "channel": "online", "sent_on": "2026-11-05"}
    assert client.post(url, sent | {"sent_on": ""}).status_code == 422
    client.post(url, sent)
    assert queries.progress(house.viewer, alone)[0].on("applied") == date(2026, 11, 5)
    delivery = waiting.open_of(house.viewer, house.people["kiyo"]).delivery
    assert (delivery.way, delivery.applied_on) == ("proxy", date(2026, 11, 5))
    assert "オンライン" in client.get(reverse("receptions:alone", args=[alone.pk])).content.decode()


def _claim(house: Any, reception: Any, **said: Any) -> Any:
    usual = {"method": "reward", "consulted_on": date(2026, 11, 1), "consulted_with": "住民課", "own_account": True,
             "yen_support": 4000, "yen_proxy": 4000, "invoiced_on": None}  # fmt: skip
    return actions.set_claim(house.viewer, reception, **{**usual, **said})


def _lines(house: Any, reception: Any) -> list[money.ClaimLine]:
    return queries.claim_lines(house.viewer, reception)


def _help(house: Any, alone: Any) -> None:
    for one in queries.people(house.viewer, alone):
        actions.set_support(
            house.viewer, one, form="qr", filled_by="本人", photo_on=None, channel="post", sent_on=date(2026, 11, 5)
        )


def test_what_counts_and_what_the_town_will_refuse(house: Any, alone: Any) -> None:
    _help(house, alone)
    assert {line.refused for line in _lines(house, alone)} == {"市区町村とまだ協議していません。"}
    _claim(house, alone, consulted_on=date(2026, 11, 10))
    assert all("協議より前" in line.refused for line in _lines(house, alone))
    _claim(house, alone, own_account=False)
    assert all("口座" in line.refused for line in _lines(house, alone))
    _claim(house, alone)
    assert [line.refused for line in _lines(house, alone)] == ["", ""] and money.total(_lines(house, alone)) == 8000
    for key in ("kiyo", "toru"):
        deliveries.end(house.viewer, house.people[key], "handed_over", date(2026, 11, 20))
    refused = {line.work.listed.name: line.refused for line in _lines(house, alone) if line.work.kind == "proxy"}
    assert refused["髙橋 キヨ"] == "" and "ほかの市区町村" in refused["川北 透"]
    assert money.total(_lines(house, alone)) == 12000


def test_a_pick_up_counts_once_where_its_application_was_made(house: Any, alone: Any) -> None:
    agreed = {**AGREED, "kind": "application_support", "staffed_by": "facility", "on": date(2026, 11, 10)}
    later = actions.open_reception(house.viewer, **agreed)
    actions.put_on_residents(house.viewer, later, [house.people["kiyo"]])
    for one in (alone, later):
        _claim(house, one)
    kiyo = queries.people(house.viewer, later)[0]
    actions.set_support(
        house.viewer, kiyo, form="qr", filled_by="本人", photo_on=None, channel="post", sent_on=date(2026, 11, 11)
    )
    deliveries.end(house.viewer, house.people["kiyo"], "handed_over", date(2026, 11, 20))
    first, second = (
        [line.refused for line in _lines(house, one) if line.work.kind == "proxy"] for one in (alone, later)
    )
    assert second == [""] and money.total(_lines(house, alone)) == 0
    assert "11月10日" in first[0] and "その受付で数えます" in first[0]
    deliveries.begin(house.viewer, house.people["kiyo"], way="proxy")  # no second application: the card is another's
    deliveries.end(house.viewer, house.people["kiyo"], "handed_over", date(2026, 11, 22))
    lines = [line.refused for line in _lines(house, later) if line.work.kind == "proxy"]
    assert lines == ["", "この申請の受け取りは、もう数えています。"]


def test_a_day_on_which_the_town_came_is_not_the_houses_support(house: Any, held: Any) -> None:
    actions.set_mark(house.viewer, queries.people(house.viewer, held), "applied", date(2026, 11, 4))
    assert all("市区町村や委託事業者が来た" in line.refused for line in _lines(house, held))  # no consultation mends it
    _claim(house, held)
    assert all("市区町村や委託事業者が来た" in line.refused for line in _lines(house, held))


@pytest.mark.parametrize("kind", ["report", "invoice"])
def test_nothing_is_claimed_before_there_is_something_to_pay(house: Any, alone: Any, client: Any, kind: str) -> None:
    _help(house, alone)
    answer = client.post(reverse("receptions:paper", args=[alone.pk, kind]), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("receptions:claim", args=[alone.pk])
    assert "まだ出せません" in answer.content.decode()
    _claim(house, alone, yen_support=None)
    assert (
        "application/pdf" not in client.post(reverse("receptions:paper", args=[alone.pk, kind])).headers["Content-Type"]
    )


def test_the_claims_page_and_papers(house: Any, alone: Any, client: Any) -> None:
    _help(house, alone)
    url = reverse("receptions:claim", args=[alone.pk])
    assert "まだ協議していません" in client.get(url).content.decode()
    sent = {"consulted_on": "2026-11-01", "consulted_with": "住民課", "method": "reward", "yen_support": "4000",
            "yen_proxy": "4000", "own_account": "on"}  # fmt: skip
    assert client.post(url, sent | {"consulted_on": "2030-01-01"}).status_code == 422
    assert "8000" in client.post(url, sent, follow=True).content.decode()
    for kind in ("report", "invoice"):
        made = client.post(reverse("receptions:paper", args=[alone.pk, kind]))
        assert made.content.startswith(b"%PDF")


def test_the_round_goes_by_time_and_address(house: Any, client: Any) -> None:
    made = actions.open_reception(house.viewer, **{**AGREED, "kind": "home_visit_reception", "place": "本町地区"})
    for name, address, at in (("乙", "本町2", None), ("甲", "本町1", None), ("丙", "本町9", time(9, 30))):
        actions.put_on(house.viewer, made, name=name, address=address, call_at=at, privacy="名札を外す")
    text = client.get(reverse("receptions:round", args=[made.pk])).content.decode()
    assert text.index("丙") < text.index("甲") < text.index("乙") and "名札を外す" in text


def test_the_other_side_keeps_its_own_marks_without_any_resident(house: Any, held: Any, town_hall: Any) -> None:
    made = actions.hand_over(house.viewer, held, delete_on=date(2027, 3, 1))
    with scope(organisation=town_hall.organisation):
        found, _opened = actions.take(town_hall, made.content, made.code)
        actions.set_mark(town_hall, queries.people(town_hall, found), "arrived", date(2026, 11, 20))
        assert [one.code for one in queries.progress(town_hall, found)] == ["arrived", "arrived"]
    assert _states(house, held) == ["", ""]


def test_a_day_to_come_is_refused(house: Any, held: Any) -> None:
    with pytest.raises(ValidationError):
        actions.set_mark(house.viewer, queries.people(house.viewer, held), "applied", date(2026, 12, 1))


IMPOSSIBLE = [
    ((), "applied", 3, "受付の日（11月4日（水））より前"),
    ((), "to_jlis", 6, "髙橋 キヨさんは、「申請した」がまだ"),
    ((), "mailed", 6, "「申請した」がまだ書かれていません"),
    ((("applied", 10),), "to_jlis", 9, "「申請した」は 11月10日（火）です。それより前"),
    ((("applied", 5), ("to_jlis", 10)), "arrived", 9, "「J-LISへ送った」は 11月10日（火）です。それより前"),
    ((("applied", 5), ("arrived", 15)), "in_hand", 14, "「カードが市区町村に届いた」は 11月15日（日）です。それより前"),
    ((("applied", 5), ("to_jlis", 10)), "applied", 11, "「J-LISへ送った」は 11月10日（火）です。それよりあと"),
    ((("applied", 5), ("destroyed", 15)), "again", 14, "「廃棄された」は 11月15日（日）です。それより前"),
    ((("applied", 5), ("destroyed", 15), ("again", 16)), "applied", 15, "「申請しなおす」は 11月16日（月）です"),
    ((("applied", 5), ("destroyed", 15), ("again", 16)), "to_jlis", 17, "「申請した」がまだ書かれていません"),
]


@pytest.mark.parametrize(("before", "code", "day", "told"), IMPOSSIBLE)
def test_what_cannot_have_happened_is_refused_with_the_reason(
    house: Any, held: Any, client: Any, before: Any, code: str, day: int, told: str
) -> None:  # fmt: skip
    kiyo = queries.people(house.viewer, held)[0]
    for mark, on in before:
        actions.set_mark(house.viewer, [kiyo], mark, date(2026, 11, on))
    sent = {"people": [str(kiyo.pk)], "code": code, "on": f"2026-11-{day:02}"}
    refused = client.post(reverse("receptions:after", args=[held.pk]), sent)
    assert refused.status_code == 422 and told in refused.content.decode()
    assert Mark.objects.count() == len(before)


def test_steps_that_nobody_wrote_stand_in_nobodys_way(house: Any, held: Any) -> None:
    kiyo, toru = queries.people(house.viewer, held)
    actions.set_mark(house.viewer, [kiyo, toru], "applied", date(2026, 11, 4))
    actions.set_mark(house.viewer, [kiyo], "in_hand", date(2026, 11, 20))
    actions.set_mark(house.viewer, [toru], "support", date(2026, 11, 4))
    actions.set_mark(house.viewer, [toru], "returned", date(2026, 11, 20))
    actions.set_mark(house.viewer, [toru], "in_hand", date(2026, 11, 21))
    assert _states(house, held) == ["in_hand", "in_hand"]
