"""The list over to the town hall and back: two organisations, joined by the file alone."""

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope
from python_calamine import CalamineWorkbook

from tsukisoi.packets.actions import Refused
from tsukisoi.receptions import actions, queries
from tsukisoi.receptions.actions.handing import GONE
from tsukisoi.receptions.models import Correction, Listed

pytestmark = pytest.mark.django_db
DELETE = date(2027, 3, 18)


@pytest.fixture
def listed(house: Any, reception: Any) -> Any:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    return queries.reception(house.viewer, reception.pk)


def _over(house: Any, listed: Any, town_hall: Any) -> Any:
    made = actions.hand_over(house.viewer, listed, delete_on=DELETE)
    with scope(organisation=town_hall.organisation):
        return actions.take(town_hall, made.content, made.code)


def test_the_town_hall_gets_the_list_and_its_own_plan(house: Any, listed: Any, town_hall: Any) -> None:
    found, opened = _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        people = queries.people(town_hall, found)
        assert [(one.number, one.name, one.elsewhere) for one in people] == [
            (1, "髙橋 キヨ", False), (2, "川北 透", True)
        ]  # fmt: skip
        assert {one.resident_id for one in people} == {None}
        assert (found.side, found.partner, found.shared) == ("municipality", "つばき苑", listed.shared)
        assert "to_town_of_record" in {step.code for step in queries.steps(town_hall, found)}
        assert people[0].missing == [] and people[0].helper == "" and people[0].cares == []
    assert opened.sender == "つばき苑"


def test_taking_the_same_file_twice_changes_nothing(house: Any, listed: Any, town_hall: Any) -> None:
    made = actions.hand_over(house.viewer, listed, delete_on=DELETE)
    with scope(organisation=town_hall.organisation):
        actions.take(town_hall, made.content, made.code)
        again, opened = actions.take(town_hall, made.content, made.code)
        assert opened.again and Listed.objects.count() == 2 and queries.corrections(town_hall, again) == []


def test_corrections_come_back_with_both_versions_and_are_decided(house: Any, listed: Any, town_hall: Any) -> None:
    found, _opened = _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        first, second = queries.people(town_hall, found)
        actions.change_listed(town_hall, first, name="髙橋 喜代", identity="資格確認書・介護保険被保険者証")
        actions.take_off(town_hall, second)
        actions.put_on(town_hall, found, name="西 八重", birth_date=date(1940, 1, 2), town_of_record="みどり野町")
        actions.change(town_hall, found, place="2階 会議室")
        back = actions.hand_over(town_hall, queries.reception(town_hall, found.pk), delete_on=DELETE)
    actions.take(house.viewer, back.content, back.code)
    waiting = {one.field: one for one in queries.corrections(house.viewer, listed)}
    assert set(waiting) == {"name", "identity", "withdrawn", "added", "place"}
    assert (waiting["name"].ours, waiting["name"].theirs) == ("髙橋 キヨ", "髙橋 喜代")
    actions.decide(house.viewer, waiting["name"], True)
    actions.decide(house.viewer, waiting["identity"], False)
    for field in ("withdrawn", "added", "place"):
        actions.decide(house.viewer, waiting[field], True)
    people = queries.people(house.viewer, listed)
    assert [one.name for one in people] == ["髙橋 喜代", "西 八重"]
    assert people[0].identity != "資格確認書・介護保険被保険者証"
    assert queries.reception(house.viewer, listed.pk).place == "2階 会議室"
    assert queries.corrections(house.viewer, listed) == [] and Correction.objects.count() == 5


def test_a_newer_file_takes_the_place_of_what_waited(house: Any, listed: Any, town_hall: Any) -> None:
    found, _opened = _over(house, listed, town_hall)
    for room in ("201", "202"):
        actions.change_listed(house.viewer, queries.people(house.viewer, listed)[0], room=room)
        _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        assert [(one.ours, one.theirs) for one in queries.corrections(town_hall, found)] == [("101", "202")]


def test_the_day_of_deletion_leaves_numbers_only(house: Any, listed: Any, town_hall: Any) -> None:
    found, _opened = _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        actions.destroy(town_hall, found)
        assert {(one.name, one.address, one.birth_date) for one in queries.people(town_hall, found)} == {
            (GONE, "", None)
        }
        assert queries.files(town_hall, found)[0].deleted_on == date(2026, 11, 23)
    with pytest.raises(Refused):
        actions.destroy(house.viewer, listed)


def test_the_pages_from_form_to_file_to_receipt(
    house: Any, listed: Any, town_hall: Any, client: Any, worker_in: Any
) -> None:
    url = reverse("receptions:hand_over", args=[listed.pk])
    page = client.get(url)
    packet = page.context["form"]["packet"].initial or page.context["form"].initial["packet"]
    sent = {"packet": str(packet), "delete_on": "2027-03-18", "to": ""}
    assert client.post(url, sent | {"delete_on": "2020-01-01"}).status_code == 422
    code = client.post(url, sent).context["code"]
    file = client.post(reverse("receptions:hand_over_file", args=[listed.pk]), sent | {"code": code})
    again = client.post(reverse("receptions:hand_over_file", args=[listed.pk]), sent | {"code": code})
    assert file["Content-Disposition"].endswith('.tsukisoi"') and len(queries.files(house.viewer, listed)) == 1
    other = client.__class__()
    other.force_login(worker_in(_hall(town_hall), "head", "hall-head"))
    take = reverse("receptions:take")
    wrong = other.post(take, {"file": SimpleUploadedFile("a.tsukisoi", file.content), "code": "AAAAA"})
    assert wrong.status_code == 422 and "5文字が5組" in wrong.content.decode()
    page = other.post(take, {"file": SimpleUploadedFile("a.tsukisoi", file.content), "code": code}, follow=True)
    assert "髙橋" not in page.content.decode() and "つばき苑" in page.content.decode()
    record = queries.files(house.viewer, listed)[0]
    assert record.receipt_shown in page.content.decode() and again.status_code == 200
    bad = client.post(reverse("receptions:received", args=[record.pk]), {"receipt": "AAAA-AAAA"}, follow=True)
    assert "印が違います" in bad.content.decode()
    client.post(reverse("receptions:received", args=[record.pk]), {"receipt": record.receipt_shown})
    assert queries.files(house.viewer, listed)[0].received_on == date(2026, 11, 23)


def _hall(town_hall: Any) -> Any:
    from tsukisoi.staff.models import Organisation

    return Organisation.objects.get(pk=town_hall.organisation)


def _cells(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_workbook_in_the_towns_own_columns(house: Any, listed: Any, client: Any) -> None:
    standard = _cells(client.post(reverse("receptions:list_xlsx", args=[listed.pk])).content)
    assert standard[1][:3] == ["番号", "氏名", "フリガナ"] and standard[2][1] == "髙橋 キヨ"
    url = reverse("receptions:layout", args=[listed.pk])
    headings = "No.\t申請者氏名\tフリガナ\t生年月日（西暦）\t個人番号\t課の印"
    page = client.post(url, {"headings": headings})
    chosen = {f"column_{n}": page.context["form"].fields[f"column_{n}"].initial for n in range(6)}
    assert [*chosen.values()] == ["number", "name", "kana", "birth_plain", "nothing", "nothing"]
    client.post(url, {"headings": headings, **chosen})
    own = _cells(client.post(reverse("receptions:list_xlsx", args=[listed.pk])).content)
    assert own[1] == ["No.", "申請者氏名", "フリガナ", "生年月日（西暦）", "個人番号", "課の印"]
    assert own[2] == ["1", "髙橋 キヨ", "タカハシ キヨ", "1931-02-01", "", ""]


def test_both_versions_stand_on_the_page(house: Any, listed: Any, town_hall: Any, client: Any) -> None:
    found, _opened = _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        actions.change_listed(town_hall, queries.people(town_hall, found)[0], name="髙橋 喜代")
        back = actions.hand_over(town_hall, found, delete_on=DELETE)
    actions.take(house.viewer, back.content, back.code)
    page = client.get(reverse("receptions:corrections", args=[listed.pk])).content.decode()
    assert "髙橋 キヨ" in page and "髙橋 喜代" in page
    one = queries.corrections(house.viewer, listed)[0]
    client.post(reverse("receptions:decide", args=[one.pk]), {"take": "theirs"})
    client.post(reverse("receptions:decide", args=[one.pk]), {"take": "ours"})
    assert queries.people(house.viewer, listed)[0].name == "髙橋 喜代"
