"""What stands when a keeping is changed, and how one may end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tsukisoi.custody import actions, queries
from tsukisoi.custody.models import HandOut, Item, Keeping
from tsukisoi.journal import queries as journal
from tsukisoi.residents import actions as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.today import custody as lines

pytestmark = pytest.mark.django_db


def _sign(viewer: Any, person: Any, matters: Any = ("card", "papers")) -> Any:
    return actions.sign(
        viewer, person.pk, {"clauses": list(matters)}, how="typed", capacity="self", signer="髙橋 キヨ",
        signed_on=today(), matters=matters,
    )  # fmt: skip


def _standing(person: Any) -> Any:
    return Keeping.objects.get(resident_id=person.pk, matter="card", ended_on=None)


def test_a_signed_receipt_stays_when_only_the_place_changes(desk: Client, viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    made = _sign(viewer, person)
    page = reverse("custody:keep", args=[person.pk, "card"])
    assert 'value="receipt"' in desk.get(page).text
    for basis in ("receipt", "", "contract"):
        desk.post(page, {"keeper": "facility", "basis": basis, "where": f"事務室{basis}"})
        kept = _standing(person)
        assert (kept.basis, kept.agreement_id, kept.basis_on) == ("receipt", made.pk, today())
    actions.contract_for(viewer, [person.pk], "card", today())
    assert _standing(person).agreement_id == made.pk


def test_who_keeps_it_alone_is_told_what_the_home_still_has(desk: Client, viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    _sign(viewer, person)
    card = actions.take_in(viewer, person.pk, "my_number_card")
    page = desk.post(reverse("custody:keep", args=[person.pk, "card"]), {"keeper": "self", "where": ""}, follow=True)
    assert "まだ施設に、マイナンバーカードがあります" in page.text
    assert list(queries.to_put_right(viewer)) == [card]
    _sign(viewer, person, ["card"])
    assert list(queries.to_put_right(viewer)) == []


@pytest.mark.parametrize("why", ["person", "family", "office", "dead", "mistake"])
def test_what_is_out_comes_back_first(viewer: Any, card: Any, why: str) -> None:
    actions.hand_out(viewer, card.pk, why="visit", where="みどり医院")
    with pytest.raises(ValidationError):
        actions.give_back(viewer, card.pk, why=why, to="髙橋", consent=True)
    assert Item.objects.get().ended_at is None and HandOut.objects.get().back_at is None


def test_what_was_lost_outside_did_not_come_back(desk: Client, viewer: Any, card: Any) -> None:
    actions.hand_out(viewer, card.pk, why="visit", where="みどり医院")
    actions.give_back(viewer, card.pk, why="lost")
    assert HandOut.objects.get().never_back
    assert "戻らず" in desk.get(reverse("custody:item", args=[card.pk])).text


def test_a_card_is_never_disposed_of_and_paper_only_when_dead(viewer: Any, enrol: Any, card: Any) -> None:
    good = actions.take_in(viewer, card.resident_id, "clinic_card")
    over = actions.take_in(viewer, card.resident_id, "medical_voucher", valid_until=today() - timedelta(days=1))
    for thing in (card, good):
        with pytest.raises(ValidationError, match="処分"):
            actions.give_back(viewer, thing.pk, why="dead")
    assert actions.give_back(viewer, over.pk, why="dead").ended_why == "dead"


def test_to_the_family_with_name_and_consent(desk: Client, viewer: Any, card: Any) -> None:
    page = reverse("custody:give_back", args=[card.pk])
    assert not Item.objects.exclude(ended_at=None).exists()
    shown = desk.get(reverse("custody:item", args=[card.pk]))
    assert "checked" not in str(shown.context["form"]["why"]) and 'value="dead"' not in str(
        shown.context["form"]["why"]
    )
    assert "選んで" in desk.post(page, {"to": "髙橋 一郎"}).text
    assert "同意" in desk.post(page, {"why": "family", "to": "髙橋 一郎"}).text
    assert not Item.objects.exclude(ended_at=None).exists()
    assert desk.post(page, {"why": "family", "to": "髙橋 一郎", "consent": "on"}).status_code == 302
    assert journal.about(viewer, "custody_item", card.pk)


def test_to_the_dead_nothing_is_returned(desk: Client, viewer: Any, card: Any) -> None:
    residents.die(viewer, card.resident_id, today())
    assert 'value="person"' not in str(desk.get(reverse("custody:item", args=[card.pk])).context["form"]["why"])
    with pytest.raises(ValidationError, match="亡くなられた"):
        actions.give_back(viewer, card.pk, why="person", to="髙橋 キヨ")
    assert actions.give_back(viewer, card.pk, why="family", to="髙橋 一郎").ended_to == "髙橋 一郎"


def test_a_home_that_no_longer_keeps_lists_what_it_still_has(
    desk: Client, viewer: Any, home: Any, enrol: Any, card: Any
) -> None:
    assert not [line for line in lines.lines(viewer) if line.kind == "custody_against"]
    found = actions.take_in(viewer, enrol("山田 花", "104", basis=False).pk, "my_number_card", found=True)
    home.custody = "nothing"
    home.save()
    kinds = [line.kind for line in lines.lines(viewer)]
    assert "custody_against" in kinds and "custody_basis" not in kinds
    page = desk.get(reverse("custody:register")).text
    assert "まだ2点あります" in page and 'id="against"' in page
    agree = reverse("custody:agree", args=[card.resident_id])
    assert "何も預からない方針" in desk.get(agree).text and desk.post(agree).status_code == 422
    for thing in (card, found):
        actions.give_back(viewer, thing.pk, why="person", to="ご本人")
    assert not [line for line in lines.lines(viewer) if line.kind == "custody_against"]
