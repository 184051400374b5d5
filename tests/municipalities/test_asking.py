"""What is asked of offices: one question for many people, who asked and answered, what an office says of itself."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions, guidance, particulars, points, queries
from tsukisoi.municipalities.models import Inquiry, Office
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db

_DAY = date(2026, 11, 20)
_VISIT = "municipality.visiting_reception"
_KNOWN = {"residence": "facility", "care_level": "care_4", "guardian": "none", "notification_card": "held"}


@pytest.fixture
def head(home: Any, signed_in: Any) -> Any:
    with scope(organisation=home.pk):
        yield viewer_of(Worker.objects.get(organisation=home))


@pytest.fixture
def town(head: Any) -> Office:
    return actions.open_home(head, "みどり野町")


def _person(viewer: Any, name: str, office: Office | None = None, **facts: Any) -> Any:
    person = residents.enrol(
        viewer, name=name, kana="", birth_date=date(1980, 2, 3), sex="", room="103",
        office_id=office.pk if office else None,
    )  # fmt: skip
    for key, value in facts.items():
        residents.record_fact(viewer, person, key, value)
    return person


def test_every_particular_says_what_it_is_in_both_languages() -> None:
    for key, one in particulars.particulars().items():
        assert one.ja and one.en and one.kind in ("municipality", "insurer"), key
        assert bool(one.codes) == (one.holds in ("code", "codes")), key


def test_what_a_town_says_of_itself_is_kept_as_it_was_meant(head: Any, town: Office) -> None:
    actions.answer(head, town, "delivery.pickup_months", "3", "町のページ")
    actions.answer(head, town, "delivery.booking", "agents_only", "電話")
    actions.answer(head, town, "support_money.until", date(2027, 3, 12), "電話")
    actions.answer(head, town, "delivery.staff_papers", " 社員証  と名刺 ", "電話")
    assert queries.particulars(head, town) == {
        "delivery.pickup_months": 3, "delivery.booking": "agents_only", "support_money.until": "2027-03-12",
        "delivery.staff_papers": "社員証 と名刺",
    }  # fmt: skip
    assert queries.office_facts(head, town) == {}
    assert guidance.in_words("delivery.pickup_months", 3) == "3か月"
    for key, wrong in (("delivery.pickup_months", "-1"), ("delivery.booking", "maybe"), ("support_money.until", "x")):
        with pytest.raises(ValidationError):
            actions.answer(head, town, key, wrong, "電話")
    with pytest.raises(ValidationError):
        actions.answer(head, town, "certificate.days", 10, "電話")  # that is for an insurer
    with pytest.raises(ValidationError):
        actions.answer(head, town, "delivery.staff_papers", "番号 1234 5678 9018", "電話")


def test_an_insurer_has_its_own_questions_and_they_travel_by_file(head: Any, signed_in: Client) -> None:
    insurer = actions.add_office(head, "広域連合", kind="insurer")
    actions.answer(head, insurer, "certificate.days", 10, "電話", _DAY)
    page = signed_in.get(reverse("municipalities:office", args=[insurer.pk])).content.decode()
    assert "申請から届くまでの日数" in page and "10日" in page and "受取の予約" not in page
    text = guidance.export(head, insurer)
    assert guidance.bring(text).items[0].value == 10
    with pytest.raises(ValidationError):
        guidance.bring(text.replace("certificate.days", "delivery.pickup_months"))


@pytest.mark.parametrize(
    ("key", "sent"),
    [("delivery.pickup_months", "3"), ("delivery.staff_papers", "社員証"), ("support_money.until", "R9.3.12")],
)
def test_what_is_typed_is_answered_on_a_page(signed_in: Client, head: Any, town: Office, key: str, sent: str) -> None:
    address = reverse("municipalities:answer", args=[town.pk, key])
    assert signed_in.get(address).status_code == 200
    day = {"checked_on": "R8.11.20", "was": "", "source": "電話"}
    assert signed_in.post(address, day | {"value": sent}).status_code == 302
    shown = signed_in.get(address).content.decode()
    assert ("令和9年" in shown) if key.endswith("until") else (sent in shown)
    bad = signed_in.post(address, day | {"value": "あ" * 201})
    assert bad.status_code == 422 and "電話" in bad.content.decode()


def test_the_same_question_of_two_people_is_one_and_goes_to_the_right_town(
    head: Any, town: Office, signed_in: Client
) -> None:
    city = actions.add_office(head, "川北市")
    first, second = (_person(head, name, city, **_KNOWN) for name in ("森 一", "林 二"))
    calls = points.calls(head, points.points(head))
    lines = {(call.office.pk, line.key): line for call in calls if call.office for line in call.lines}
    asked = lines[town.pk, _VISIT]
    assert set(asked.people_ids) == {first.pk, second.pk}
    assert (city.pk, _VISIT) not in lines
    page = signed_in.get(reverse("cases:questions")).content.decode()
    assert page.count(reverse("municipalities:inquiry", args=[town.pk, "answers", _VISIT])) == 1


def test_asked_then_answered(head: Any, town: Office, signed_in: Client) -> None:
    _person(head, "森 一", **_KNOWN)
    address = reverse("municipalities:inquiry", args=[town.pk, "answers", _VISIT])
    assert "森 一" in signed_in.get(address).content.decode()
    for _twice in range(2):
        told = signed_in.post(address, {"asked_on": "R8.11.20", "asked_whom": "住民課 折り返し待ち"})
        assert told.status_code == 302
    row = Inquiry.objects.get()
    assert (row.asked_on, row.is_answered) == (_DAY, False)
    assert Entry.objects.filter(action="municipalities.ask").count() == 1
    line = next(line for call in points.calls(head, points.points(head)) for line in call.lines if line.key == _VISIT)
    assert line.state == "asked"
    actions.answer(head, town, _VISIT, True, "住民課 係の方", _DAY)
    row.refresh_from_db()
    assert (row.reply, row.replied_by, row.replied_on) == ("はい", "住民課 係の方", _DAY)


def test_an_answer_that_is_no_rule_settles_the_question_for_half_a_year(head: Any, town: Office) -> None:
    table, key = "proxy.agents", "sub_agent_of_ward"
    actions.reply(head, town, table, key, reply="一人ずつ相談", replied_by="係の方", replied_on=_DAY)
    assert queries.is_settled(queries.inquiry(head, town, table, key))
    actions.reply(head, town, table, key, reply="一人ずつ相談", replied_by="係の方", replied_on=date(2026, 1, 5))
    assert not queries.is_settled(queries.inquiry(head, town, table, key))


def test_bad_input_keeps_what_was_typed(head: Any, town: Office, signed_in: Client) -> None:
    address = reverse("municipalities:inquiry", args=[town.pk, "answers", _VISIT])
    told = signed_in.post(address, {"reply": "くわしくは相談", "replied_by": "", "replied_on": "R8.11.20"})
    assert told.status_code == 422 and "くわしくは相談" in told.content.decode()
    ahead = signed_in.post(address, {"asked_on": "R9.1.1", "asked_whom": "住民課"})
    assert ahead.status_code == 422 and "住民課" in ahead.content.decode()


def test_who_may_not_and_who_is_elsewhere(home: Any, head: Any, town: Office, other_home: Any, worker_in: Any) -> None:
    address = reverse("municipalities:inquiry", args=[town.pk, "answers", _VISIT])
    custodian, stranger = Client(), Client()
    custodian.force_login(worker_in(home, "custodian"))
    stranger.force_login(worker_in(other_home, "head"))
    assert custodian.post(address, {"asked_on": "R8.11.20"}).status_code == 403
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_a_row_to_be_confirmed_is_asked_by_what_it_is_about(head: Any, town: Office, signed_in: Client) -> None:
    person = _person(head, "森 一", **_KNOWN)
    found = points.Point(town.pk, "proxy.difficulty", "social_withdrawal", (person,))
    line = points.calls(head, [found, found])[0].lines[0]
    assert "来庁が困難" in line.words and line.why and len(line.people) == 1
    page = signed_in.get(reverse("municipalities:inquiry", args=[town.pk, found.table, found.key])).content.decode()
    assert reverse("municipalities:difference", args=[town.pk, found.table, found.key]) in page


def test_a_question_that_is_none(head: Any, town: Office, signed_in: Client) -> None:
    for table, key in (("answers", "certificate.days"), ("proxy.agents", "no_such_row"), ("answers", "x")):
        assert signed_in.get(reverse("municipalities:inquiry", args=[town.pk, table, key])).status_code == 404
