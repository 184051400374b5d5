"""The basis, the agreement with its signature, places and their labels, the monthly count, the statement."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from tsukisoi.custody import actions, papers, queries, signature
from tsukisoi.custody import guidance as custody
from tsukisoi.custody.models import Agreement, CountLine, Item, Keeping, Place
from tsukisoi.help import guidance
from tsukisoi.journal.models import Entry
from tsukisoi.residents import actions as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
TEXT = {"items": ["マイナンバーカード"], "purpose": "受診のため"}
DRAWN = signature.write([[(10, 10), (60, 80), (120, 90)], [(200, 30), (210, 150)]])


def _sign(viewer: Any, person: Any, **more: Any) -> Agreement:
    told = {"how": "drawn", "capacity": "self", "signer": person.name, "signed_on": today(), "drawn": DRAWN}
    return actions.sign(viewer, person.pk, TEXT, matters=["card"], **(told | more))


def test_the_signed_text_is_the_basis_and_is_never_changed(viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    made = _sign(viewer, person)
    assert _sign(viewer, person) == made and Agreement.objects.count() == 1
    keeping = queries.keepings(viewer, person.pk)["card"]
    assert (keeping.basis, keeping.agreement) == ("receipt", made)
    assert actions.take_in(viewer, person.pk, "my_number_card")
    assert DRAWN not in made.signature
    assert signature.unseal(made.signature) == signature.read(DRAWN)
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.update(signer="だれか")


@pytest.mark.parametrize(
    "more",
    [
        {"capacity": "family"}, {"drawn": ""}, {"drawn": "aaaa"}, {"drawn": "<svg>"}, {"drawn": "zzzzzzzz" * 4},
        {"how": "paper"}, {"signed_on": date(2027, 1, 1)},
    ],
)  # fmt: skip
def test_what_is_no_signature(viewer: Any, enrol: Any, more: Any) -> None:
    with pytest.raises(ValidationError):
        _sign(viewer, enrol(basis=False), **more)
    assert not Agreement.objects.exists() and not Keeping.objects.exists()


def test_a_drawing_is_letters_only() -> None:
    assert DRAWN.replace("-", "").isalpha()
    with pytest.raises(signature.NotDrawn):
        signature.read("a" * (signature.LONGEST + 4))


def test_renewed_when_the_guarantor_or_the_custodians_change(viewer: Any, enrol: Any, night: Any) -> None:
    person = enrol(basis=False)
    _sign(viewer, person)
    assert queries.to_renew(viewer) == []
    residents.add_contact(viewer, person.pk, name="髙橋 一郎", relation="長男", capacity="guarantor")
    assert [k.resident_id for k in queries.to_renew(viewer)] == [person.pk]
    _sign(viewer, person, signer="髙橋 キヨ（再）")
    assert queries.to_renew(viewer) == []
    actions.appoint(viewer, night.worker, today())
    assert len(queries.to_renew(viewer)) == 1


def test_the_family_keeps_with_consent_only(viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    with pytest.raises(ValidationError, match="同意"):
        actions.keep(viewer, person.pk, "card", "family")
    kept = actions.keep(viewer, person.pk, "card", "family", basis="consent", basis_on=today(), where="長男宅")
    assert queries.where_is(viewer, person.pk).words == "ご家族が保管　長男宅"
    same = actions.keep(viewer, person.pk, "card", "family", basis="consent", basis_on=today(), where="長男宅")
    assert same == kept
    actions.keep(viewer, person.pk, "card", "self", where="居室のロッカー")
    assert Keeping.objects.filter(ended_on=None).count() == 1
    actions.keep(viewer, person.pk, "papers", "family", basis="consent", basis_on=today())
    for _press in range(2):  # it is of what they keep themselves, and written once
        (told,) = actions.told_how_to_keep(viewer, person.pk)
    assert told.matter == "card" and Keeping.objects.get(pk=told.pk).told_on == today()
    assert Entry.objects.filter(action="custody.told").count() == 1


def test_labels_are_read_however_a_scanner_types_them(viewer: Any, enrol: Any) -> None:
    pouch = actions.open_pouch(viewer, enrol())
    kana = str.maketrans("1234567890", "ぬふあうえおやゆよわ")
    wide = pouch.code.translate(
        str.maketrans("ABCDEFGHJKMNPQRSTUVWXYZ", "ＡＢＣＤＥＦＧＨＪＫＭＮＰＱＲＳＴＵＶＷＸＹＺ")
    )
    for typed in (pouch.code, pouch.code.lower(), wide, pouch.code.translate(kana), f" {pouch.code}\t", "1"):
        assert queries.scanned(viewer, typed) == pouch
    for typed in ("", "99", pouch.code[:-1], pouch.code[:-1] + ("A" if pouch.code[-1] != "A" else "B")):
        with pytest.raises(queries.Unread):
            queries.scanned(viewer, typed)


def test_an_empty_pouch_is_given_before_a_new_one_is_made(viewer: Any, enrol: Any) -> None:
    spare = actions.add_place(viewer, "pouch")
    first = actions.open_pouch(viewer, enrol())
    assert first == spare and actions.open_pouch(viewer, enrol("山田 花", "104")).number == 2
    shelf = actions.add_place(viewer, "shelf", "上の段")
    assert [place.number for place in actions.hang(viewer, shelf.pk, 1, 9)] == [1, 2]
    assert actions.hang(viewer, shelf.pk, 1, 9) == []  # they stand there already
    assert queries.place(viewer, first.pk).whole == "上の段の袋 01"
    with pytest.raises(ValidationError):
        actions.hang(viewer, first.pk, 2, 2)


def test_appointments_have_days_and_units(viewer: Any, night: Any) -> None:
    with pytest.raises(ValidationError):
        actions.appoint(viewer, night.worker, today(), until=today() - timedelta(days=1))
    made = actions.appoint(viewer, night.worker, today() - timedelta(days=3))
    assert actions.appoint(viewer, night.worker, today() - timedelta(days=3)) == made
    assert queries.may_handle(night)
    actions.dismiss(viewer, made.pk)
    assert [one.until for one in queries.custodians(viewer)] == [today()]
    with pytest.raises(NotPermitted):
        actions.appoint(night, night.worker, today())


def test_the_count_with_one_card_in_a_wrong_pouch(viewer: Any, enrol: Any, night: Any) -> None:
    mine, other, away = (actions.take_in(viewer, enrol(f"人 {n}", str(n)).pk, "my_number_card") for n in range(3))
    actions.hand_out(viewer, away.pk, why="visit")
    count = actions.begin_count(viewer)
    assert actions.begin_count(viewer) == count
    assert {line.item_id: line.seen for line in queries.lines_of(viewer, count)} == {
        mine.pk: "", other.pk: "", away.pk: "out",
    }  # fmt: skip
    actions.see(viewer, count.pk, mine.pk, "there")
    with pytest.raises(ValidationError, match="1点"):
        actions.close_count(viewer, count.pk)
    actions.see(viewer, count.pk, other.pk, "elsewhere", seen_in=mine.place_id)
    with pytest.raises(ValidationError, match="わけ"):
        actions.close_count(viewer, count.pk)
    with pytest.raises(ValidationError):
        actions.sign_count(viewer, count.pk)
    actions.explain(viewer, count.pk, other.pk, "受診のあと、となりの袋に入れた。元の袋にもどした")
    actions.put_in_own_pouch(viewer, other.pk)
    actions.close_count(viewer, count.pk)
    with pytest.raises(ValidationError, match="締めて"):
        actions.see(viewer, count.pk, mine.pk, "missing")
    with pytest.raises(NotPermitted):
        actions.sign_count(night, count.pk)
    blank = papers.book_of(viewer, queries.count(viewer, count.pk))
    assert blank["closed"] and blank["signed"] == "" and viewer.name in blank["counted"]
    assert actions.sign_count(viewer, count.pk).signed_by == viewer.worker
    told = papers.book_of(viewer, queries.count(viewer, count.pk))
    assert (told["book"], told["there"], told["out"], told["differ"]) == (3, 1, 1, 1) and viewer.name in told["signed"]
    found = {row[2]: row[4:] for row in told["rows"]}
    assert found["人 0"] == ["○", "", ""] and found["人 2"] == ["", "", "持ち出し中"]
    assert found["人 1"][2].startswith("袋 01にあった") and found["人 1"][2].endswith("元の袋にもどした")
    assert CountLine.objects.exclude(explanation="").count() == 1


def test_the_statement_goes_only_to_whom_the_person_named(viewer: Any, enrol: Any) -> None:
    person, other = enrol(), enrol("山田 花", "104")
    son = residents.add_contact(viewer, person.pk, name="髙橋 一郎", relation="長男", capacity="family")
    with pytest.raises(ValidationError, match="本人か法定代理人"):
        actions.name_recipient(viewer, person.pk, son.pk, named_by="family", named_on=today())
    with pytest.raises(ValidationError):
        actions.name_recipient(viewer, other.pk, son.pk, named_by="self", named_on=today())
    made = actions.name_recipient(viewer, person.pk, son.pk, named_by="self", named_on=today())
    assert queries.recipients(viewer) == [made]
    actions.drop_recipient(viewer, person.pk, made.pk)
    assert queries.recipients(viewer, person.pk) == []
    assert Place.objects.count() == 0


def test_the_sheet_for_who_keeps_it_alone_has_the_numbers_of_the_day(
    viewer: Any, enrol: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, fax = papers._numbers()
    loss = guidance.numbers_for("loss", today())
    always = next(one for one in loss if one.day_and_night and not one.fax)
    assert always.number in line and f"年{always.last_seen.month}月{always.last_seen.day}日に" in line and "FAX" in fax
    monkeypatch.setattr(papers, "numbers_for", lambda _purpose, _on: ())
    assert papers._numbers() == []  # nothing on record, nothing printed
    assert papers.of_person(viewer, enrol(), "self_sheet", "http://x").content.startswith(b"%PDF")


def test_the_statement_says_of_each_who_decided_and_when(viewer: Any, enrol: Any) -> None:
    person = enrol()
    for name, by in (("髙橋 一郎", "self"), ("髙橋 二郎", "legal")):
        contact = residents.add_contact(viewer, person.pk, name=name, relation="子", capacity="family")
        actions.name_recipient(viewer, person.pk, contact.pk, named_by=by, named_on=today())
    named = papers._statement(viewer, person)["named"]
    assert "髙橋 一郎様" in named and "髙橋 二郎様" in named and "法定代理人" in named and "ご本人が" in named


def test_the_book_a_page_at_a_time_is_the_whole_book(viewer: Any, enrol: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In whole pouches, in the order of their numbers, what has no pouch first, past pouches that are empty."""
    monkeypatch.setattr(queries.counting, "BOOK", 3)
    for n in range(5):
        person = enrol(f"人 {n}", str(n))
        things = [actions.take_in(viewer, person.pk, kind) for kind in ("my_number_card", "clinic_card")[: 1 + n % 2]]
        if n == 2:
            Item.objects.filter(pk=things[0].pk).update(place=None)
    count = actions.begin_count(viewer)
    found, after, pages = list[Any](), 0, 0
    while after is not None:
        lines, after = queries.page_of(viewer, count, after)
        found, pages = found + lines, pages + 1
    assert found == queries.lines_of(viewer, count) and len(found) == 7 and pages == 3
    numbers = [line.item.place.number if line.item.place else 0 for line in found]
    assert numbers == sorted(numbers) and numbers[0] == 0


def test_what_is_wrong_is_counted_as_it_is_listed(viewer: Any, enrol: Any) -> None:
    things = [actions.take_in(viewer, enrol(f"人 {n}", str(n)).pk, "eligibility_certificate") for n in range(6)]
    yesterday = today() - timedelta(days=1)
    for thing, more in zip(
        things, ({"valid_until": yesterday}, {"kind": "health_insurance_card"}, {"put_right_by": today()},
                 {"return_by": yesterday}, {"kind": "my_number_card", "valid_until": yesterday}), strict=False,
    ):  # fmt: skip
        Item.objects.filter(pk=thing.pk).update(**more)
    residents.leave(viewer, things[5].resident_id, today())
    told = custody.untidy(viewer)
    listed = [queries.left_behind(viewer), queries.to_give_back(viewer), queries.to_put_right(viewer)]
    assert [told.left, told.back, told.unfounded, told.dead] == [*map(len, listed), len(custody.dead(viewer))]
    assert told == queries.Untidy(kept=6, left=1, back=1, unfounded=1, dead=2)
    assert things[0].get_kind_display() == "資格確認書" and Item(kind="x").get_kind_display() == "x"
