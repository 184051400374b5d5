"""A town's own days, the keys of partners, the round of homes, and what a town answered about money."""

from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from tsukisoi.municipalities import actions as municipalities
from tsukisoi.packets import queries as packets
from tsukisoi.receptions import actions, money, proposing, queries, walking
from tsukisoi.residents import queries as residents
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db


def _due(house: Any, reception: Any) -> dict[str, date]:
    return {step.code: step.due for step in queries.steps(house.viewer, reception)}


def test_the_days_of_a_town_move_its_plans(house: Any, reception: Any, client: Any) -> None:
    before = _due(house, reception)
    assert before["mailed"] == date(2027, 1, 4) and before["card_to_town"] == date(2027, 1, 4)
    url = reverse("receptions:town", args=[house.here.pk])
    assert "受付の 30日前" in client.get(url).content.decode()
    refused = client.post(url, {"days_notice": "45"})
    assert refused.status_code == 422 and "だれに聞いたか" in refused.content.decode()
    assert 'value="45"' in refused.content.decode()
    sent = {"days_notice": "45", "days_mailed": "40", "days_keep_returned": "90", "source": "住民課へ電話"}
    assert client.post(url, sent).status_code == 302
    after = _due(house, reception)
    assert after["notice"] == date(2026, 11, 2) and after["mailed"] == date(2027, 1, 27)
    kept = queries.lead_times(house.viewer, "みどり野町")
    assert {code: row.days for code, row in kept.items()} == {"notice": -45, "mailed": 40, "keep_returned": 90}
    assert actions.set_lead_times(house.viewer, "みどり野町", {"notice": -45}, "住民課へ電話") == 0
    assert "3つ、聞いてある" in client.get(reverse("receptions:towns")).content.decode()
    client.post(url, {"days_mailed": "40", "days_keep_returned": "90"})
    assert _due(house, reception)["notice"] == before["notice"]


def test_what_the_town_answered_on_its_own_page_counts_too(house: Any, reception: Any) -> None:
    for key, value in (("reception.roster_days", 20), ("reception.lead_days", 60)):
        municipalities.answer(house.viewer, house.here, key, value, source="電話", checked_on=date(2026, 11, 20))
    actions.replan(house.viewer, reception)
    due = _due(house, reception)
    assert due["list_sent"] == date(2026, 11, 27) and due["notice"] == date(2026, 10, 19)


def test_nobody_mails_where_the_card_is_fetched(house: Any, reception: Any) -> None:
    made = actions.change(house.viewer, reception, mail="none")
    assert "mailed" not in _due(house, made)


def test_the_days_of_a_town_are_for_whoever_may_edit_it(house: Any, client: Any, worker_in: Any, home: Any) -> None:
    looks = worker_in(home, "viewer")
    client.force_login(looks)
    url = reverse("receptions:town", args=[house.here.pk])
    assert client.get(url).status_code == 200 and client.post(url, {"days_notice": "9"}).status_code == 403
    with pytest.raises(NotPermitted):
        actions.set_lead_times(viewer_of(looks), "みどり野町", {"notice": -9}, "電話")


def test_the_keys_of_partners(house: Any, reception: Any, town_hall: Any, client: Any) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"]])
    made = actions.hand_over(house.viewer, reception, delete_on=date(2027, 3, 1))
    with scope(organisation=town_hall.organisation):
        there, _opened = actions.take(town_hall, made.content, made.code)
        back = actions.hand_over(town_hall, there, delete_on=date(2027, 3, 1))
    actions.take(house.viewer, back.content, back.code)
    partner = packets.partners(house.viewer)[0]
    words = packets.public_of(partner).words
    page = reverse("receptions:partners")
    assert words in client.get(page).content.decode()
    confirm = reverse("receptions:confirm_partner", args=[partner.pk])
    for _time in range(2):
        assert client.post(confirm).status_code == 302
    assert packets.partners(house.viewer)[0].confirmed_on == date(2026, 11, 23)
    client.post(reverse("receptions:forget_partner", args=[partner.pk]))
    assert packets.partners(house.viewer) == [] and client.post(confirm).status_code == 404


def test_the_round_goes_by_time_and_then_by_number(house: Any, client: Any) -> None:
    made = actions.open_reception(
        house.viewer, kind="home_visit_reception", on=date(2026, 12, 18), begins=time(9), ends=time(12), place="個人宅",
        town="みどり野町",
    )  # fmt: skip
    addresses = ["みどり野町本町２丁目１０番", "みどり野町本町2-9", "みどり野町本町2-10", "みどり野町上原6-6"]
    for n, address in enumerate(addresses):
        actions.put_on(
            house.viewer, made, name=f"架空 {n}", address=address, call_at=time(9, 30) if n == 3 else None,
            notification_card="lost" if n == 1 else "", cares=["deaf"] if n == 1 else [],
        )  # fmt: skip
    homes = walking.homes(queries.people(house.viewer, made), made, 10)
    assert [home.listed.name for home in homes] == ["架空 3", "架空 1", "架空 0", "架空 2"]
    assert [home.together for home in homes] == [False, False, False, True]
    assert {"通知カードの紛失届", "筆談の用意"} < set(homes[1].bring) and "通知カードの紛失届" not in homes[0].bring
    page = client.get(reverse("receptions:round", args=[made.pk])).content.decode()
    assert "前の人と同じ家" in page and "4つあります" in page


def test_who_waits_or_stands_on_another_list_is_not_ticked(house: Any, reception: Any) -> None:
    other = actions.open_reception(
        house.viewer, on=date(2026, 12, 4), begins=time(9), ends=time(12), place="2階", town="みどり野町"
    )
    actions.put_on_residents(house.viewer, other, [house.people["kiyo"]])
    lines = proposing.lines(house.viewer, reception, list(residents.everybody(house.viewer)))
    told = {line.resident.pk: (line.fits, line.blocked, line.why) for line in lines}
    assert told[house.people["kiyo"]] == (True, True, "12月4日（金）の受付の名簿にのっています。")
    actions.change(house.viewer, other, on=date(2026, 11, 20))
    actions.set_mark(house.viewer, queries.people(house.viewer, other), "applied", date(2026, 11, 20))
    lines = proposing.lines(house.viewer, reception, list(residents.everybody(house.viewer)))
    assert {line.why for line in lines if line.resident.pk == house.people["kiyo"]} == {
        "申請して、カードを待っています。"
    }


def _work(born: date | None = None, **more: Any) -> money.Work:
    from tsukisoi.receptions.models import Listed

    return money.Work(Listed(birth_date=born, **more), "support", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("told", "claim", "work", "said"),
    [
        ({"paid": "none"}, {}, {}, "ありません（町の答え）"),
        ({"paid": "contract"}, {}, {}, "この方式では"),
        ({"until": date(2026, 11, 19)}, {}, {}, "締切をすぎて"),
        ({"other_towns": False}, {}, {"elsewhere": True}, "対象になりません（町の答え）"),
        ({}, {"yen_support": None, "yen_proxy": 4000}, {}, "協議していません（額"),
        ({}, {}, {"elsewhere": True}, "対象か、町に聞きます"),
        ({}, {"consulted_on": date(2026, 3, 30)}, {}, "協議した年度とちがいます"),
        ({}, {}, {"born": date(1980, 1, 1)}, "対象の人"),
        ({}, {}, {"born": date(1980, 1, 1), "representative": "成年後見人"}, ""),
        ({"paid": "both", "other_towns": True}, {}, {"elsewhere": True}, ""),
    ],
)
def test_what_a_town_refuses_and_what_it_is_asked(told: Any, claim: Any, work: Any, said: str) -> None:
    from tsukisoi.receptions.models import Claim, Reception

    agreed = {"consulted_on": date(2026, 11, 1), "own_account": True, "yen_support": 4000, **claim}
    reception = Reception(kind="application_support", side="support_organisation")
    one = _work(**{"born": date(1940, 1, 1), **work})
    line = money.lines(reception, Claim(**agreed), [one], money.Told(**told))[0]
    assert (said in (line.refused or line.ask)) if said else (line.refused, line.ask) == ("", "")
    assert bool(line.refused) == (said != "" and "聞きます" not in said and "年度" not in said and said != "対象の人")
