"""In, out and back: permitted, once, on record, with who and when."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django_scopes import scope

from tsukisoi.custody import actions, guidance, queries
from tsukisoi.custody.models import HandOut, Item
from tsukisoi.journal.models import Entry
from tsukisoi.journal.verify import verify
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db


def _entries(item: Any) -> list[str]:
    found = Entry.objects.filter(chain_kind="custody_item", chain_id=item.pk).order_by("seq")
    return list(found.values_list("action", flat=True))


def test_nothing_is_taken_in_without_a_basis(viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    with pytest.raises(actions.NoBasis) as refused:
        actions.take_in(viewer, person.pk, "my_number_card")
    assert "預かり証" in str(refused.value)
    assert not Item.objects.exists()


def test_what_lies_there_already_goes_on_a_dated_list_until_there_is_a_basis(viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    found = actions.take_in(viewer, person.pk, "my_number_card", found=True)
    assert found.put_right_by == today() + timedelta(days=30)
    assert list(queries.to_put_right(viewer)) == [found]
    actions.keep(viewer, person.pk, "papers", "facility", basis="contract", basis_on=today())
    assert list(queries.to_put_right(viewer)) == [found]
    actions.keep(viewer, person.pk, "card", "facility", basis="contract", basis_on=today())
    assert list(queries.to_put_right(viewer)) == []


def test_a_home_that_keeps_only_papers_takes_no_card(viewer: Any, home: Any, enrol: Any) -> None:
    home.custody = "certificates"
    home.save()
    person = enrol()
    with pytest.raises(actions.NoBasis):
        actions.take_in(viewer, person.pk, "my_number_card")
    assert actions.take_in(viewer, person.pk, "eligibility_certificate")


def test_dead_paper_is_not_taken_in_and_shown_for_removal(viewer: Any, enrol: Any) -> None:
    person = enrol()
    with pytest.raises(actions.NoBasis):
        actions.take_in(viewer, person.pk, "health_insurance_card")
    old = actions.take_in(viewer, person.pk, "health_insurance_card", found=True)
    over = actions.take_in(viewer, person.pk, "medical_voucher", valid_until=today() - timedelta(days=1))
    assert set(guidance.dead(viewer)) == {old, over}
    actions.give_back(viewer, old.pk, why="dead")
    assert list(guidance.dead(viewer)) == [over]


def test_papers_with_the_number_come_in_envelopes_only(viewer: Any, enrol: Any) -> None:
    person = enrol()
    with pytest.raises(ValidationError, match="封"):
        actions.take_in(viewer, person.pk, "sealed_number_paper")
    assert actions.take_in(viewer, person.pk, "sealed_number_paper", sealed=True)


def test_a_form_sent_twice_takes_in_once_and_a_second_card_is_refused(viewer: Any, enrol: Any) -> None:
    person, id = enrol(), new_id()
    first = actions.take_in(viewer, person.pk, "my_number_card", id=id)
    assert actions.take_in(viewer, person.pk, "my_number_card", id=id) == first
    with pytest.raises(actions.AlreadyHere):
        actions.take_in(viewer, person.pk, "my_number_card")
    assert Item.objects.count() == 1


def test_out_and_back(viewer: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit", where="みどり医院", due_at=now() + timedelta(hours=3))
    assert queries.where_is(viewer, card.resident_id).words == "受診（みどり医院）"
    assert [one.out for one in queries.items_of(viewer, card.resident_id)] == [out]
    actions.take_back(viewer, out.pk)
    actions.take_back(viewer, out.pk)
    assert queries.where_is(viewer, card.resident_id).words == "袋 01"
    assert _entries(card) == ["custody.take_in", "custody.hand_out", "custody.take_back"]
    assert verify(str(viewer.organisation)).sound


def test_the_second_is_told_who_has_it_since_when(viewer: Any, night: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    with pytest.raises(actions.AlreadyOut) as told:
        actions.hand_out(night, card.pk, why="urgent", emergency=True)
    assert (told.value.who, told.value.out) == (viewer.name, out)


def test_the_database_itself_allows_one_open_hand_out(viewer: Any, card: Any) -> None:
    actions.hand_out(viewer, card.pk, why="visit")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOut.objects.create(
            organisation_id=viewer.organisation, item=card, why="visit", out_at=now(), by=viewer.worker
        )


def test_the_same_form_twice_is_one_hand_out(viewer: Any, card: Any) -> None:
    id = new_id()
    first = actions.hand_out(viewer, card.pk, why="visit", id=id)
    assert actions.hand_out(viewer, card.pk, why="visit", id=id) == first
    assert HandOut.objects.count() == 1


def test_undo_within_ten_seconds_only_by_the_same_hand(viewer: Any, night: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    with pytest.raises(actions.TooLate):
        actions.undo(night, out.pk)
    assert actions.undo(viewer, out.pk).undone
    assert queries.outs(viewer) == []
    again = actions.hand_out(viewer, card.pk, why="visit")
    actions.take_back(viewer, again.pk)
    assert actions.undo(viewer, again.pk).back_at is None
    old = again.last_step.int - (60_000 << 80)
    HandOut.objects.filter(pk=again.pk).update(last_step=type(again.pk)(int=old))
    with pytest.raises(actions.TooLate):
        actions.undo(viewer, again.pk)
    assert _entries(card)[-1] == "custody.undo"


def test_who_is_not_appointed_hands_out_only_in_an_emergency(
    viewer: Any, night: Any, worker_in: Any, home: Any, card: Any
) -> None:
    actions.appoint(viewer, worker_in(home, "custodian", "k").pk, today())
    with pytest.raises(actions.NotAppointed):
        actions.hand_out(night, card.pk, why="visit")
    out = actions.hand_out(night, card.pk, why="urgent", emergency=True)
    assert queries.to_approve(viewer) == [out]
    actions.take_back(night, out.pk)
    actions.approve(viewer, out.pk)
    actions.approve(viewer, out.pk)
    assert queries.to_approve(viewer) == []
    assert _entries(card).count("custody.approve") == 1
    with pytest.raises(NotPermitted):
        actions.approve(night, out.pk)


def test_a_looker_moves_nothing(viewer: Any, home: Any, worker_in: Any, card: Any) -> None:
    from tsukisoi.staff.queries import viewer_of

    looker = viewer_of(worker_in(home, "viewer", "looker"))
    for do in (
        lambda: actions.hand_out(looker, card.pk, why="visit"),
        lambda: actions.hand_out(looker, card.pk, why="urgent", emergency=True),
        lambda: actions.give_back(looker, card.pk, why="person"),
        lambda: actions.take_in(looker, card.resident_id, "clinic_card"),
    ):
        with pytest.raises(NotPermitted):
            do()


def test_another_home_finds_nothing(viewer: Any, stranger: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    with scope(organisation=stranger.organisation):
        for do in (
            lambda: actions.hand_out(stranger, card.pk, why="visit"),
            lambda: actions.take_back(stranger, out.pk),
            lambda: actions.undo(stranger, out.pk),
            lambda: actions.approve(stranger, out.pk),
            lambda: actions.give_back(stranger, card.pk, why="person"),
            lambda: actions.take_in(stranger, card.resident_id, "clinic_card"),
        ):
            with pytest.raises(Http404):
                do()
        assert queries.outs(stranger) == [] and queries.everything(stranger) == []


def test_from_a_paper_slip_with_its_real_time(viewer: Any, card: Any) -> None:
    Item.objects.filter(pk=card.pk).update(taken_at=now() - timedelta(days=9))
    before = now() - timedelta(hours=9)
    out = actions.enter_later(viewer, card.pk, why="urgent", out_at=before, back_at=before + timedelta(hours=2))
    assert out.entered_later and out.out_at == before and out.back_at == before + timedelta(hours=2)
    entry = Entry.objects.filter(chain_id=card.pk, action="custody.hand_out").get()
    assert entry.occurred_at == before
    with pytest.raises(ValidationError, match="ほかの持ち出し"):
        actions.enter_later(viewer, card.pk, why="visit", out_at=before + timedelta(hours=1))
    with pytest.raises(ValidationError, match="これから"):
        actions.enter_later(viewer, card.pk, why="visit", out_at=now() + timedelta(hours=1))


def test_two_people_where_the_home_wants_it(viewer: Any, night: Any, card: Any) -> None:
    values = {"two_people": True, "night_place": "当直室の金庫", "loud_after": 60, "clean_up_days": 30}
    actions.set_house(viewer, values)
    with pytest.raises(ValidationError, match="2人"):
        actions.hand_out(viewer, card.pk, why="visit")
    with pytest.raises(ValidationError, match="ほかの職員"):
        actions.hand_out(viewer, card.pk, why="visit", second=viewer.worker)
    assert actions.hand_out(viewer, card.pk, why="visit", second=night.worker).second == night.worker


def test_what_is_not_back_in_time(viewer: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit", due_at=now() - timedelta(minutes=5))
    assert queries.overdue(viewer) == [out]
    actions.extend(viewer, out.pk, now() + timedelta(hours=1))
    assert queries.overdue(viewer) == []


@pytest.mark.parametrize(("why", "emergency"), [("ambulance", True), ("ambulance", False), ("urgent", True)])
def test_what_left_in_an_emergency_is_asked_after_a_day(viewer: Any, card: Any, why: str, emergency: bool) -> None:
    out = actions.hand_out(viewer, card.pk, why=why, emergency=emergency)
    assert queries.overdue(viewer) == []
    assert queries.overdue(viewer, now() + timedelta(hours=25)) == [out]


def test_short_stay_and_leaver(viewer: Any, enrol: Any) -> None:
    from tsukisoi.residents import actions as residents

    person = enrol()
    thing = actions.take_in(viewer, person.pk, "my_number_card", return_by=today())
    assert list(queries.to_give_back(viewer)) == [thing] and list(queries.left_behind(viewer)) == []
    residents.leave(viewer, person.pk, today())
    assert list(queries.left_behind(viewer)) == [thing]
    actions.hand_out(viewer, thing.pk, why="person")
    gone = actions.give_back(viewer, thing.pk, why="person", to="髙橋 キヨ")
    assert gone.ended_at and queries.outs(viewer) == [] and list(queries.left_behind(viewer)) == []
    assert actions.give_back(viewer, thing.pk, why="lost").ended_why == "person"
    pouch = queries.pouch_of(viewer, person.pk)
    assert pouch and actions.free_pouch(viewer, pouch.pk).resident_id is None


def test_text_that_looks_like_a_number_is_refused(viewer: Any, card: Any) -> None:
    from bench._number_detector import valid_number

    with pytest.raises(ValidationError):
        actions.hand_out(viewer, card.pk, why="visit", where=valid_number())
    assert queries.outs(viewer) == []


def test_many_at_once_with_and_without_a_basis(viewer: Any, enrol: Any) -> None:
    people = [enrol(f"人 {n}", str(n), basis=n % 3 != 0).pk for n in range(9)]
    assert len(actions.take_in_many(viewer, people, "my_number_card", found=False)) == 6
    assert len(actions.take_in_many(viewer, people, "my_number_card", found=True)) == 3
    assert actions.take_in_many(viewer, people, "my_number_card", found=True) == []
    assert [place.number for place in queries.places(viewer, "pouch")] == list(range(1, 10))
    assert len(queries.to_put_right(viewer)) == 3


@pytest.mark.parametrize(
    ("room", "typed"), [("103", "１０３"), ("103", "ぬわあ"), ("ゆり", "ゆり"), ("201-A", "２０１-A")]
)
def test_a_room_is_found_however_it_is_typed(viewer: Any, enrol: Any, room: str, typed: str) -> None:
    item = actions.take_in(viewer, enrol(room=room).pk, "my_number_card")
    assert [one.item for one in queries.of_room(viewer, typed)] == [item]
