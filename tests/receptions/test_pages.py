"""The pages of the plan and of the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tsukisoi.receptions import actions, queries
from tsukisoi.receptions.models import Listed, Reception
from tsukisoi.residents import actions as residents
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "visiting_reception", "on": "2026-12-18", "begins": "9:30", "ends": "12:00", "place": "1階 食堂",
    "partner": "みどり野町", "town": "みどり野町", "started": "invitation", "staffed_by": "municipality",
    "channel": "paper", "mail": "restricted", "photo_service": "on",
}  # fmt: skip


def test_one_form_makes_the_plan_and_the_page_shows_both_sides(house: Any, client: Any) -> None:
    sent = FORM | {"shared": str(new_id())}
    for _press in range(2):
        page = client.post(reverse("receptions:open"), sent, follow=True)
    assert Reception.objects.count() == 1
    text = page.content.decode()
    assert "12月18日" in text and "市区町村と打合せをします" in text and "から動かした" in text


def test_bad_input_keeps_what_was_typed(house: Any, client: Any) -> None:
    page = client.post(reverse("receptions:open"), FORM | {"ends": "9:00", "contact": "住民課 係"})
    assert page.status_code == 422 and "住民課 係" in page.content.decode() and not Reception.objects.exists()


def test_alone_and_who_comes_must_agree(house: Any, client: Any) -> None:
    page = client.post(reverse("receptions:open"), FORM | {"kind": "application_support"})
    assert page.status_code == 422 and "だれも来ない" in page.content.decode()


def test_a_step_is_done_and_not_done(house: Any, reception: Any, client: Any) -> None:
    step = queries.steps(house.viewer, reception)[0]
    client.post(reverse("receptions:step_done", args=[step.pk]))
    assert queries.step(house.viewer, step.pk).done_on == date(2026, 11, 23)
    client.post(reverse("receptions:step_done", args=[step.pk]))
    assert queries.step(house.viewer, step.pk).done_on is None


def test_today_tells_of_our_steps_only(house: Any, reception: Any, client: Any) -> None:
    text = client.get(reverse("today:today")).content.decode()
    assert "名簿にのせる人を決める" in text and "市区町村から案内が来ます" not in text


def test_what_prepares_one_reception_is_one_line_of_today(
    house: Any, reception: Any, client: Any, settings: Any
) -> None:
    settings.TSUKISOI_TODAY = reception.on
    entries = client.get(reverse("today:today")).context["sections"]["now"].entries
    ours = [entry for entry in entries if entry.line.kind == f"reception.{reception.pk}"]
    assert len(ours) == 1 and ours[0].title == "出張申請受付の準備" and len(ours[0].inside) > 3
    assert "12月18日" in ours[0].what and ours[0].button.url == reverse("receptions:reception", args=[reception.pk])


def test_nobody_prepares_for_a_day_that_is_over(house: Any, reception: Any, client: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = reception.on + timedelta(days=1)
    page = client.get(reverse("today:today"))
    text = page.content.decode()
    assert "名簿にのせる人を決める" not in text and "受付の日がすぎました" in text
    actions.hold(house.viewer, reception)
    assert "受付の日がすぎました" not in client.get(reverse("today:today")).content.decode()


def test_who_is_proposed_is_put_on_by_one_press(house: Any, reception: Any, client: Any) -> None:
    page = client.get(reverse("receptions:people", args=[reception.pk])).content.decode()
    assert "髙橋 キヨ" in page and "意思をまだ確かめていません" in page
    chosen = [str(house.people["kiyo"]), str(house.people["toru"])]
    page = client.post(reverse("receptions:put_on", args=[reception.pk]), {"people": chosen}, follow=True)
    assert "川北市" in page.content.decode() and Listed.objects.count() == 2


def test_the_day_of_one_person(house: Any, reception: Any, client: Any) -> None:
    client.post(reverse("receptions:put_on", args=[reception.pk]), {"people": [str(house.people["kiyo"])]})
    one = Listed.objects.get()
    url = reverse("receptions:listed", args=[one.pk])
    sent = {"extra_minutes": "12", "helper": "佐藤", "aid": "車椅子", "call_at": "9:40", "privacy": ""}
    assert client.post(url, sent | {"extra_minutes": "900"}).status_code == 422
    client.post(url, sent)
    assert Listed.objects.get().extra_minutes == 12
    client.post(reverse("receptions:take_off", args=[one.pk]))
    assert Listed.objects.get().place == "withdrawn"


@pytest.mark.parametrize("name", ["reception", "people", "change"])
def test_another_house_finds_nothing(reception: Any, client: Any, other_home: Any, worker_in: Any, name: str) -> None:
    client.force_login(worker_in(other_home, "head"))
    assert client.get(reverse(f"receptions:{name}", args=[reception.pk])).status_code == 404


def test_who_only_looks_cannot_change(home: Any, reception: Any, client: Any, worker_in: Any) -> None:
    client.force_login(worker_in(home, "viewer"))
    assert client.get(reverse("receptions:reception", args=[reception.pk])).status_code == 200
    assert client.post(reverse("receptions:open"), FORM).status_code == 403


def test_who_can_renew_by_that_day_is_shown_with_the_list(house: Any, client: Any, reception: Any) -> None:
    who = house.people["asked_not"]
    for key, value in {
        "insurance.card_held": True, "card.mode": "standard", "card.expires": "2031-02-03",
        "card.certificate_expires": "2027-02-03",
    }.items():  # fmt: skip
        residents.record_fact(house.viewer, who, key, value)
    url = reverse("receptions:people", args=[reception.pk])
    page = client.get(url)
    assert [row.person.pk for row in page.context["renewals"]] == [who]
    assert "更新の時期の人　1人" in page.content.decode()
    residents.record_fact(house.viewer, who, "card.certificate_expires", "2029-02-03")
    assert client.get(url).context["renewals"] == []
