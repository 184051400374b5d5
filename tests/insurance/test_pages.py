"""The pages of insurance."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tsukisoi.cases import actions as cases
from tsukisoi.insurance import actions
from tsukisoi.insurance.models import Application, Letter, Paper, Registration
from tsukisoi.residents import actions as residents

pytestmark = pytest.mark.django_db
OF_ONE = ("insurance:person", "insurance:insurer", "insurance:arrived", "insurance:registration", "insurance:apply")


@pytest.mark.parametrize("name", OF_ONE)
def test_every_page_opens(client: Any, head: Any, held: Any, union: Any, name: str) -> None:
    other = residents.enrol(head, name="山本 茂", kana="", birth_date=date(1940, 5, 5), sex="", room="")
    actions.set_insurer(head, held.pk, scheme="late_elderly", insurer=union.pk)
    for who in (held, other):
        assert client.get(reverse(name, args=[who.pk])).status_code == 200


def test_the_house_gaps_first_by_state_and_day(client: Any, head: Any, held: Any, kiyo: Any) -> None:
    residents.record_fact(head, held, "insurance.insurance_use_registered", True)
    residents.record_fact(head, held, "insurance.kind", "late_elderly")
    other = residents.enrol(head, name="山本 茂", kana="", birth_date=date(1940, 5, 5), sex="", room="101")
    residents.record_fact(head, other, "insurance.kind", "late_elderly")
    text = client.get(reverse("insurance:house")).text
    assert text.index("山本 茂") < text.index("髙橋 キヨ")
    only = client.get(reverse("insurance:house") + "?show=gap").text
    assert "山本 茂" in only and "髙橋 キヨ" not in only
    ahead = client.get(reverse("insurance:house") + "?on=2027-06-01")
    assert [line.state for line in ahead.context["lines"]] == ["gap", "gap"] and ahead.context["ahead"]
    assert client.get(reverse("insurance:house") + "?on=なに&unit=x").status_code == 200
    assert client.post(reverse("insurance:house_paper"), {"on": "2026-11-23"}).content.startswith(b"%PDF")


def test_a_paper_through_the_form(client: Any, head: Any, kiyo: Any) -> None:
    url = reverse("insurance:arrived", args=[kiyo.pk])
    sent = {"kind": "eligibility_certificate", "arrived_on": "2026/11/20", "expires": "令和9年7月31日", "place": "金庫"}
    refused = client.post(url, sent | {"arrived_on": "2027/1/1"})
    assert refused.status_code == 422 and "金庫" in refused.text
    assert client.post(url, sent).status_code == 302
    assert Paper.objects.get().expires == date(2027, 7, 31)
    page = client.get(reverse("insurance:person", args=[kiyo.pk])).text
    assert "資格確認書" in page and "金庫" in page
    ended = reverse("insurance:ended", args=[kiyo.pk, "eligibility_certificate"])
    assert client.post(ended, {"why": "destroyed"}).status_code == 302
    assert Paper.objects.get().ended_why == "destroyed"
    assert client.post(ended, {"why": "?"}).status_code == 404


def test_registration_and_insurer_through_the_forms(client: Any, head: Any, held: Any, union: Any) -> None:
    client.post(reverse("insurance:insurer", args=[held.pk]), {"scheme": "late_elderly", "insurer": str(union.pk)})
    client.post(
        reverse("insurance:registration", args=[held.pk]), {"step": "registered", "how": "reader", "on": "2026/11/1"}
    )
    assert Registration.objects.get().how == "reader"
    page = client.get(reverse("insurance:person", args=[held.pk])).text
    assert "みどり県後期高齢者医療広域連合" in page and "登録している" in page
    residents.record_fact(head, held, "card.mode", "face_auth")
    told = {"step": "registered", "how": "own_device", "on": "2026/11/2"}
    refused = client.post(reverse("insurance:registration", args=[held.pk]), told)
    assert refused.status_code == 422 and "暗証番号がない" in refused.text


def test_an_application_through_the_pages(client: Any, head: Any, kiyo: Any) -> None:
    url = reverse("insurance:apply", args=[kiyo.pk])
    sent = {"ground": "needs_support", "asked_by": "staff", "applies": "facility_staff", "checked_how": "絵を見せて"}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "絵を見せて" in refused.text
    cases.record_attempt(
        head, kiyo.pk, matter="certificate", at=datetime(2026, 11, 12, 10, tzinfo=ZoneInfo("Asia/Tokyo")),
        explained_by="佐藤", methods=[], answer="yes_wants",
    )  # fmt: skip
    assert client.post(url, sent).status_code == 302
    one = Application.objects.get()
    assert client.post(reverse("insurance:sheet", args=[kiyo.pk, one.pk])).content.startswith(b"%PDF")
    outcome = reverse("insurance:outcome", args=[kiyo.pk, one.pk])
    client.post(outcome, {"outcome": "sent", "on": "2026/11/13"})
    client.post(outcome, {"outcome": "sent", "on": "いつか"})
    assert Application.objects.get().sent_on == date(2026, 11, 13)
    client.post(outcome, {"outcome": "refused", "on": "2026/11/20", "why": "書類が足りない"})
    assert Application.objects.get().why == "書類が足りない"


def test_the_summer(client: Any, head: Any, kiyo: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2027, 7, 10)
    residents.record_fact(head, kiyo, "insurance.kind", "late_elderly")
    residents.record_fact(head, kiyo, "registered_elsewhere", True)
    page = client.get(reverse("insurance:campaign"))
    assert "ここには届かない" in page.text and page.context["lines"][0].age == 96
    url = reverse("insurance:letter", args=[kiyo.pk])
    assert client.post(url, {"cycle": "2027-08-01", "what": "returned", "note": ""}).status_code == 302
    assert Letter.objects.get().returned_on == date(2027, 7, 10)
    assert "戻ってしまった" in client.get(reverse("insurance:campaign")).text
    assert "保険の書類が戻ってしまいました" in client.get(reverse("today:today")).text
    assert client.post(url, {"cycle": "?", "what": "returned"}).status_code == 404


def test_nothing_of_another_house(client: Any, kiyo: Any, other_home: Any, worker_in: Any) -> None:
    client.force_login(worker_in(other_home, "head"))
    for name in OF_ONE:
        assert client.get(reverse(name, args=[kiyo.pk])).status_code == 404


def test_a_recipient_certificate_has_its_own_day_on_the_first_page(client: Any, head: Any, kiyo: Any) -> None:
    actions.paper_arrived(
        head, kiyo.pk, kind="medical_recipient_certificate", name="自立支援医療", arrived_on=date(2026, 1, 10),
        expires=date(2026, 12, 20),
    )  # fmt: skip
    assert "自立支援医療の更新を申請する" in client.get("/").text


def test_near_a_75th_birthday_the_form_asks_of_which_insurance_a_paper_is(client: Any, head: Any) -> None:
    person = residents.enrol(head, name="備中 千代", kana="", birth_date=date(1951, 12, 20), sex="", room="")
    residents.record_fact(head, person, "insurance.kind", "national_health")
    url = reverse("insurance:arrived", args=[person.pk])
    sent = {"kind": "eligibility_certificate", "arrived_on": "2026/11/20", "expires": "2027/7/31", "place": "金庫"}
    refused = client.post(url, sent)
    assert refused.status_code == 422 and "まもなく75歳です" in refused.text and "金庫" in refused.text
    assert client.post(url, sent | {"scheme": "late_elderly"}).status_code == 302
    assert Paper.objects.get(ended_on=None).scheme == "late_elderly"
    assert "scheme" not in client.get(reverse("insurance:arrived", args=[_other(head).pk])).context["form"].fields


def _other(head: Any) -> Any:
    return residents.enrol(head, name="山本 茂", kana="", birth_date=date(1990, 5, 5), sex="", room="")
