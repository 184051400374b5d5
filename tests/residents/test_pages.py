"""The pages of people: who may open them, what a form sent twice or too late does, and the list from file to undo."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from tsukisoi.journal.models import Entry
from tsukisoi.residents import actions
from tsukisoi.residents.actions import importing
from tsukisoi.residents.models import Contact, Draft, Fact, Import, Resident
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now

pytestmark = pytest.mark.django_db

NUMBER = "123456789018"
CSV = "氏名,フリガナ,生年月日,性別,居室,備考\n髙橋 キヨ,タカハシ キヨ,S6.2.3,女,103,車椅子\n橘 正雄,,S10.13.1,男,205,\n"


@pytest.fixture
def person(home: Any, signed_in: Any) -> Any:
    with scope(organisation=home.pk):
        head = viewer_of(Worker.objects.get(organisation=home))
        return actions.enrol(head, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")


def form_of(page: Any) -> dict[str, str]:
    """The hidden fields of a page, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value.replace("&#x27;", "'") for name, value in found}


PAGES = ["list", "search", "add", "import"]
OF_PERSON = ["detail", "edit", "documents", "care", "add_contact", "merge"]


@pytest.mark.parametrize("name", PAGES)
def test_pages_open(signed_in: Any, name: str) -> None:
    assert signed_in.get(reverse(f"residents:{name}")).status_code == 200


@pytest.mark.parametrize("name", OF_PERSON)
def test_pages_of_a_person_open_for_their_house_only(
    signed_in: Any, client_of: Any, other_home: Any, person: Any, name: str
) -> None:
    address = reverse(f"residents:{name}", args=[person.pk])
    assert signed_in.get(address).status_code == 200
    assert client_of(other_home, "head").get(address).status_code == 404


@pytest.fixture
def client_of(worker_in: Any) -> Any:
    from django.test import Client

    def make(organisation: Any, role: str) -> Any:
        client = Client()
        client.force_login(worker_in(organisation, role, username=f"{role}-{organisation.name}"))
        return client

    return make


@pytest.mark.parametrize("name", ["edit", "documents", "care", "add_contact"])
def test_a_viewer_is_refused_where_writing_is_done(client_of: Any, home: Any, person: Any, name: str) -> None:
    assert client_of(home, "viewer").get(reverse(f"residents:{name}", args=[person.pk])).status_code == 403


def test_lists_and_looks_are_recorded(signed_in: Any, person: Any) -> None:
    for name, arguments in (("list", []), ("detail", [person.pk])):
        signed_in.get(reverse(f"residents:{name}", args=arguments))
    with scopes_disabled():
        looks = Entry.objects.filter(action__startswith="look.residents.", refs__icontains=str(person.pk))
        assert set(looks.values_list("action", flat=True)) == {"look.residents.list", "look.residents.detail"}


def test_search_answers_a_part_while_typing_and_a_page_without(signed_in: Any, person: Any) -> None:
    whole = signed_in.get(reverse("residents:search"), {"q": "高橋"})
    part = signed_in.get(reverse("residents:search"), {"q": "たかはし"}, HTTP_HX_REQUEST="true")
    assert all("髙橋 キヨ" in page.content.decode() for page in (whole, part))
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()


def test_one_person_by_hand_and_the_same_form_twice(signed_in: Any, home: Any) -> None:
    address = reverse("residents:add")
    data = {**form_of(signed_in.get(address)), "name": "橘 和子", "kana": "たちばな かずこ", "birth_date": "S15.3.4"}
    assert signed_in.post(address, data).status_code == 302
    assert signed_in.post(address, data).status_code == 302
    again = form_of(signed_in.get(address)) | {"name": "橘 和子", "birth_date": "1940-03-04"}
    assert signed_in.post(address, again).status_code == 422  # somebody of that name and birth date is there
    assert signed_in.post(address, again | {"really": "on"}).status_code == 302
    with scope(organisation=home.pk):
        assert Resident.objects.filter(name="橘 和子").count() == 2


def test_the_second_of_two_editors_sees_what_the_first_wrote(signed_in: Any, person: Any, home: Any) -> None:
    address = reverse("residents:edit", args=[person.pk])
    data = {**form_of(signed_in.get(address)), "name": person.name, "kana": person.kana, "birth_date": "S6.2.3"}
    assert signed_in.post(address, data | {"room": "104"}).status_code == 302
    told = signed_in.post(address, data | {"room": "105"})
    assert told.status_code == 422 and "居室：104" in told.content.decode()
    meant = data | {"room": "105"} | form_of(told)
    assert signed_in.post(address, meant).status_code == 302
    with scope(organisation=home.pk):
        assert Resident.objects.get().room == "105"


@pytest.mark.parametrize(
    ("key", "sent", "kept", "known"),
    [
        ("care_level", {"value": "care_4"}, "care_4", True),
        ("care_level", {"value": "none"}, None, True),
        ("care_level", {"value": "unknown"}, None, False),
        ("disabilities", {"value": ["physical"]}, ["physical"], True),
        ("disabilities", {"not_known": "on"}, None, False),
        ("wants_pin", {"value": "no"}, False, True),
        ("card.expires", {"value": "R10.2.3"}, "2028-02-03", True),
        ("card.expires", {"not_known": "on"}, None, False),
        ("insurance.uses_last_3_months", {"value": "0"}, 0, True),
    ],
)
def test_a_fact_on_its_page(
    signed_in: Any, home: Any, person: Any, key: str, sent: Any, kept: Any, known: bool
) -> None:
    address = reverse("residents:fact", args=[person.pk, key])
    data = {**form_of(signed_in.get(address)), "told_by": "family", **sent}
    assert signed_in.post(address, data).status_code == 302
    assert signed_in.get(address).status_code == 200
    with scope(organisation=home.pk):
        fact = Fact.objects.get()
        assert (fact.key, fact.value, fact.known, fact.told_by) == (key, kept, known, "family")
    assert signed_in.post(reverse("residents:forget_fact", args=[person.pk, key])).status_code == 302
    with scope(organisation=home.pk):
        assert not Fact.objects.exists()


def test_a_move_to_another_town_is_not_written_as_a_correction(signed_in: Any, person: Any) -> None:
    assert "住所をほかの市区町村へ移す" in signed_in.get(reverse("residents:edit", args=[person.pk])).content.decode()
    assert "住所をほかの市区町村へ移す" not in signed_in.get(reverse("residents:add")).content.decode()


def test_documents_cares_and_contacts_on_their_pages(signed_in: Any, home: Any, person: Any) -> None:
    posts = [
        ("documents", {"has_passport": "on", "expires_passport": "R12.1.1", "place_passport": "金庫", "checked": "on"}),
        ("care", {"has_wheelchair": "on", "note_wheelchair": "午前がよい"}),
        ("add_contact", {"name": "髙橋 恵", "relation": "長女", "may_be_told": "yes"}),
    ]
    for name, data in posts:
        address = reverse(f"residents:{name}", args=[person.pk])
        assert signed_in.post(address, {**form_of(signed_in.get(address)), **data}).status_code == 302
    page = signed_in.get(reverse("residents:detail", args=[person.pk])).content.decode()
    assert all(words in page for words in ("旅券", "2030年", "金庫", "車椅子", "午前がよい", "髙橋 恵", "長女"))


def test_a_number_is_refused_and_not_shown_again(signed_in: Any, home: Any, person: Any) -> None:
    told = signed_in.post(reverse("residents:add_contact", args=[person.pk]), {"name": "髙橋 恵", "relation": NUMBER})
    assert told.status_code == 422 and NUMBER not in told.content.decode()
    with scope(organisation=home.pk):
        assert Contact.objects.count() == 0


def test_one_fact_for_many(signed_in: Any, home: Any, person: Any) -> None:
    assert signed_in.post(reverse("residents:bulk"), {"person": [str(person.pk)]}).status_code == 200
    asked = signed_in.post(reverse("residents:bulk"), {"person": [str(person.pk)], "key": "residence"})
    assert "施設入所" in asked.content.decode()
    data = {"person": [str(person.pk)], "value": "facility", "told_by": "staff"}
    assert signed_in.post(reverse("residents:bulk_fact", args=["residence"]), data).status_code == 302
    with scope(organisation=home.pk):
        assert Fact.objects.get().value == "facility"


def test_who_has_answered_otherwise_is_left_alone_until_ticked(signed_in: Any, home: Any, person: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(Worker.objects.get(organisation=home))
        masao = actions.enrol(head, name="橘 正雄", birth_date=date(1935, 4, 5))
        actions.record_fact(head, masao, "residence", "home")
        hana = actions.enrol(head, name="橘 花", birth_date=date(1936, 4, 5))
        actions.record_fact(head, hana, "residence", None)
    both = [str(one.pk) for one in (person, masao, hana)]
    page = signed_in.post(reverse("residents:bulk"), {"person": both, "key": "residence"})
    assert {row.person.name: row.ticked for row in page.context["rows"]} == {
        "髙橋 キヨ": True, "橘 正雄": False, "橘 花": False,
    }  # fmt: skip
    address = reverse("residents:bulk_fact", args=["residence"])
    told = {"value": "facility", "told_by": "staff", "asked": both}
    none = signed_in.post(address, told)
    assert none.status_code == 422 and len(none.context["rows"]) == 3
    done = signed_in.post(address, {**told, "person": both[:2]}, follow=True)
    assert "2人に入れました。そのうち1人は、前の答えを書きかえました。" in done.text
    with scope(organisation=home.pk):
        assert not Fact.objects.get(resident=hana).known


def test_one_fact_for_everybody_of_a_long_list_who_has_no_answer_yet(signed_in: Any, home: Any, person: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(Worker.objects.get(organisation=home))
        for number in range(54):
            one = actions.enrol(head, name=f"橘 {'花' * (number + 1)}", birth_date=date(1935, 4, 5))
        actions.record_fact(head, one, "residence", "home")
        gone = actions.enrol(head, name="退所 した", birth_date=date(1935, 4, 5))
        actions.leave(head, gone)
    assert "絞りこんだ全員（55人）に入れる" in signed_in.get(reverse("residents:list")).text
    told = {"everyone": "1", "unit": "", "status": "here", "stay": ""}
    assert "絞りこんだ55人のうち" in signed_in.post(reverse("residents:bulk"), told).text
    page = signed_in.post(reverse("residents:bulk"), {**told, "key": "residence"})
    assert len(page.context["rows"]) == 54 and "もう答えのある1人は、そのままです" in page.text
    sent = form_of(page) | {"value": "facility", "told_by": "staff"}
    done = signed_in.post(reverse("residents:bulk_fact", args=["residence"]), sent, follow=True)
    assert "54人に入れました。" in done.text and "書きかえました" not in done.text
    with scope(organisation=home.pk):
        assert Fact.objects.filter(value="facility").count() == 54
        assert Fact.objects.get(resident=one).value == "home"


def test_a_list_from_file_to_undo(signed_in: Any, home: Any) -> None:
    file = SimpleUploadedFile("名簿.csv", CSV.encode("cp932"))
    preview = signed_in.post(reverse("residents:import"), {"file": file}, follow=True)
    words = preview.content.decode()
    assert "髙橋 キヨ" in words and "読めない行" in words and "S10.13.1" in words
    with scope(organisation=home.pk):
        draft = Draft.objects.get()
    address = reverse("residents:preview", args=[draft.pk])
    done = signed_in.post(address, {"all_live_here": "on"}, follow=True)
    assert "取り消す" in done.content.decode()
    assert signed_in.post(address).status_code == 302
    with scope(organisation=home.pk):
        assert (Import.objects.get().added, Resident.objects.count()) == (1, 1)
        person = Resident.objects.get()
    detail = signed_in.get(reverse("residents:detail", args=[person.pk])).content.decode()
    assert "車椅子を使っていますか" in detail
    token = re.search(r'name="yes" value="([^"]+)"', detail)
    assert token is not None
    signed_in.post(reverse("residents:proposals", args=[person.pk]), {"yes": token[1]})
    undone = signed_in.post(reverse("residents:undo_import", args=[draft.pk])).content.decode()
    assert "髙橋 キヨ" in undone  # touched: stays, and is named
    with scope(organisation=home.pk):
        assert Resident.objects.count() == 1


def test_pasted_rows_and_corrected_columns(signed_in: Any, home: Any) -> None:
    rows = "番号\tなまえ欄\t生年月日\n7\t髙橋 キヨ\tS6.2.3\n"
    page = signed_in.post(reverse("residents:import"), {"rows": rows}, follow=True)
    with scope(organisation=home.pk):
        draft = Draft.objects.get()
    fields = re.findall(r'<select name="(column_\d)"', page.content.decode())
    assert len(fields) == 3
    data = {"column_0": "room", "column_1": "name", "column_2": "birth_date"}
    address = reverse("residents:columns", args=[draft.pk])
    for _twice in range(2):
        again = signed_in.post(address, data, follow=True)
        assert "髙橋 キヨ" in again.content.decode()
    assert signed_in.post(address, {**data, "column_0": "nothing"}).status_code == 422
    with scope(organisation=home.pk):
        assert Draft.objects.count() == 1
        Draft.objects.update(at=now() - importing.KEPT_FOR * 2)
    assert signed_in.post(address, data).status_code == 404, "a list is kept for a day"


def test_what_is_no_list_is_said_in_words(signed_in: Any) -> None:
    told = signed_in.post(reverse("residents:import"), {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7 ...")})
    assert told.status_code == 422
    assert signed_in.post(reverse("residents:import"), {}).status_code == 422


def test_merging_shows_every_consequence_first(signed_in: Any, home: Any, person: Any) -> None:
    with scope(organisation=home.pk):
        head = viewer_of(Worker.objects.get(organisation=home))
        twin = actions.enrol(head, name="高橋 キヨ", birth_date=date(1931, 2, 3))
        actions.record_fact(head, twin, "guardian", "none")
    address = reverse("residents:merge", args=[person.pk])
    assert str(twin.pk) in signed_in.get(address).content.decode()
    assert "1件を、残す記録へ移します" in signed_in.get(address, {"other": twin.pk}).content.decode()
    assert signed_in.post(address, {"other": twin.pk}).status_code == 302
    assert "まとめました" in signed_in.get(reverse("residents:detail", args=[twin.pk])).content.decode()


def test_an_answered_proposal_stays_in_its_place_and_can_be_taken_back(signed_in: Any, home: Any, person: Any) -> None:
    asked = ["fact", "guardian", "curator", "保佐人がいますか（保佐）"]
    with scope(organisation=home.pk):
        Resident.objects.filter(pk=person.pk).update(proposed=[asked])
    address = reverse("residents:proposals", args=[person.pk])
    told = {"row": "1", "yes": "fact guardian curator"}
    row = signed_in.post(address, told, HTTP_HX_REQUEST="true")
    assert "「はい」と答えました" in row.text and 'name="yes"' not in row.text and "<html" not in row.text
    sealed = re.findall(r'name="back" value="([^"]*)"', row.text)[0]
    again = signed_in.post(address, told, HTTP_HX_REQUEST="true")
    assert again.status_code == 200 and "もう答えてあります" in again.text
    back = signed_in.post(address, {"back": sealed}, HTTP_HX_REQUEST="true")
    assert 'name="yes"' in back.text
    with scope(organisation=home.pk):
        assert Resident.objects.get().proposed == [asked] and not Fact.objects.exists()
    assert signed_in.post(address, {"back": f"{sealed}x"}).status_code == 404
    assert signed_in.post(address, told).headers["Location"] == reverse("residents:proposed")
