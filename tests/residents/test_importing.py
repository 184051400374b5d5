"""A list brought in: seen first, stored once, compared with who is there, and taken back without losing work."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import Http404
from django.urls import reverse
from django_scopes import scope
from tests.residents.roster import sheets

from tsukisoi.journal.models import Entry
from tsukisoi.residents import actions, queries
from tsukisoi.residents.actions import importing, previews
from tsukisoi.residents.comparison import compare
from tsukisoi.residents.models import Draft, Fact, Import, Resident
from tsukisoi.residents.roster import keeping
from tsukisoi.residents.roster.preview import Refused
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy import clock
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db

HEAD = "氏名,フリガナ,生年月日,性別,居室,ユニット,要介護度,備考"
KIYO = "髙橋 キヨ,タカハシ キヨ,S6.2.3,女,103,南,要介護4,車椅子を使用"
MASAO = "橘 正雄,タチバナ マサオ,昭和10年4月5日,男,205,南,,"
NUMBER = "123456789018"


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *rows]).encode()


def bring(viewer: Any, *rows: str, everything: bool = True) -> Import:
    draft = importing.read_list(viewer, csv(*rows), "名簿.csv")
    told = compare(viewer, previews.people_of(previews.unpack(draft)))
    accepted = {one.resident: one.token for one in told.changes} if everything else {}
    return importing.bring_in(viewer, draft.pk, accepted)


def test_a_list_becomes_people_with_facts_and_proposals(viewer: Any) -> None:
    made = bring(viewer, KIYO, MASAO)
    kiyo = queries.search(viewer, "高橋")[0]
    assert (made.added, made.changed) == (2, 0)
    assert (kiyo.name, kiyo.kana, kiyo.kana_state, kiyo.room) == ("髙橋 キヨ", "タカハシ キヨ", "confirmed", "103")
    assert kiyo.unit is not None and kiyo.unit.name == "南"
    assert queries.facts_of(viewer, [kiyo])[kiyo.pk] == {"birth_date": "1931-02-03", "care_level": "care_4"}
    assert [p.key for p in queries.proposals(viewer, kiyo)] == ["wheelchair"]
    entry = Entry.objects.get(action="residents.import")
    assert set(entry.refs) == {str(p.pk) for p in Resident.objects.all()}


def test_confirmed_twice_it_is_stored_once(viewer: Any) -> None:
    draft = importing.read_list(viewer, csv(KIYO), "名簿.csv")
    first = importing.bring_in(viewer, draft.pk)
    assert importing.bring_in(viewer, draft.pk) == first
    assert Resident.objects.count() == 1
    assert not Draft.objects.exists()


def test_the_same_list_again_changes_nothing(viewer: Any) -> None:
    bring(viewer, KIYO, MASAO)
    again = bring(viewer, KIYO, MASAO)
    assert (again.added, again.changed, Resident.objects.count()) == (0, 0, 2)


def test_what_reads_otherwise_is_shown_side_by_side_and_written_only_when_accepted(viewer: Any) -> None:
    bring(viewer, KIYO)
    moved = KIYO.replace("103", "104").replace("要介護4", "要介護5").replace("髙橋", "高橋")
    draft = importing.read_list(viewer, csv(moved), "名簿.csv")
    (one,) = compare(viewer, previews.people_of(previews.unpack(draft))).changes
    assert one.fields == {
        "name": ("髙橋 キヨ", "高橋 キヨ"), "room": ("103", "104"), "care_level": ("care_4", "care_5"),
    }  # fmt: skip
    importing.bring_in(viewer, draft.pk)
    assert Resident.objects.get().room == "103"
    assert bring(viewer, moved).changed == 1
    assert (Resident.objects.get().room, Fact.objects.get(key="care_level").value) == ("104", "care_5")


def test_a_change_that_reads_otherwise_by_now_is_left_alone(viewer: Any) -> None:
    bring(viewer, KIYO)
    draft = importing.read_list(viewer, csv(KIYO.replace("103", "104")), "名簿.csv")
    (one,) = compare(viewer, previews.people_of(previews.unpack(draft))).changes
    actions.change(viewer, one.resident, room="301")
    assert importing.bring_in(viewer, draft.pk, {one.resident: one.token}).changed == 0
    assert Resident.objects.get().room == "301"


def test_empty_cells_and_estimates_take_nothing_away(viewer: Any) -> None:
    bring(viewer, KIYO)
    draft = importing.read_list(viewer, csv("髙橋 キヨ,,S6.2.3,,,,,"), "名簿.csv")
    told = compare(viewer, previews.people_of(previews.unpack(draft)))
    assert (told.changes, told.same) == ([], 1)


def test_who_is_not_on_the_list_is_named_and_stays(viewer: Any) -> None:
    bring(viewer, KIYO, MASAO)
    draft = importing.read_list(viewer, csv(KIYO), "名簿.csv")
    assert [name for _id, name in compare(viewer, previews.people_of(previews.unpack(draft))).absent] == ["橘 正雄"]
    assert queries.everybody(viewer).count() == 2


def test_somebody_who_left_and_is_on_the_list_again_comes_back(viewer: Any) -> None:
    bring(viewer, KIYO)
    person = Resident.objects.get()
    actions.leave(viewer, person, date(2026, 6, 1))
    made = bring(viewer, KIYO)
    assert (made.added, made.changed, Resident.objects.get().status) == (0, 1, "here")
    importing.undo(viewer, made.pk)
    assert (Resident.objects.get().status, Resident.objects.get().ended_on) == ("left", date(2026, 6, 1))


# Rows that look like somebody else's


def _held(viewer: Any, *rows: str) -> tuple[Draft, Any]:
    draft = importing.read_list(viewer, csv(*rows), "名簿.csv")
    return draft, compare(viewer, previews.people_of(previews.unpack(draft)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("S6.2.3", "S6.2.4"),
        ("髙橋 キヨ,タカハシ キヨ", "佐藤 キヨ,サトウ キヨ"),
        ("髙橋 キヨ", "佐藤 喜代"),
    ],
)
def test_a_corrected_birth_date_or_name_makes_no_second_person(viewer: Any, before: str, after: str) -> None:
    bring(viewer, KIYO, MASAO)
    draft, told = _held(viewer, KIYO.replace(before, after), MASAO)
    (one,) = told.alike
    assert (told.new, told.absent, one.person.row, one.name) == ([], [], 2, "髙橋 キヨ")
    importing.bring_in(viewer, draft.pk)
    assert Resident.objects.count() == 2
    draft, told = _held(viewer, KIYO.replace(before, after), MASAO)
    change = told.alike[0].change
    made = importing.bring_in(viewer, draft.pk, {change.resident: change.token})
    assert (made.added, made.changed, Resident.objects.count()) == (0, 1, 2)
    changed = Resident.objects.get(pk=change.resident)
    assert (changed.birth_date, changed.name) == (one.person.birth_date, one.person.name)
    importing.undo(viewer, made.pk)
    back = Resident.objects.get(pk=change.resident)
    assert (back.birth_date, back.name) == (date(1931, 2, 3), "髙橋 キヨ")


def test_somebody_said_it_is_another_person(viewer: Any) -> None:
    bring(viewer, KIYO)
    draft, _told = _held(viewer, KIYO.replace("S6.2.3", "S6.2.4"))
    assert importing.bring_in(viewer, draft.pk, apart={2}).added == 1


def test_who_is_on_the_list_themselves_is_not_asked_about(viewer: Any) -> None:
    bring(viewer, KIYO)
    _draft, told = _held(viewer, KIYO, KIYO.replace("S6.2.3", "S6.2.4"), "橘 花,タチバナ ハナ,S6.2.3,女,103,南,,")
    assert (len(told.new), told.alike) == (2, [])


def test_another_reading_is_another_person(viewer: Any) -> None:
    bring(viewer, KIYO)
    _draft, told = _held(viewer, KIYO.replace("S6.2.3", "S7.2.3").replace("タカハシ キヨ", "タカハシ ヒサヨ"))
    assert (len(told.new), told.alike) == (1, [])


def test_a_repeated_row_is_brought_in_when_somebody_says_it_is_another(viewer: Any) -> None:
    rows = (KIYO, KIYO.replace("103", "305"), KIYO.replace("103", "306"))
    draft = importing.read_list(viewer, csv(*rows), "名簿.csv")
    assert importing.bring_in(viewer, draft.pk, apart={3}).added == 2
    assert sorted(one.room for one in Resident.objects.all()) == ["103", "305"]


def test_a_repeated_row_is_another_though_the_first_is_here_already(viewer: Any) -> None:
    bring(viewer, KIYO)
    draft = importing.read_list(viewer, csv(KIYO, KIYO.replace("103", "305")), "名簿.csv")
    assert importing.bring_in(viewer, draft.pk, apart={3}).added == 1


def _give(client: Any, *rows: str) -> Any:
    file = SimpleUploadedFile("名簿.csv", csv(*rows))
    return client.post(reverse("residents:import"), {"file": file}, follow=True)


def test_the_preview_asks_about_repeated_and_corrected_rows(home: Any, signed_in: Any) -> None:
    first = _give(signed_in, KIYO)
    signed_in.post(first.request["PATH_INFO"])
    page = _give(signed_in, KIYO.replace("S6.2.3", "S6.2.4"), MASAO, MASAO.replace("205", "301"))
    assert (
        "2行目の 髙橋 キヨ さん（昭和6年（1931年）2月4日）は、いまいる 髙橋 キヨ さん（昭和6年（1931年）2月3日）"
        in page.text
    )
    assert "重なった行" in page.text and 'name="apart" value="4"' in page.text
    (alike,) = page.context["held"].alike
    told = {"row_2": f"{alike.change.resident} {alike.change.token}", "apart": "4"}
    assert signed_in.post(page.request["PATH_INFO"], told).status_code == 302
    with scope(organisation=home.pk):
        assert {(one.name, one.birth_date.day, one.room) for one in Resident.objects.all()} == {
            ("髙橋 キヨ", 4, "103"), ("橘 正雄", 5, "205"), ("橘 正雄", 5, "301"),
        }  # fmt: skip


def test_back_after_bringing_in_says_so(signed_in: Any) -> None:
    address = _give(signed_in, KIYO).request["PATH_INFO"]
    signed_in.post(address)
    for page in (signed_in.get(address), signed_in.post(f"{address}columns/")):
        assert page.status_code == 200 and "この名簿は、もう取りこみました" in page.text
        assert reverse("residents:imported", args=[address.split("/")[-2]]) in page.text


def test_a_preview_kept_by_the_version_before_still_opens(home: Any, signed_in: Any) -> None:
    page = _give(signed_in, KIYO, KIYO)
    with scope(organisation=home.pk):
        told = previews.unpack(Draft.objects.get())
        del told["doubled"]
        Draft.objects.update(packed=keeping.as_bytes(told))
    again = signed_in.get(page.request["PATH_INFO"])
    assert "重なった行" in again.text and 'name="apart"' not in again.text


# Taking a list back


def test_undo_takes_out_the_untouched_and_names_the_touched(viewer: Any) -> None:
    made = bring(viewer, KIYO, MASAO)
    masao = queries.search(viewer, "橘")[0]
    actions.record_fact(viewer, masao, "guardian", "none")
    told = importing.undo(viewer, made.pk)
    assert (told.removed, told.kept) == (1, [(masao.pk, "橘 正雄")])
    assert list(Resident.objects.all()) == [masao]
    assert not Fact.objects.exclude(resident=masao).exists()
    assert Entry.objects.filter(action="residents.import").exists()
    assert importing.undo(viewer, made.pk).removed == 0


def test_undo_keeps_whoever_another_room_has_worked_on(viewer: Any, home: Any) -> None:
    from tsukisoi.cases.models import Case

    made = bring(viewer, KIYO)
    Case.objects.create(organisation=home, resident=Resident.objects.get(), opened_on=clock.today())
    assert [name for _id, name in importing.undo(viewer, made.pk).kept] == ["髙橋 キヨ"]
    assert Case.objects.count() == 1


def test_undo_sets_back_what_a_list_changed_unless_somebody_wrote_since(viewer: Any) -> None:
    bring(viewer, KIYO, MASAO)
    made = bring(viewer, KIYO.replace("103", "104").replace("要介護4", "要介護5"), MASAO.replace("205", "206"))
    masao = queries.search(viewer, "橘")[0]
    actions.change(viewer, masao, room="301")
    told = importing.undo(viewer, made.pk)
    assert (told.restored, [name for _id, name in told.kept]) == (1, ["橘 正雄"])
    kiyo = queries.search(viewer, "髙橋")[0]
    assert (kiyo.room, queries.facts_of(viewer, [kiyo])[kiyo.pk]["care_level"]) == ("103", "care_4")
    assert queries.person(viewer, masao.pk).room == "301"


# What is never kept


def test_no_number_reaches_the_database(viewer: Any) -> None:
    head = HEAD + ",マイナンバー"
    rows = [f"{KIYO}とマイナンバー{NUMBER},{NUMBER}", f"{MASAO},"]
    draft = importing.read_list(viewer, csv(*rows, head=head), "名簿.csv")
    assert list(previews.unpack(draft)["dropped_columns"]) == ["マイナンバー"]
    assert [c["column"] for c in previews.unpack(draft)["screened_cells"]] == ["備考"]
    importing.bring_in(viewer, draft.pk)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert all(NUMBER not in str(row) for row in cursor.fetchall()), table


def test_previews_are_forgotten_after_a_day(viewer: Any) -> None:
    old = importing.read_list(viewer, csv(KIYO), "名簿.csv")
    Draft.objects.filter(pk=old.pk).update(at=clock.now() - importing.KEPT_FOR * 2)
    importing.read_list(viewer, csv(MASAO), "名簿.csv")
    assert Draft.objects.count() == 1
    with pytest.raises(Http404):
        importing.bring_in(viewer, old.pk)


def test_corrected_columns_are_remembered_for_lists_with_the_same_head(viewer: Any) -> None:
    head = "入所番号,なまえ欄,生年月日"
    rows = ["1,髙橋 キヨ,S6.2.3"]
    importing.read_list(viewer, csv(*rows, head=head), "a.csv", {"なまえ欄": "name", "入所番号": "room"})
    draft = importing.read_list(viewer, csv(*rows, head=head), "b.csv")
    (person,) = previews.people_of(previews.unpack(draft))
    assert (person.name, person.room) == ("髙橋 キヨ", "1")


# Who may


def test_a_list_is_the_whole_house_s_business(viewer: Any, home: Any, worker_in: Any) -> None:
    with pytest.raises(NotPermitted):
        importing.read_list(viewer_of(worker_in(home, "viewer")), csv(KIYO), "名簿.csv")
    worker = worker_in(home)
    Post.objects.create(organisation=home, worker=worker, unit=Unit.objects.create(organisation=home, name="北"))
    with pytest.raises(NotPermitted):
        importing.read_list(viewer_of(worker), csv(KIYO), "名簿.csv")


def test_another_organisation_and_another_worker_find_no_list(
    viewer: Any, home: Any, other_home: Any, worker_in: Any
) -> None:
    draft = importing.read_list(viewer, csv(KIYO), "名簿.csv")
    with pytest.raises(Http404):
        importing.bring_in(viewer_of(worker_in(home, "clerk")), draft.pk)
    made = importing.bring_in(viewer, draft.pk)
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        importing.undo(viewer_of(worker_in(other_home, "head")), made.pk)


def test_what_is_no_list_is_refused_in_words(viewer: Any) -> None:
    with pytest.raises(Refused):
        importing.read_list(viewer, b"%PDF-1.7", "名簿.pdf")
    assert not Draft.objects.exists()


def test_a_real_list_of_a_home(viewer: Any, tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "名簿.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["つばき苑 入居者名簿"])
    sheet.write_row(2, 0, ["No", "氏名", "ﾌﾘｶﾞﾅ", "生年月日", "部屋"])
    for n in range(200):
        sheet.write_row(
            3 + n, 0, [n + 1, f"橘 {chr(0x4E00 + n)}子", "ﾀﾁﾊﾞﾅ ﾊﾅｺ", f"S{n % 20 + 2}.1.{n % 28 + 1}", 100 + n]
        )
    book.close()
    draft = importing.read_list(viewer, (tmp_path / "名簿.xlsx").read_bytes(), "名簿.xlsx")
    assert importing.bring_in(viewer, draft.pk, all_live_here=True).added == 200
    assert Fact.objects.filter(key="residence", value="facility").count() == 200


def test_each_floor_on_a_sheet_of_its_own(signed_in: Any) -> None:
    head = ["氏名", "フリガナ", "生年月日", "性別"]
    floors = {
        "1階": [head, ["髙橋 キヨ", "タカハシ キヨ", "S6.2.3", "女"]],
        "2階": [head, ["小笠原 武", "オガサワラ タケシ", "S5.5.9", "男"], ["林 茂", "ハヤシ シゲル", "S7.1.1", "男"]],
        "祝日": [["日", "名前"], ["1/1", "元日"]],
    }
    file = SimpleUploadedFile("名簿.xlsx", sheets.book(floors))
    first = signed_in.post(reverse("residents:import"), {"file": file}, follow=True)
    [other] = first.context["sheets"].items()
    assert other[0] == "2階" and "祝日" not in first.content.decode()
    brought = signed_in.post(first.redirect_chain[-1][0], follow=True)
    assert brought.context["sheets"] == dict([other])
    second = signed_in.get(reverse("residents:preview", args=[other[1]]))
    assert "林 茂" in second.content.decode() and second.context["sheets"] == {}
    done = signed_in.post(reverse("residents:preview", args=[other[1]]), follow=True)
    assert done.context["batch"].added == 2 and done.context["sheets"] == {}


def test_the_other_sheets_of_somebody_elses_file_are_not_shown(signed_in: Any, home: Any) -> None:
    def give(data: bytes) -> Any:
        return signed_in.post(reverse("residents:import"), {"file": SimpleUploadedFile("名簿.xlsx", data)}, follow=True)

    floors = {name: [["氏名", "フリガナ", "生年月日"], [f"林 {name}", "ハヤシ", "S6.2.3"]] for name in ("1階", "2階")}
    assert list(give(sheets.book(floors)).context["sheets"]) == ["2階"]
    with scope(organisation=home.pk):
        assert Draft.objects.update(by=uuid4()) == 2
    assert give(csv(KIYO)).context["sheets"] == {}


def test_a_pasted_list_with_numbers_is_read_without_them(signed_in: Any) -> None:
    rows = (
        "氏名\tフリガナ\t生年月日\t個人番号\t備考\n"
        f"髙橋 キヨ\tタカハシ キヨ\t昭和6年2月3日\t{NUMBER}\t車椅子\n"
        f"山田 節\tヤマダ セツ\t昭和7年2月3日\t\t番号は{NUMBER}\n"
    )
    told = signed_in.post(reverse("residents:import"), {"rows": rows}, follow=True)
    page = told.content.decode()
    assert told.status_code == 200 and "髙橋 キヨ" in page and "山田 節" in page
    assert "個人番号" in page and NUMBER not in page


def test_a_pasted_text_that_is_no_list_comes_back_without_its_number(signed_in: Any) -> None:
    told = signed_in.post(reverse("residents:import"), {"rows": f"メモ {NUMBER}"})
    assert told.status_code == 422 and NUMBER not in told.content.decode()
    elsewhere = signed_in.post(reverse("residents:import"), {"rows": "氏名", NUMBER: "x"})
    assert elsewhere.status_code == 422 and NUMBER not in elsewhere.content.decode()


def test_a_list_of_which_no_column_is_wanted_brings_nobody(viewer: Any) -> None:
    columns = dict.fromkeys(HEAD.split(","))
    draft = importing.read_list(viewer, csv(KIYO), "名簿.csv", columns)
    assert previews.people_of(previews.unpack(draft)) == []


def test_a_number_whose_dashes_an_encoding_lost_is_not_brought_in(viewer: Any) -> None:
    text = csv(f"佐藤 一,サトウ ハジメ,S6.2.3,女,1234⁃5678⁃9018,南,,{NUMBER}").decode()
    draft = importing.read_list(viewer, text.encode("cp932", "replace"), "名簿.csv")
    told = previews.unpack(draft)
    assert "1234?5678?9018" not in str(told) and len(told["screened_cells"]) == 2
