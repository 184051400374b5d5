"""The pages: each opens, does its one thing, and keeps what was typed where something is wrong."""

import io
import json
import re
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from tsukisoi.custody import actions, papers, queries, signature
from tsukisoi.custody.models import Agreement, HandOut, Item, Keeping
from tsukisoi.custody.views import people
from tsukisoi.desks import actions as desks
from tsukisoi.desks.hands import LASTS, LOCKED
from tsukisoi.journal import queries as journal
from tsukisoi.journal.models import Entry
from tsukisoi.journal.words import of_action
from tsukisoi.residents import actions as residents
from tsukisoi.staff import actions as staff
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db


def _url(name: str, *args: Any) -> str:
    return reverse(f"custody:{name}", args=args)


def _pouch(viewer: Any, card: Any) -> str:
    return f"{_url('locker')}?pouch={card.place_id}"


def test_later_than_expected_and_a_shelf_in_a_locker(desk: Client, viewer: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit", due_at=now())
    tomorrow = today() + timedelta(days=1)
    desk.post(_url("extend", out.pk), {"due_on": "2026/1/1", "due_at": "10:00"})
    assert HandOut.objects.get(pk=out.pk).due_at == out.due_at
    desk.post(_url("extend", out.pk), {"due_on": tomorrow.isoformat(), "due_at": "10:00"})
    assert HandOut.objects.get(pk=out.pk).due_at > now()
    assert "戻りがおそくなる" in desk.get(_url("item", card.pk)).content.decode()
    desk.post(_url("places"), {"add": "1", "kind": "locker", "name": "事務室の保管庫"})
    locker = queries.places(viewer, "locker").get()
    desk.post(_url("places"), {"add": "1", "kind": "shelf", "name": "上の段", "parent": str(locker.pk)})
    assert queries.places(viewer, "shelf").get().parent_id == locker.pk
    assert "事務室の保管庫）" in desk.get(_url("places")).content.decode()
    wrong = {"hang": "1", "above": str(locker.pk), "first_pouch": "3", "last_pouch": "1"}
    assert desk.post(_url("places"), wrong).status_code == 422
    assert desk.post(_url("places"), {**wrong, "last_pouch": "9", "first_pouch": "1"}).status_code == 302
    assert "事務室の保管庫の袋 01" in desk.get(_url("item", card.pk)).content.decode()


def test_the_lists_of_everybody_come_page_by_page(
    desk: Client, viewer: Any, enrol: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PEOPLE", 2)
    monkeypatch.setattr(queries, "SHELF", 2)
    for n, name in enumerate(("朝倉 一", "井上 二", "上田 三"), start=101):
        actions.take_in(viewer, enrol(name, str(n)).pk, "my_number_card", found=True)
    for name in ("many", "register"):
        first = desk.get(_url(name))
        onward = f"{_url(name)}?after={first.context['next']}"
        shown = [[row[0].name for row in page.context["rows"]] for page in (first, desk.get(onward))]
        assert [len(names) for names in shown] == [2, 1] and len({*shown[0], *shown[1]}) == 3
        assert "つぎへ" in first.content.decode() and desk.get(f"{_url(name)}?after=x").status_code == 200
    first = desk.get(_url("places"))
    after = desk.get(f"{_url('places')}?after={first.context['next']}")
    assert [len(page.context["places"]) for page in (first, after)] == [2, 1]


def test_the_quarters_statement_is_asked_for_until_it_is_printed(desk: Client, viewer: Any, card: Any) -> None:
    contact = residents.add_contact(viewer, card.resident_id, name="髙橋 一郎", relation="長男", capacity="family")
    assert queries.statements_due(viewer) == []
    actions.name_recipient(viewer, card.resident_id, contact.pk, named_by="self", named_on=today())
    assert [one.contact_id for one in queries.statements_due(viewer)] == [contact.pk]
    assert "3か月ごとのお知らせを送る" in desk.get("/").content.decode()
    desk.post(_url("paper", card.resident_id, "statement"))
    assert queries.statements_due(viewer) == []


def test_every_page_opens_empty_and_full(desk: Client, viewer: Any, enrol: Any, night: Any) -> None:
    whole = ("locker", "later", "many", "register", "places", "custodians", "ledger", "counts")
    assert [desk.get(_url(name)).status_code for name in whole] == [200] * len(whole)
    person = enrol()
    card = actions.take_in(viewer, person.pk, "my_number_card", found=True)
    actions.take_in(viewer, person.pk, "health_insurance_card", found=True)
    actions.hand_out(viewer, card.pk, why="visit", due_at=now() - timedelta(hours=2))
    actions.appoint(viewer, viewer.worker, today())
    count = actions.begin_count(viewer)
    residents.leave(viewer, enrol("山田 花", "104").pk, today())
    assert [desk.get(_url(name)).status_code for name in whole] == [200] * len(whole)
    for name in ("person", "take_in", "agree"):
        assert desk.get(_url(name, person.pk)).status_code == 200
    assert desk.get(_url("keep", person.pk, "card")).status_code == 200
    assert desk.get(_url("keep", person.pk, "spoon")).status_code == 404
    assert desk.get(_url("item", card.pk)).status_code == 200
    assert "持ち出した" in desk.get(f"{_url('item', card.pk)}?log=1").content.decode()
    shown = desk.get(_url("locker")).context
    assert shown["todo"] == queries.Untidy(kept=2, left=0, back=0, unfounded=1, dead=1) and shown["custodians"] == 1
    assert desk.get(_url("count", count.pk)).status_code == 200
    page = desk.get(_pouch(viewer, card)).content.decode()
    assert "時間すぎ" in page and "袋に戻した" in page and "根拠" not in page.split("<main")[0]
    assert "預かり" in desk.get(reverse("cases:person", args=[person.pk])).content.decode()


def test_out_and_back_by_the_page(desk: Client, viewer: Any, card: Any) -> None:
    sent = {
        "id": str(new_id()), "items": str(card.pk), "why": "visit", "where": "みどり医院", "due_on": "2026/11/24",
        "due_at": "15:30", "pouch": str(card.place_id),
    }  # fmt: skip
    assert desk.post(_url("out"), sent).status_code == 302
    assert desk.post(_url("out"), sent).status_code == 302
    out = HandOut.objects.get()
    again = desk.post(_url("out"), sent | {"id": str(new_id()), "where": "ひまわり薬局"})
    assert again.status_code == 422
    assert "中村 健太 さんが" in again.content.decode() and 'data-sound="error"' in again.content.decode()
    assert desk.post(_url("back"), {"outs": str(out.pk), "condition": "good"}).status_code == 302
    assert HandOut.objects.get().back_at
    empty = desk.post(_url("out"), {**sent, "id": str(new_id()), "items": "", "where": "ひまわり薬局"})
    assert empty.status_code == 422 and "ひまわり薬局" in empty.content.decode()


def test_scanning(desk: Client, viewer: Any, card: Any, enrol: Any) -> None:
    other = actions.take_in(viewer, enrol("山田 花", "104").pk, "my_number_card")
    code = queries.place(viewer, card.place_id).code
    one = desk.get(_url("scan"), {"scan": code.lower()})
    assert one.status_code == 302 and str(card.place_id) in one["Location"]
    both = desk.get(_url("scan"), {"scan": "2", "pouch": str(card.place_id)})
    assert str(card.place_id) in both["Location"] and str(other.place_id) in both["Location"]
    wrong = desk.get(_url("scan"), {"scan": code, "for": str(other.resident_id)})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and "103 髙橋 キヨ さんの袋" in text and "104 山田 花" in text
    assert 'data-sound="error"' in text
    assert desk.get(_url("scan"), {"scan": "XXXX"}).status_code == 422


def test_the_face_stands_beside_the_pouch_that_was_scanned(
    desk: Client, viewer: Any, card: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = new_id()
    monkeypatch.setattr(queries, "faces_of", lambda _viewer, people: dict.fromkeys(people, picture))
    assert str(picture) in desk.get(_pouch(viewer, card)).content.decode()
    assert str(picture) not in desk.get(_url("locker")).content.decode()


def test_undo_and_approve_by_the_page(desk: Client, viewer: Any, night: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    assert "取り消す（10秒）" in desk.get(_url("locker"), {"done": str(out.pk)}).content.decode()
    assert desk.post(_url("undo", out.pk)).status_code == 302
    assert HandOut.objects.get(pk=out.pk).undone
    late = actions.hand_out(night, card.pk, why="urgent", emergency=True)
    assert "見ました" in desk.get(_url("item", card.pk)).content.decode()
    assert desk.post(_url("approve", late.pk)).status_code == 302
    assert HandOut.objects.get(pk=late.pk).approved_by == viewer.worker


def test_the_head_is_asked_until_they_looked_although_nothing_is_kept_any_more(
    desk: Client, viewer: Any, night: Any, card: Any
) -> None:
    out = actions.hand_out(night, card.pk, why="ambulance", emergency=True)
    actions.give_back(viewer, card.pk, why="family", to="髙橋 一郎", consent=True)
    first = desk.get("/").content.decode()
    assert "緊急の持ち出しを確かめる" in first and _url("item", card.pk) in first
    assert "見ました" in desk.get(_url("item", card.pk)).content.decode()
    desk.post(_url("approve", out.pk))
    assert "緊急の持ち出しを確かめる" not in desk.get("/").content.decode()


def test_what_lies_in_the_safe_of_a_home_that_keeps_nothing_can_be_taken_out(
    desk: Client, viewer: Any, home: Any, enrol: Any
) -> None:
    type(home).objects.update(custody="nothing")
    person = enrol(basis=False)
    assert "緊急で持ち出す" not in desk.get("/").content.decode()
    found = actions.take_in(viewer, person.pk, "my_number_card", found=True)
    shown = [desk.get(page).content.decode() for page in ("/", reverse("cases:person", args=[person.pk]))]
    assert all(_url("emergency") in page for page in shown)
    out = actions.hand_out(viewer, found.pk, why="urgent", emergency=True)
    assert _url("emergency") in desk.get("/").content.decode()
    actions.take_back(viewer, out.pk)
    actions.give_back(viewer, found.pk, why="person", to="髙橋 キヨ")
    assert _url("emergency") not in desk.get("/").content.decode()


def test_keeping_signing_and_taking_in(desk: Client, viewer: Any, enrol: Any) -> None:
    person = enrol(basis=False)
    refused = desk.post(_url("take_in", person.pk), {"id": str(new_id()), "kind": "my_number_card"})
    assert refused.status_code == 422 and "預かり証の署名がいります" in refused.content.decode()
    family = {"keeper": "family", "basis": "", "where": "長男宅"}
    assert desk.post(_url("keep", person.pk, "card"), family).status_code == 422
    drawn = signature.write([[(10, 10), (60, 80), (120, 90), (200, 20)]])
    sent = {"matters": "card", "capacity": "self", "signer": "髙橋 キヨ", "signed_on": "2026/11/23", "how": "drawn"}
    assert desk.post(_url("agree", person.pk), sent).status_code == 422
    assert desk.post(_url("agree", person.pk), sent | {"how": "typed", "confirmed": "髙橋"}).status_code == 422
    assert not Agreement.objects.exists()
    assert desk.post(_url("agree", person.pk), sent | {"drawn": drawn}).status_code == 302
    kept = Agreement.objects.get()
    assert kept.text["clauses"][0]["lines"][0] == "マイナンバーカード"
    assert "暗証番号" in json.dumps(kept.text, ensure_ascii=False)
    assert desk.post(_url("take_in", person.pk), {"id": str(new_id()), "kind": "my_number_card"}).status_code == 302
    assert Item.objects.get().place


def test_many_at_once(desk: Client, viewer: Any, enrol: Any) -> None:
    people = [enrol(f"人 {n}", str(n), basis=False) for n in range(5)]
    sent = {"people": [str(p.pk) for p in people[:3]], "kind": "my_number_card", "contract_on": "2026/4/1"}
    assert desk.post(_url("many"), sent).status_code == 302
    found = {"people": [str(p.pk) for p in people], "kind": "my_number_card", "found": "on"}
    assert desk.post(_url("many"), found).status_code == 302
    assert Item.objects.count() == 5 and len(queries.to_put_right(viewer)) == 2
    assert Keeping.objects.filter(basis="contract").count() == 3
    assert desk.post(_url("many"), {"kind": "my_number_card"}).status_code == 422


def test_every_paper(desk: Client, viewer: Any, enrol: Any, card: Any) -> None:
    son = residents.add_contact(viewer, card.resident_id, name="髙橋 一郎", relation="長男", capacity="family")
    actions.name_recipient(viewer, card.resident_id, son.pk, named_by="self", named_on=today())
    actions.hand_out(viewer, card.pk, why="visit")
    for kind in papers.OF_A_PERSON:
        made = desk.post(_url("paper", card.resident_id, kind))
        assert made.status_code == 200 and made.content.startswith(b"%PDF-"), kind
    for kind in papers.OF_THE_HOUSE:
        assert desk.post(_url("house_paper", kind)).content.startswith(b"%PDF-"), kind
    count = actions.begin_count(viewer)
    assert desk.post(_url("sheet", count.pk)).content.startswith(b"%PDF-")
    for sheet in ("24", "44"):
        made = desk.post(_url("labels"), {"what": "places", "sheet": sheet, "first": "3"})
        assert made.content.startswith(b"%PDF-")
    listed = desk.post(_url("labels"), {"what": "badges", "sheet": "csv", "first": "1"}).content.decode("utf-8-sig")
    assert "中村 健太" in listed


def test_the_statement_of_somebody_who_named_nobody_is_not_there(desk: Client, card: Any) -> None:
    assert desk.post(_url("paper", card.resident_id, "statement")).status_code == 404


def test_giving_back_names_who_received_it(desk: Client, viewer: Any, card: Any) -> None:
    assert desk.post(_url("give_back", card.pk), {"why": "person", "to": ""}).status_code == 422
    assert desk.post(_url("give_back", card.pk), {"why": "person", "to": "髙橋 キヨ"}).status_code == 302
    assert Item.objects.get().ended_to == "髙橋 キヨ"


def test_from_a_paper_slip(desk: Client, viewer: Any, card: Any) -> None:
    Item.objects.update(taken_at=now() - timedelta(days=5))
    sent = {
        "id": str(new_id()), "item": str(card.pk), "why": "urgent", "where": "町立病院", "out_on": "2026/11/22",
        "out_at": "02:10", "back_on": "2026/11/22", "back_at": "", "emergency": "on",
    }  # fmt: skip
    half = desk.post(_url("later"), sent)
    assert half.status_code == 422 and "町立病院" in half.content.decode()
    assert desk.post(_url("later"), sent | {"back_at": "06:00"}).status_code == 302
    out = HandOut.objects.get()
    assert out.entered_later and out.emergency and out.back_at
    assert "緊急・未確認" in desk.get(_url("item", card.pk)).content.decode()


def test_the_count_by_the_page(desk: Client, viewer: Any, enrol: Any, card: Any) -> None:
    other = actions.take_in(viewer, enrol("山田 花", "104").pk, "my_number_card")
    assert desk.post(_url("counts")).status_code == 302
    count = queries.counts(viewer)[0]
    page, code = _url("count", count.pk), queries.place(viewer, card.place_id).code
    assert "103 髙橋 キヨ" in desk.get(page, {"scan": code}).content.decode()
    assert desk.get(page, {"scan": "99"}).status_code == 422
    assert desk.post(page, {"item": str(card.pk), "seen": "there", "pouch": code}).status_code == 302
    wrong = {"item": str(other.pk), "seen": "elsewhere", "seen_in": code, "pouch": code}
    assert desk.post(page, wrong).status_code == 302
    assert desk.post(_url("close", count.pk), {"remark": ""}).status_code == 422
    assert desk.post(page, {"item": str(other.pk), "explanation": "となりに入っていた。戻した"}).status_code == 302
    assert desk.post(_url("restore", count.pk, other.pk)).status_code == 302
    assert desk.post(_url("close", count.pk), {"remark": "全部見ました"}).status_code == 302
    assert desk.post(_url("sign", count.pk)).status_code == 302
    assert "施設長が確かめた" in desk.get(page).content.decode()


def test_one_scan_counts_the_pouch_says_what_and_one_press_more_what_is_missing(
    desk: Client, viewer: Any, enrol: Any, card: Any
) -> None:
    paper = actions.take_in(viewer, card.resident_id, "eligibility_certificate")
    other = actions.take_in(viewer, enrol("山田 花", "104").pk, "my_number_card")
    count = actions.begin_count(viewer)
    page, code = _url("count", count.pk), queries.place(viewer, card.place_id).code

    def seen() -> dict[Any, str]:
        return {line.item_id: line.seen for line in queries.lines_of(viewer, count)}

    by_tap = desk.get(page, {"scan": "1"}).content.decode()
    assert "2点とも、ある" in by_tap and set(seen().values()) == {""}
    answer = desk.post(page, {"scan": code}, follow=True)
    text = answer.content.decode()
    assert "2点を「ある」にしました" in text and seen() == {card.pk: "there", paper.pk: "there", other.pk: ""}
    assert text.split("2点を「ある」にしました")[1].count("state--done") >= 2 and "点とも、ある" not in text
    assert desk.post(page, {"item": str(paper.pk), "seen": "missing", "pouch": code}).status_code == 302
    again = desk.post(page, {"scan": code}, follow=True).content.decode()
    assert "もう見てあります" in again and "あった" in again and seen()[paper.pk] == "missing"
    theirs = queries.place(viewer, other.place_id).code
    fold = desk.post(page, {"scan": theirs}, follow=True).content.decode().split("ほかの人のものが入っていた")[1]
    assert str(paper.pk) in fold and str(card.pk) not in fold  # what was missing may turn up in another's pouch
    refused = desk.post(page, {"scan": "99"})
    assert refused.status_code == 422 and 'data-sound="error"' in refused.content.decode()
    told = [line.words for line in journal.about(viewer, "custody_count", count.pk, 50)]
    assert sum("点検で見た" in words for words in told) == 3
    actions.explain(viewer, count.pk, paper.pk, "更新で役所にある")
    actions.close_count(viewer, count.pk)
    closed = desk.post(page, {"scan": code})
    assert closed.status_code == 422


def test_a_home_that_keeps_nothing_has_its_register(desk: Client, viewer: Any, home: Any, enrol: Any) -> None:
    home.custody = "nothing"
    home.save()
    person = enrol(basis=False)
    shown = desk.get(_url("locker"), follow=True)
    assert shown.redirect_chain == [(_url("register"), 302)]
    assert "出し入れ簿" not in shown.text and "月の点検" not in shown.text
    assert "点検はいりません" in desk.get(_url("counts")).content.decode()
    assert desk.post(_url("keep", person.pk, "card"), {"keeper": "facility", "basis": "contract"}).status_code == 422
    assert (
        desk.post(
            _url("keep", person.pk, "card"), {"keeper": "self", "where": "居室の鍵つき引き出し", "also": "on"}
        ).status_code
        == 302
    )
    assert {one.where for one in queries.keepings(viewer, person.pk).values()} == {"居室の鍵つき引き出し"}
    assert len(queries.keepings(viewer, person.pk)) == 2
    assert "も、同じ" not in desk.get(_url("keep", person.pk, "card")).text
    shown = desk.get(_url("person", person.pk)).text
    assert "袋の中のもの" not in shown and "預かり証" not in shown and "大きな字の紙" in shown
    assert "居室の鍵つき引き出し" in desk.get(_url("register")).content.decode()
    enrol("山田 花", "104", basis=False)
    assert desk.get(_url("register")).context["unasked"] == 1


class Night:
    """A locked screen of the house: its computer is enrolled, nobody is signed in."""

    def __init__(self, worker: Any, device: str) -> None:
        self.client, self.worker = Client(), worker
        self.client.cookies[settings.DESK_COOKIE] = device
        staff.set_own_code(worker, "2704")

    def post(self, **sent: Any) -> Any:
        return self.client.post(_url("emergency"), sent)


@pytest.fixture
def locked(db: None, viewer: Any, night: Any) -> Night:
    call_command("createcachetable")
    cache.clear()
    return Night(Worker.objects.get(pk=night.worker), desks.enrol(viewer, new_id(), "1階", None)[1])


def test_a_night_emergency_from_a_locked_screen(locked: Night, viewer: Any, card: Any, enrol: Any) -> None:
    actions.appoint(viewer, viewer.worker, today())
    first = locked.client.get(_url("emergency")).content.decode()
    assert "髙橋" not in first and not re.search(r"\b103\b", first)
    assert locked.post(who="night", code="2704")["Location"] == _url("emergency")
    assert "髙橋" not in locked.client.get(_url("emergency")).content.decode()
    found = locked.post(room="１０３").content.decode()
    assert "髙橋 キヨ さん" in found
    done = locked.post(room="103", id=str(new_id()), items=str(card.pk), why="urgent", where="")
    assert done.status_code == 200 and "記録しました" in done.content.decode()
    out = HandOut.objects.get()
    assert (out.by, out.emergency, out.approved_at) == (locked.worker.pk, True, None)
    assert queries.to_approve(viewer) == [out]
    assert locked.post(leave="1").status_code == 302
    assert "髙橋" not in locked.client.get(_url("emergency")).content.decode()
    assert locked.client.get(_url("locker")).status_code == 302


def test_on_any_other_machine_the_password_is_asked(locked: Night, viewer: Any, card: Any) -> None:
    staff.give_badges(viewer)
    badge = Worker.objects.get(pk=locked.worker.pk).badge
    alone = Client()
    to_sign_in = f"/accounts/login/?next={_url('emergency')}"
    for who, code in (("night", "2704"), (badge, "2704"), (badge, "")):
        assert alone.post(_url("emergency"), {"who": who, "code": code})["Location"] == to_sign_in
        assert alone.get(_url("emergency"), {"room": "103"})["Location"] == to_sign_in
    asked = alone.get(to_sign_in).content.decode()
    assert "登録されていない" in asked and "髙橋" not in asked
    assert "登録されていない" not in alone.get("/accounts/login/").content.decode()
    sent = {"login": "night", "next": _url("emergency")}
    for wrong in ("2704", "", badge):
        assert alone.post("/accounts/login/", {**sent, "password": wrong}).status_code in (200, 422)
    assert alone.post("/accounts/login/", {**sent, "password": "つばき-1234"})["Location"] == _url("emergency")
    assert "髙橋 キヨ さん" in alone.post(_url("emergency"), {"room": "103"}).content.decode()


def test_the_password_is_tried_as_often_as_when_signing_in(locked: Night, card: Any) -> None:
    alone = Client()
    sent = {"login": "night", "next": _url("emergency")}
    for _ in range(5):
        alone.post("/accounts/login/", {**sent, "password": "つばき-9999"})
    assert "5分間" in alone.post("/accounts/login/", {**sent, "password": "つばき-1234"}).content.decode()


def test_a_browser_that_locked_knows_the_people_of_its_house_and_nobody_else(
    locked: Night, viewer: Any, card: Any, other_home: Any, worker_in: Any
) -> None:
    alone = Client()
    alone.force_login(Worker.objects.get(pk=viewer.worker))
    assert alone.post("/desks/change-places/", {"page": "/"}).status_code == 302
    shown = alone.get(_url("emergency")).content.decode()
    assert "自分の番号" in shown and "髙橋" not in shown
    stranger = worker_in(other_home, "worker", "stranger")
    staff.set_own_code(stranger, "2704")
    assert alone.post(_url("emergency"), {"who": "stranger", "code": "2704"}).status_code == 422
    assert alone.post(_url("emergency"), {"who": "night", "code": "2704"}).status_code == 302
    assert "髙橋 キヨ さん" in alone.post(_url("emergency"), {"room": "103"}).content.decode()
    session = alone.session
    session[LOCKED] = [session[LOCKED][0], time.time() - LASTS]
    session.save()
    assert alone.post(_url("emergency"), {"room": "103"}).status_code == 302


def test_who_signed_out_left_nothing_behind(locked: Night, viewer: Any) -> None:
    alone = Client()
    alone.force_login(Worker.objects.get(pk=viewer.worker))
    alone.post("/accounts/logout/")
    assert alone.post(_url("emergency"), {"who": "night", "code": "2704"})["Location"].startswith("/accounts/login/")


def test_whose_role_takes_nothing_out_is_told_so_and_the_screen_stays_free(
    locked: Night, viewer: Any, card: Any, home: Any, worker_in: Any
) -> None:
    onlooker = worker_in(home, "viewer", "onlooker")
    staff.set_own_code(onlooker, "4417")
    refused = locked.post(who="onlooker", code="4417")
    assert refused.status_code == 422 and "ほかの職員に頼んで" in refused.content.decode()
    assert locked.client.get(_url("emergency")).status_code == 200
    assert locked.post(who="night", code="2704")["Location"] == _url("emergency")


def test_an_emergency_waits_for_no_clock(locked: Night, viewer: Any, card: Any, settings: Any) -> None:
    locked.post(who="night", code="2704")
    settings.TSUKISOI_TODAY = today() - timedelta(days=3)  # the machine's clock is behind
    done = locked.post(room="103", id=str(new_id()), items=str(card.pk), why="urgent", where="")
    assert done.status_code == 200 and "記録しました" in done.content.decode()
    out = HandOut.objects.get()
    assert out.out_at >= card.taken_at
    assert actions.take_back(viewer, out.pk).back_at >= out.out_at


def test_an_emergency_for_what_was_given_back_meanwhile_says_so(locked: Night, viewer: Any, card: Any) -> None:
    locked.post(who="night", code="2704")
    Item.objects.filter(pk=card.pk).update(ended_at=now())
    answer = locked.post(room="103", id=str(new_id()), items=str(card.pk), why="urgent", where="")
    assert answer.status_code == 422 and "もう返したものです" in answer.content.decode()


def test_the_locked_screen_refuses(locked: Night, viewer: Any, card: Any, other_home: Any, worker_in: Any) -> None:
    for _ in range(5):
        assert locked.post(who="night", code="9999").status_code == 422
    refused = locked.post(who="night", code="2704")
    assert refused.status_code == 422 and "5分間" in refused.content.decode()
    other = worker_in(other_home, "worker", "stranger")
    staff.set_own_code(other, "2704")
    assert locked.post(who="stranger", code="2704").status_code == 422
    head = viewer_of(worker_in(other_home, "head", "elsewhere"))
    with scope(organisation=other_home.pk):
        stranger = Night(other, desks.enrol(head, new_id(), "事務所", None)[1])
    assert stranger.post(who="stranger", code="2704").status_code == 302
    assert "髙橋" not in stranger.post(room="103").content.decode()
    assert stranger.post(room="103", id=str(new_id()), items=str(card.pk), why="urgent").status_code == 404
    with scope(organisation=viewer.organisation):
        assert not HandOut.objects.exists()


def test_wrong_codes_are_on_record_without_what_was_typed(locked: Night, viewer: Any, card: Any) -> None:
    for n in range(12):
        locked.post(who="night", code=f"9{n:03}")
    told = [one for one in Entry.objects.all() if one.action == "desks.wrong_code"]
    assert len(told) == 2 and all(str(locked.worker.pk) in one.refs for one in told)
    assert not any(one.fields or one.detail_digest for one in told)
    with translation.override("en"):
        assert of_action("desks.wrong_code") == "Wrong badge or own code at a locked screen"


def test_the_export_holds_the_record_and_its_verifier(desk: Client, card: Any) -> None:
    made = zipfile.ZipFile(io.BytesIO(desk.post(_url("ledger")).content))
    assert set(made.namelist()) == {"ledger.jsonl", "verify_ledger.py", "READ-ME.txt"}
    assert b'"custody.take_in"' in made.read("ledger.jsonl")


def test_who_may_only_look_is_offered_nothing(
    client: Client, home: Any, viewer: Any, worker_in: Any, card: Any
) -> None:
    client.force_login(worker_in(home, "viewer", "looker"))
    assert client.get(_url("locker")).status_code == 200
    sent = {"id": str(new_id()), "items": str(card.pk), "why": "visit"}
    for url, body in ((_url("out"), sent), (_url("many"), {"people": str(card.resident_id), "kind": "clinic_card"})):
        assert client.post(url, body).status_code == 403
    for name in ("places", "ledger"):
        assert client.get(_url(name)).status_code == 403
