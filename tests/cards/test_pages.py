"""The pages of a card: every one opens, says what stops before it is chosen, and keeps what was typed."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from tsukisoi.cards import actions, papers
from tsukisoi.cards.models import Clock, Errand, Event, Round
from tsukisoi.cards.points import to_ask
from tsukisoi.cases import actions as cases
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register

pytestmark = pytest.mark.django_db
OF_ONE = ("cards:card", "cards:read", "cards:received", "cards:happened", "cards:switch", "cards:switched",
          "cards:renewal",
          "cards:renewed", "cases:person")  # fmt: skip


def _facts(head: Any, who: Any) -> dict[str, Any]:
    return register.facts_of(head, [register.person(head, who.pk)])[who.pk]


@pytest.mark.parametrize("name", OF_ONE)
def test_every_page_opens_with_and_without_a_card(client: Any, head: Any, held: Any, name: str) -> None:
    other = residents.enrol(head, name="山本 茂", kana="", birth_date=date(1940, 5, 5), sex="", room="")
    for who in (held, other):
        page = client.get(reverse(name, args=[who.pk]))
        assert page.status_code == 200 and who.name in page.text


def test_the_card_page_says_where_each_day_is_from(client: Any, head: Any, held: Any) -> None:
    residents.forget_fact(head, held, "card.certificate_expires")
    text = client.get(reverse("cards:card", args=[held.pk])).text
    assert "書いてある日" in text and "計算した日" in text and "2027年2月3日" in text


def test_dates_are_written_through_the_form(client: Any, head: Any, held: Any) -> None:
    page = client.get(reverse("cards:read", args=[held.pk]))
    sent = {"mode": "standard", "issued": "令和4年3月1日", "expires": "2032/2/3", "certificate_expires": "あした",
            "told_by": "paper", "was": page.context["form"]["was"].value()}  # fmt: skip
    refused = client.post(reverse("cards:read", args=[held.pk]), sent)
    assert refused.status_code == 422 and "あした" in refused.text and "2032/2/3" in refused.text
    assert client.post(reverse("cards:read", args=[held.pk]), sent | {"certificate_expires": ""}).status_code == 302
    assert "card.certificate_expires" not in _facts(head, held)
    late = client.post(reverse("cards:read", args=[held.pk]), sent | {"certificate_expires": "2028/2/3"})
    assert late.status_code == 422 and "ほかの人が書きかえました" in late.text


def test_what_stops_stands_before_the_choice(client: Any, held: Any) -> None:
    text = client.get(reverse("cards:switch", args=[held.pk])).text
    assert text.index("できなくなる") < text.index("だれが行くか")
    assert "マイナポータルを見る" in text and "まだうかがっていない" in text
    marks = {row["face"]: row["mark"] for row in papers._choice(held)["rows"]}
    assert marks["できる"] == "○" and marks["できない"] == "×" and marks["病院に聞く"] == "？", "on the paper, too"


def test_the_switch_by_an_agent_from_the_form_to_the_history(client: Any, head: Any, held: Any) -> None:
    url = reverse("cards:switch", args=[held.pk]) + "?who=free_agent"
    assert "その日に終わる" in client.get(url).text
    assert "2回行く" in client.get(url + "&certificate_too=on").text
    client.post(url, {"form_from": "みどり野町のホームページ", "form_on": "2026/11/10", "signed_on": "2026/11/12"})
    assert Errand.objects.get().form_from == "みどり野町のホームページ"
    done = {"on": "2026/11/20", "mode": "face_auth", "who": "free_agent", "registered_later": "agent"}
    refused = client.post(reverse("cards:switched", args=[held.pk]), done)
    assert refused.status_code == 422 and "意思確認" in refused.text
    cases.record_attempt(
        head, held.pk, matter="mode", at=datetime(2026, 11, 12, 10, tzinfo=ZoneInfo("Asia/Tokyo")), explained_by="佐藤",
        methods=[], answer="yes_wants",
    )  # fmt: skip
    refused = client.post(reverse("cards:switched", args=[held.pk]), done | {"registered_later": ""})
    assert refused.status_code == 422 and "利用登録が先" in refused.text
    assert client.post(reverse("cards:switched", args=[held.pk]), done).status_code == 302
    page = client.get(reverse("cards:card", args=[held.pk])).text
    assert "みどり野町のホームページ" in page and "設定を切り替えた" in page and "すんだ" in page
    assert Event.objects.get().after == {"card.mode": "face_auth"}


def test_one_visit_or_two_and_why(client: Any, held: Any) -> None:
    url = reverse("cards:renewal", args=[held.pk])
    for sealed, visits in (("yes", "その日に終わる"), ("no", "2回行く")):
        client.post(url, {"who": "free_agent", "sealed": sealed, "pin_remembered": "yes", "booked_for": "2026/12/1"})
        assert visits in client.get(url).text
    assert "中は見ません" in client.get(url).text


def test_when_to_book_is_what_the_town_said(client: Any, head: Any, held: Any) -> None:
    url = reverse("cards:renewal", args=[held.pk])
    assert "まだ町に聞いていません" in client.get(url).text
    town = municipalities.open_home(head, "みどり野町")
    municipalities.answer(head, town, "renewal.wait_days", 21, "住民課へ電話", date(2026, 11, 20))
    municipalities.answer(head, town, "renewal.booking_days", 7, "住民課へ電話", date(2026, 11, 20))
    page = client.get(url)
    assert "21日待ち" in page.text and "住民課へ電話" in page.text
    assert page.context["book_by"] == date(2027, 1, 13)
    actions.plan_errand(head, held.pk, "certificate", who="free_agent")
    found = {(point.office, point.table, point.key) for point in to_ask(head)}
    assert (town.pk, "", "renewal.conditions") in found and (town.pk, "", "renewal.wait_days") not in found
    actions.plan_errand(head, held.pk, "switch", who="free_agent")
    assert (town.pk, "", "mode.own_form") in {(p.office, p.table, p.key) for p in to_ask(head)}


def test_lost_and_found(client: Any, head: Any, held: Any) -> None:
    url = reverse("cards:happened", args=[held.pk])
    assert client.post(url, {"happening": "lost", "on": "2026/11/20"}).status_code == 302
    assert _facts(head, held)["insurance.card_lost"] is True
    assert client.post(url, {"happening": "found", "on": "2026/12/20"}).status_code == 422
    assert client.post(url, {"happening": "found", "on": "2026/11/21"}).status_code == 302


def test_papers_of_both_errands(client: Any, held: Any) -> None:
    url = reverse("cards:papers", args=[held.pk])
    for kind, who in (("switch", "free_agent"), ("certificate", ""), ("switch_with_certificate", "statutory")):
        made = client.post(url, {"kind": kind, "who": who})
        assert made.content.startswith(b"%PDF") and made["Content-Type"] == "application/pdf"


def test_what_ends_and_the_wave(client: Any, head: Any, held: Any, settings: Any) -> None:
    assert Clock.objects.exists()
    page = client.get(reverse("cards:ending"))
    assert "髙橋 キヨ" in page.text and Round.objects.get().finished_at
    assert "2027年2月" in client.get(reverse("cards:wave")).text
    assert client.get(reverse("cards:ending") + "?kind=card").status_code == 200
    assert client.get(reverse("cards:ending") + "?kind=x&after=broken").status_code == 200


def test_an_onlooker_sees_and_writes_nothing(client: Any, held: Any, home: Any, worker_in: Any) -> None:
    client.force_login(worker_in(home, "viewer"))
    assert client.get(reverse("cards:card", args=[held.pk])).status_code == 200
    done = {"happening": "lost", "on": "2026/11/20"}
    assert client.post(reverse("cards:happened", args=[held.pk]), done).status_code == 403
    assert client.post(reverse("cards:renewal", args=[held.pk]), {"who": "self"}).status_code == 403
    assert not Event.objects.exists() and not Errand.objects.exists()


def test_errand_dropped(client: Any, head: Any, held: Any) -> None:
    made = actions.plan_errand(head, held.pk, "certificate", who="self")
    assert client.post(reverse("cards:drop", args=[held.pk, made.pk])).status_code == 302
    assert Errand.objects.get().dropped_on
