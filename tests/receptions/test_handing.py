"""The list over to the town hall and back: two organisations, joined by the file alone."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django_scopes import scope
from msoffcrypto import OfficeFile
from msoffcrypto.exceptions import InvalidKeyError
from python_calamine import CalamineWorkbook

from tsukisoi.journal.models import Detail, Entry
from tsukisoi.journal.verify import verify
from tsukisoi.packets.actions import Refused
from tsukisoi.packets.models import Packet
from tsukisoi.receptions import actions, queries, showing
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
        steps = {step.code: step for step in queries.steps(town_hall, found)}
        assert "to_town_of_record" in steps and steps["notice"].done_on and steps["list_sent"].done_on
        next_ = showing.next_of(found, showing.lines(town_hall, found))
        assert next_ is not None and next_.words == "施設と打合せをする"  # said as the town says it
        assert "報償費・委託料" not in [words for _url, words in showing.parts(town_hall, found)]
        assert people[0].missing == [] and people[0].helper == "" and people[0].cares == []
    assert opened.sender == "つばき苑"
    ours = {step.code: step for step in queries.steps(house.viewer, listed)}
    assert ours["list_sent"].done_on and not ours["notice"].done_on


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


def test_who_was_taken_off_and_put_on_again_comes_back_on_the_other_side(
    house: Any, listed: Any, town_hall: Any, client: Any, worker_in: Any
) -> None:
    found, _opened = _over(house, listed, town_hall)
    kiyo = queries.people(house.viewer, listed)[0]
    actions.take_off(house.viewer, kiyo)
    _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        actions.decide_all(town_hall, found, True)
        assert [one.name for one in queries.people(town_hall, found)] == ["川北 透"]
    actions.change_listed(house.viewer, actions.relist(house.viewer, kiyo), room="310")
    _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        waiting = queries.corrections(town_hall, found)
        assert [(one.field, one.ours, one.theirs) for one in waiting] == [("relisted", "名簿から外した", "髙橋 キヨ")]
        client.force_login(worker_in(_hall(town_hall), "head", "hall-head"))
        page = client.get(reverse("receptions:corrections", args=[found.pk])).content.decode()
        assert "また名簿にのせる" in page and "名簿から外した" in page
        actions.decide(town_hall, waiting[0], True)
        assert [one.name for one in queries.people(town_hall, found)] == ["髙橋 キヨ", "川北 透"]
        assert [(one.field, one.theirs) for one in queries.corrections(town_hall, found)] == [("room", "310")]
        assert actions.decide_all(town_hall, found, True) == 1
        assert queries.people(town_hall, found)[0].room == "310"


def test_a_newer_file_takes_the_place_of_what_waited(house: Any, listed: Any, town_hall: Any) -> None:
    found, _opened = _over(house, listed, town_hall)
    for room in ("201", "202"):
        actions.change_listed(house.viewer, queries.people(house.viewer, listed)[0], room=room)
        _over(house, listed, town_hall)
    with scope(organisation=town_hall.organisation):
        assert [(one.ours, one.theirs) for one in queries.corrections(town_hall, found)] == [("101", "202")]


def test_an_older_file_is_refused_and_what_waits_stays(
    house: Any, listed: Any, town_hall: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, _opened = _over(house, listed, town_hall)
    files = []
    for room, hour in (("201", 10), ("202", 11)):
        moment = datetime(2026, 11, 24, hour, 12, tzinfo=get_current_timezone())
        monkeypatch.setattr("tsukisoi.packets.actions.now", lambda moment=moment: moment)
        actions.change_listed(house.viewer, queries.people(house.viewer, listed)[0], room=room)
        files.append(actions.hand_over(house.viewer, listed, delete_on=DELETE))
    older, newer = files
    with scope(organisation=town_hall.organisation):
        actions.take(town_hall, newer.content, newer.code)
        with pytest.raises(Refused, match=r"11月24日（火）11:12.*11月24日（火）10:12"):
            actions.take(town_hall, older.content, older.code)
        waiting = queries.corrections(town_hall, found)
        assert [(one.ours, one.theirs) for one in waiting] == [("101", "202")]
        actions.decide_all(town_hall, found, True)
        with pytest.raises(Refused, match="取りこみません"):
            actions.take(town_hall, older.content, older.code)
        assert queries.corrections(town_hall, found) == [] and len(queries.files(town_hall, found)) == 2


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


def test_what_was_destroyed_is_not_in_the_record_either(house: Any, listed: Any, town_hall: Any) -> None:
    """A correction taken, and somebody changed by hand: the record says that it happened, and no longer of whom."""
    found, _opened = _over(house, listed, town_hall)
    actions.change_listed(house.viewer, queries.people(house.viewer, listed)[0], name="破棄田 花子")
    again = actions.hand_over(house.viewer, queries.reception(house.viewer, listed.pk), delete_on=DELETE)
    with scope(organisation=town_hall.organisation):
        actions.take(town_hall, again.content, again.code)
        actions.decide_all(town_hall, found, True)
        first, second = queries.people(town_hall, found)
        actions.change_listed(town_hall, first, address="みどり野町9-9-9")
        actions.take_off(town_hall, second, "破棄田さんの希望")
        told = _words_of_the_record()
        assert "破棄田 花子" in told and "9-9-9" in told and "さんの希望" in told
        actions.destroy(town_hall, queries.reception(town_hall, found.pk))
        told = _words_of_the_record()
        assert "破棄田" not in told and "9-9-9" not in told
        assert Entry.objects.filter(action="receptions.change_listed").count() == 2
        assert not verify().faults
    assert "破棄田 花子" in str(list(Detail._base_manager.values_list("values", flat=True)))  # the facility's own


def _words_of_the_record() -> str:
    return str(list(Detail.objects.values_list("values", flat=True)))


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


def _cells(content: bytes, password: str) -> list[list[Any]]:
    """What somebody with nothing but the password reads; the seal over the whole is checked as Excel checks it."""
    locked, opened = OfficeFile(io.BytesIO(content)), io.BytesIO()
    locked.load_key(password=password, verify_password=True)
    locked.decrypt(opened, verify_integrity=True)
    return CalamineWorkbook.from_filelike(io.BytesIO(opened.getvalue())).get_sheet_by_index(0).to_python()


def _workbook(client: Any, listed: Any, layout: str = "") -> tuple[list[list[Any]], dict[str, str]]:
    page = client.get(reverse("receptions:hand_over", args=[listed.pk]))
    sent = {"workbook-packet": str(page.context["workbook"].initial["packet"]), "workbook-delete_on": "2027-03-18",
            "workbook-layout": layout}  # fmt: skip
    shown = client.post(reverse("receptions:workbook", args=[listed.pk]), sent)
    password = shown.context["password"]
    assert password in shown.content.decode() and shown["Cache-Control"] == "no-store"
    sent["workbook-password"] = password
    made = client.post(reverse("receptions:workbook_file", args=[listed.pk]), sent)
    assert made.content.startswith(b"\xd0\xcf\x11\xe0") and "髙橋".encode() not in made.content
    return _cells(made.content, password), sent


def test_the_workbook_opens_with_its_password_alone(house: Any, listed: Any, client: Any) -> None:
    standard, sent = _workbook(client, listed)
    assert standard[1][:3] == ["番号", "氏名", "フリガナ"] and standard[2][1] == "髙橋 キヨ"
    record = queries.files(house.viewer, listed)[0]
    assert record.receipt_shown in standard[0][0] and "令和9年" in standard[0][0]
    assert (record.kind, record.recipient, record.delete_on) == ("reception_workbook", "みどり野町", DELETE)
    again = client.post(reverse("receptions:workbook_file", args=[listed.pk]), sent)
    assert len(queries.files(house.viewer, listed)) == 1 and _cells(again.content, sent["workbook-password"])
    with pytest.raises(InvalidKeyError):
        _cells(again.content, "aaaa-aaaa-aaaa-aaaa")
    client.post(reverse("receptions:received", args=[record.pk]), {"receipt": record.receipt_shown})
    assert queries.files(house.viewer, listed)[0].received_on == date(2026, 11, 23)
    kept = " ".join(str(one.values) for one in Detail.objects.all()) + " ".join(
        str(one) for one in Packet.objects.values()
    )
    assert sent["workbook-password"] not in kept


def test_the_workbook_in_the_towns_own_columns(house: Any, listed: Any, client: Any) -> None:
    url = reverse("receptions:layout", args=[listed.pk])
    headings = "No.\t申請者氏名\tフリガナ\t生年月日（西暦）\t個人番号\t課の印"
    page = client.post(url, {"headings": headings})
    chosen = {f"column_{n}": page.context["form"].fields[f"column_{n}"].initial for n in range(6)}
    assert [*chosen.values()] == ["number", "name", "kana", "birth_plain", "nothing", "nothing"]
    client.post(url, {"headings": headings, **chosen})
    own, _sent = _workbook(client, listed)
    assert own[1] == ["No.", "申請者氏名", "フリガナ", "生年月日（西暦）", "個人番号", "課の印"]
    assert own[2] == ["1", "髙橋 キヨ", "タカハシ キヨ", "1931-02-01", "", ""]
    usual, _sent = _workbook(client, listed, "standard")
    assert usual[1][:2] == ["番号", "氏名"]


def test_who_may_not_give_a_workbook(
    house: Any, listed: Any, client: Any, home: Any, worker_in: Any, town_hall: Any
) -> None:
    address, file = (reverse(f"receptions:{name}", args=[listed.pk]) for name in ("workbook", "workbook_file"))
    bad = client.post(address, {"workbook-packet": "", "workbook-delete_on": "2020-01-01", "workbook-layout": ""})
    assert bad.status_code == 422 and "これからの日" in bad.content.decode() and "2020" in bad.content.decode()
    assert client.post(file, {"workbook-delete_on": "2027-03-18", "workbook-password": "short"}).status_code == 302
    client.force_login(worker_in(home, "worker", "no-export"))
    assert [client.post(one, {"workbook-delete_on": "2027-03-18"}).status_code for one in (address, file)] == [403, 403]
    client.force_login(worker_in(_hall(town_hall), "head", "theirs"))
    assert [client.post(one, {"workbook-delete_on": "2027-03-18"}).status_code for one in (address, file)] == [404, 404]
    assert queries.files(house.viewer, listed) == []


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


def test_the_town_writes_a_correction_that_goes_back_to_the_house(
    house: Any, listed: Any, town_hall: Any, client: Any, worker_in: Any
) -> None:
    ours = queries.people(house.viewer, listed)[0]
    own = client.get(reverse("receptions:listed", args=[ours.pk]))
    assert "name" not in own.context["form"].fields  # the house's list follows the person's own record
    found, _opened = _over(house, listed, town_hall)
    other = client.__class__()
    other.force_login(worker_in(_hall(town_hall), "head", "hall-head"))
    with scope(organisation=town_hall.organisation):
        url = reverse("receptions:listed", args=[queries.people(town_hall, found)[0].pk])
    sent = {"name": "髙橋 喜代", "kana": "タカハシ キヨ", "birth_date": "昭和6年2月2日", "address": "本町1-2",
            "extra_minutes": "0", "helper": "", "aid": "", "call_at": "", "privacy": ""}  # fmt: skip
    for wrong in ({"name": ""}, {"birth_date": "2027-01-01"}):
        assert other.post(url, sent | wrong).status_code == 422
    assert other.post(url, sent).status_code == 302
    with scope(organisation=town_hall.organisation):
        back = actions.hand_over(town_hall, found, delete_on=DELETE)
    actions.take(house.viewer, back.content, back.code)
    waiting = {one.field: (one.ours, one.theirs) for one in queries.corrections(house.viewer, listed)}
    assert set(waiting) == {"name", "birth_date", "address"}
    assert waiting["name"] == ("髙橋 キヨ", "髙橋 喜代") and waiting["address"] == ("本町1-1", "本町1-2")
