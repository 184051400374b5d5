"""A mark set by mistake: given another day, or taken back with what followed from it, while nothing rests on it."""

import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cards import queries as cards
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.deliveries import queries as waiting
from tsukisoi.journal.models import Entry
from tsukisoi.receptions import actions, queries
from tsukisoi.receptions.models import Mark
from tsukisoi.residents import queries as residents
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
APPLIED, LATER = date(2026, 11, 4), date(2026, 11, 20)


def _mark(house: Any, held: Any, code: str, on: date = LATER) -> Any:
    kiyo = queries.people(house.viewer, held)[0]
    actions.set_mark(house.viewer, [kiyo], code, on)
    return kiyo, Mark.objects.get(listed=kiyo, code=code, taken_back_at=None)


def _applied_fact(house: Any) -> Any:
    kiyo = house.people["kiyo"]
    return residents.known_values(house.viewer, [kiyo], ["card.applied"]).get(kiyo, {}).get("card.applied")


def test_an_application_taken_back_leaves_nothing_of_it(house: Any, held: Any, client: Any) -> None:
    kiyo, mark = _mark(house, held, "applied", APPLIED)
    assert _applied_fact(house) == "2026-11-04"
    page = client.get(reverse("receptions:course", args=[kiyo.pk])).content.decode()
    address = reverse("receptions:take_back", args=[kiyo.pk])
    assert f"{address}?mark={mark.pk}" in page
    asked = client.get(address, {"mark": mark.pk}).content.decode()
    assert "受取の記録も、なくなります" in asked
    for _again in range(2):  # sent twice it is taken back once
        client.post(address, {"mark": mark.pk, "why": "人をまちがえた"}, follow=True)
    assert queries.progress(house.viewer, held)[0].code == ""
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is None and _applied_fact(house) is None
    entries = Entry.objects.filter(action="receptions.take_back")
    assert [one.corrects for one in entries] == [mark.entry]
    told = client.get(reverse("receptions:course", args=[kiyo.pk])).content.decode()
    assert "取り消した" in told and "申請した" in told
    actions.set_mark(house.viewer, [kiyo], "applied", APPLIED)  # and it may be written again
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is not None


def test_a_card_in_the_hand_by_mistake_waits_again(house: Any, held: Any) -> None:
    _mark(house, held, "applied", APPLIED)
    kiyo, mark = _mark(house, held, "in_hand")
    resident = house.people["kiyo"]
    assert "insurance.card_held" in residents.known_values(house.viewer, [resident], ["insurance.card_held"])[resident]
    actions.take_back(house.viewer, kiyo, mark.pk)
    assert waiting.open_of(house.viewer, resident).delivery.applied_on == APPLIED
    assert cards.events(house.viewer, resident) == [] and _applied_fact(house) == "2026-11-04"
    assert not residents.known_values(house.viewer, [resident], ["insurance.card_held", "card.issued"]).get(resident)
    assert "my_number_card" not in residents.documents(house.viewer, residents.person(house.viewer, resident))


@pytest.mark.parametrize("code", ["returned", "destroyed"])
def test_mail_that_did_not_come_back_after_all(house: Any, held: Any, code: str) -> None:
    _mark(house, held, "applied", APPLIED)
    kiyo, mark = _mark(house, held, code)
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is None
    actions.take_back(house.viewer, kiyo, mark.pk)
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.way == "mail"
    assert _applied_fact(house) == "2026-11-04" and not queries.progress(house.viewer, held)[0].urgent


def test_what_rests_on_it_is_taken_back_first(house: Any, held: Any, client: Any) -> None:
    kiyo, applied = _mark(house, held, "applied", APPLIED)
    _mark(house, held, "mailed")
    address = reverse("receptions:take_back", args=[kiyo.pk])
    asked = client.get(address, {"mark": applied.pk}).content.decode()
    assert "「カードを送った」（11月20日（金））があります" in asked and 'name="why"' not in asked
    refused = client.post(address, {"mark": applied.pk, "why": ""})
    assert refused.status_code == 422 and Mark.objects.filter(taken_back_at=None).count() == 2
    actions.set_mark(house.viewer, [kiyo], "again", LATER)
    mailed = Mark.objects.get(code="mailed")
    with pytest.raises(ValidationError, match="申請しなおす"):
        actions.take_back(house.viewer, kiyo, mailed.pk)


def test_a_delivery_that_has_gone_on_stands_in_the_way(house: Any, held: Any) -> None:
    kiyo, applied = _mark(house, held, "applied", APPLIED)
    deliveries.notice_came(house.viewer, house.people["kiyo"], on=LATER, applied_on=APPLIED)
    with pytest.raises(ValidationError, match="受取のページ"):
        actions.take_back(house.viewer, kiyo, applied.pk)
    assert waiting.open_of(house.viewer, house.people["kiyo"]) and applied.pk in {
        one.pk for one in queries.marks_of(house.viewer, kiyo) if one.taken_back_at is None
    }


def test_a_card_of_which_more_is_known_stands_in_the_way(house: Any, held: Any) -> None:
    from tsukisoi.cards import actions as card_actions

    _mark(house, held, "applied", APPLIED)
    kiyo, mark = _mark(house, held, "in_hand")
    card_actions.read_dates(house.viewer, house.people["kiyo"], {"card.expires": date(2036, 2, 1)})
    with pytest.raises(ValidationError, match="カードのページ"):
        actions.take_back(house.viewer, kiyo, mark.pk)


def test_what_was_begun_elsewhere_stays(house: Any, held: Any) -> None:
    deliveries.begin(house.viewer, house.people["kiyo"], way="proxy", applied_on=APPLIED)
    kiyo, mark = _mark(house, held, "applied", APPLIED)
    actions.take_back(house.viewer, kiyo, mark.pk)
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.applied_on == APPLIED


def test_another_day_moves_what_followed(house: Any, held: Any) -> None:
    _mark(house, held, "applied", APPLIED)
    _mark(house, held, "applied", date(2026, 11, 5))
    assert waiting.open_of(house.viewer, house.people["kiyo"]).delivery.applied_on == date(2026, 11, 5)
    assert _applied_fact(house) == "2026-11-05"
    _mark(house, held, "in_hand")
    _mark(house, held, "in_hand", date(2026, 11, 21))
    assert waiting.past(house.viewer, house.people["kiyo"])[0].closed_on == date(2026, 11, 21)
    assert [one.on for one in cards.events(house.viewer, house.people["kiyo"])] == [date(2026, 11, 21)]
    last = Entry.objects.filter(action="receptions.mark").order_by("-at", "-seq").first()
    assert last is not None and last.corrects is not None


def test_another_day_of_the_mail_that_came_back_leaves_what_began_since(house: Any, held: Any) -> None:
    _mark(house, held, "applied", APPLIED)
    _mark(house, held, "returned")
    _mark(house, held, "notified", date(2026, 11, 21))
    _mark(house, held, "returned", date(2026, 11, 19))
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is not None
    assert waiting.past(house.viewer, house.people["kiyo"])[0].closed_on == date(2026, 11, 19)
    kiyo, mark = _mark(house, held, "in_hand", date(2026, 11, 22))
    deliveries.begin(house.viewer, house.people["kiyo"])
    with pytest.raises(ValidationError, match="つぎの受取"):
        actions.set_mark(house.viewer, [kiyo], "in_hand", date(2026, 11, 23))
    assert Mark.objects.get(pk=mark.pk).on == date(2026, 11, 22)


def test_sent_by_the_house_and_not_sent_after_all(house: Any, alone: Any, client: Any) -> None:
    one = queries.people(house.viewer, alone)[0]
    said = {"form": "qr", "filled_by": "本人", "photo_on": None, "channel": "post", "sent_on": APPLIED}
    actions.set_support(house.viewer, one, **said)
    mark = Mark.objects.get(code="applied")
    asked = client.get(reverse("receptions:take_back", args=[one.pk]), {"mark": mark.pk}).content.decode()
    assert "送りかたと送った日もなくなります" in asked
    actions.take_back(house.viewer, one, mark.pk)
    assert queries.support(house.viewer, one).sent_on is None
    actions.set_support(house.viewer, one, **said)
    actions.set_support(house.viewer, one, **{**said, "channel": "", "sent_on": None})
    assert queries.progress(house.viewer, alone)[0].code == ""
    assert waiting.open_of(house.viewer, house.people["kiyo"]) is None


def test_who_may_not_and_who_is_elsewhere(
    house: Any,
    held: Any,
    client: Any,
    home: Any,
    worker_in: Any,
    town_hall: Any,
) -> None:
    kiyo, mark = _mark(house, held, "applied", APPLIED)
    address = reverse("receptions:take_back", args=[kiyo.pk])
    reader = worker_in(home, "viewer", "reader")
    with pytest.raises(NotPermitted):
        actions.take_back(viewer_of(reader), kiyo, mark.pk)
    client.force_login(reader)
    assert client.post(address, {"mark": mark.pk}).status_code == 403
    assert "取り消す" not in client.get(reverse("receptions:course", args=[kiyo.pk])).content.decode()
    made = actions.hand_over(house.viewer, held, delete_on=date(2027, 3, 1))
    with scope(organisation=town_hall.organisation):
        found, _opened = actions.take(town_hall, made.content, made.code)
        theirs = queries.people(town_hall, found)[0]
        actions.set_mark(town_hall, [theirs], "arrived", LATER)
        own = Mark.objects.get(code="arrived")
        actions.take_back(town_hall, theirs, own.pk)
        assert queries.progress(town_hall, found)[0].code == ""
    from tsukisoi.staff.models import Organisation

    client.force_login(worker_in(Organisation.objects.get(pk=town_hall.organisation), "clerk", "theirs"))
    assert client.get(address, {"mark": mark.pk}).status_code == 404
    assert client.post(address, {"mark": mark.pk}).status_code == 404


def test_a_number_in_the_reason_is_refused_and_nothing_is_taken_back(house: Any, held: Any, client: Any) -> None:
    kiyo, mark = _mark(house, held, "applied", APPLIED)
    address = reverse("receptions:take_back", args=[kiyo.pk])
    answer = client.post(address, {"mark": mark.pk, "why": "123456789018"})
    assert answer.status_code == 422 and Mark.objects.get(pk=mark.pk).taken_back_at is None
    assert client.get(address, {"mark": "x"}, follow=True).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_it_back_once(house: Any, held: Any) -> None:
    kiyo, mark = _mark(house, held, "applied", APPLIED)
    done: list[bool] = []

    def press() -> None:
        with scope(organisation=house.viewer.organisation):
            done.append(actions.take_back(house.viewer, kiyo, mark.pk))
        connection.close()

    presses = [threading.Thread(target=press) for _hand in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(done) == [False, True]
    assert Entry.objects.filter(action="receptions.take_back").count() == 1


def test_a_letter_mailed_again_leaves_the_first_to_be_read(house: Any, held: Any, client: Any) -> None:
    _mark(house, held, "applied", APPLIED)
    for code, day in (("mailed", 8), ("returned", 12), ("notified", 13), ("mailed", 15), ("returned", 19)):
        kiyo, mark = _mark(house, held, code, date(2026, 11, day))
    found = queries.progress(house.viewer, held)[0]
    assert [(one.code, one.on.day) for one in found.marks] == [("applied", 4), ("mailed", 15), ("returned", 19)]
    page = client.get(reverse("receptions:course", args=[kiyo.pk])).content.decode()
    assert page.count("前に送ったとき") == 3 and "取り消した" not in page
    assert all(f"11月{day}日" in page for day in (8, 12, 13, 15, 19))
    assert client.post(reverse("receptions:record", args=[kiyo.pk])).content.startswith(b"%PDF")
    mailed = Mark.objects.get(code="mailed", taken_back_at=None)
    with pytest.raises(ValidationError, match="郵便がもどった"):
        actions.take_back(house.viewer, kiyo, mailed.pk)
    actions.take_back(house.viewer, kiyo, mark.pk)
    asked = client.get(reverse("receptions:take_back", args=[kiyo.pk]), {"mark": mailed.pk}).content.decode()
    assert "前に送ったときの記録が、またいまの記録になります" in asked
    actions.take_back(house.viewer, kiyo, mailed.pk)
    found = queries.progress(house.viewer, held)[0]
    assert [(one.code, one.on.day) for one in found.marks] == [
        ("applied", 4), ("mailed", 8), ("returned", 12), ("notified", 13)
    ]  # fmt: skip


def test_a_letter_mailed_again_waits_by_mail(house: Any, held: Any) -> None:
    _mark(house, held, "applied", APPLIED)
    for code, day in (("mailed", 8), ("returned", 12), ("mailed", 15)):
        kiyo, mark = _mark(house, held, code, date(2026, 11, day))
    resident = house.people["kiyo"]
    assert waiting.open_of(house.viewer, resident).delivery.way == "mail"
    actions.set_mark(house.viewer, [kiyo], "mailed", date(2026, 11, 16))  # another day of the same
    assert waiting.open_of(house.viewer, resident).delivery.way == "mail" and mark.turn == 1
    _kiyo, hand = _mark(house, held, "in_hand")
    assert [one.outcome for one in waiting.past(house.viewer, resident)] == ["handed_over", "returned"]
    actions.take_back(house.viewer, kiyo, hand.pk)
    actions.take_back(house.viewer, kiyo, mark.pk)
    assert waiting.open_of(house.viewer, resident) is None
    assert [one.code for one in queries.progress(house.viewer, held)[0].marks] == ["applied", "mailed", "returned"]
