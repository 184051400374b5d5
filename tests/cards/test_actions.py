"""What becomes of a card, and that its facts are said in one place only."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django_scopes import scope

from tsukisoi.cards import actions, guidance, queries
from tsukisoi.cards.models import Clock, Errand, Event, Round
from tsukisoi.cases import actions as cases
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def _facts(head: Any, who: Any) -> dict[str, Any]:
    return register.facts_of(head, [register.person(head, who.pk)])[who.pk]


def _wants(head: Any, who: Any, matter: str = "mode", answer: str = "yes_wants", by: str = "self") -> None:
    cases.record_attempt(
        head, who.pk, matter=matter, at=datetime(2026, 11, 19, 10, tzinfo=ZoneInfo("Asia/Tokyo")),
        explained_by="佐藤 美咲",
        methods=[], answer=answer, answered_by=by,
    )  # fmt: skip


def test_what_is_read_off_the_card_becomes_facts_and_history(head: Any, kiyo: Any) -> None:
    said = {"card.mode": "standard", "card.issued": date(2022, 3, 1), "card.expires": date(2032, 2, 3)}
    for _again in range(2):
        actions.read_dates(head, kiyo.pk, said)
    assert _facts(head, kiyo)["card.expires"] == "2032-02-03"
    assert Event.objects.count() == 1
    now = guidance.card_now(_facts(head, kiyo), DAY)
    assert (now.state, now.mode, now.clock("card").origin) == ("held", "standard", "printed")
    assert now.certificate_ends == date(2027, 2, 3) and now.clock("certificate").origin == "derived"


def test_somebody_wrote_meanwhile(head: Any, held: Any) -> None:
    was = queries.token(head, held, guidance.KEYS)
    actions.read_dates(head, held.pk, {"card.expires": date(2031, 2, 3)})
    with pytest.raises(actions.ChangedMeanwhile):
        actions.read_dates(head, held.pk, {"card.expires": date(2030, 2, 3)}, was=was)


def test_a_new_card_takes_the_days_of_the_old_one_away(head: Any, held: Any) -> None:
    actions.lose(head, held.pk, on=date(2026, 11, 1))
    assert guidance.state_of(_facts(head, held)) == "lost"
    for _again in range(2):
        actions.receive(head, held.pk, on=DAY, mode="face_auth", expires=date(2037, 2, 3), place="金庫")
    facts = _facts(head, held)
    assert (facts["card.mode"], facts["card.issued"]) == ("face_auth", "2026-11-20")
    assert "event.kind" not in facts and facts["insurance.card_lost"] is False
    assert "my_number_card" in facts["identity_documents"]
    assert "card.certificate_expires" not in facts
    assert [event.happening for event in queries.events(head, held.pk)] == ["received", "lost"]
    assert guidance.card_now(facts, DAY).certificate_ends == date(2031, 2, 3)


def test_an_early_replacement_is_read_from_the_card_only(head: Any, held: Any) -> None:
    actions.receive(head, held.pk, on=DAY, mode="standard")
    assert queries.renewed_early(head, [held.pk]) == {held.pk}
    now = guidance.card_now(_facts(head, held), DAY, renewed_early=True)
    assert now.card_ends is None and now.unread and now.clock("card").why_words


def test_a_certificate_renewed_in_time_ends_at_the_sixth_birthday(head: Any, held: Any) -> None:
    actions.plan_errand(head, held.pk, "certificate", who="free_agent", sealed=True)
    for _again in range(2):
        actions.renew_certificate(head, held.pk, on=DAY, who="free_agent")
    facts = _facts(head, held)
    assert facts["card.certificate_renewed_before_expiry"] is True and "card.certificate_expires" not in facts
    assert guidance.card_now(facts, DAY).certificate_ends == date(2032, 2, 3)
    assert Errand.objects.get().done_on == DAY
    assert Event.objects.filter(happening="certificate").count() == 1


def test_switching_needs_the_persons_own_yes_and_the_registration_first(head: Any, held: Any) -> None:
    told = {"on": DAY, "mode": "face_auth", "who": "free_agent"}
    with pytest.raises(ValidationError, match="意思確認"):
        actions.switch(head, held.pk, **told)
    _wants(head, held, by="family")
    with pytest.raises(ValidationError, match="意思確認"):
        actions.switch(head, held.pk, **told)
    _wants(head, held)
    with pytest.raises(ValidationError, match="利用登録が先"):
        actions.switch(head, held.pk, **told)
    assert _facts(head, held)["card.mode"] == "standard" and not Event.objects.exists()
    residents.record_fact(head, held, "insurance.insurance_use_registered", True)
    for _again in range(2):
        actions.switch(head, held.pk, **told)
    assert _facts(head, held)["card.mode"] == "face_auth" and Event.objects.count() == 1


def test_without_registration_only_with_the_reason_why_it_comes_later(head: Any, held: Any) -> None:
    _wants(head, held)
    actions.switch(head, held.pk, on=DAY, mode="face_auth", who="free_agent", registered_later="agent")
    assert queries.events(head, held.pk)[0].note == "agent"


def test_a_switch_with_certificate_work_is_one_act(head: Any, held: Any) -> None:
    _wants(head, held)
    residents.record_fact(head, held, "insurance.insurance_use_registered", True)
    actions.plan_errand(head, held.pk, "switch_with_certificate", who="free_agent", form_from="住民課の窓口")
    actions.switch(head, held.pk, on=DAY, mode="face_auth", who="free_agent", certificate_too=True,
                   certificate_expires=date(2032, 2, 3))  # fmt: skip
    assert {event.happening for event in queries.events(head, held.pk)} == {"mode", "certificate"}
    assert Errand.objects.get().done_on == DAY


def test_back_to_an_ordinary_card(head: Any, held: Any) -> None:
    _wants(head, held)
    residents.record_fact(head, held, "insurance.insurance_use_registered", True)
    actions.switch(head, held.pk, on=DAY, mode="face_auth", who="self")
    actions.switch(head, held.pk, on=DAY, mode="standard", who="self")
    actions.switch(head, held.pk, on=DAY, mode="face_auth", who="self")
    assert [event.after["card.mode"] for event in queries.events(head, held.pk)] == [
        "face_auth",
        "standard",
        "face_auth",
    ]


def test_found_broken_returned(head: Any, held: Any) -> None:
    actions.lose(head, held.pk, on=DAY, reported_on=date(2026, 11, 22), note="食堂")
    assert _facts(head, held)["event.on"] == "2026-11-22"
    actions.find(head, held.pk, on=DAY)
    assert guidance.state_of(_facts(head, held)) == "held"
    actions.damage(head, held.pk, on=DAY)
    assert guidance.state_of(_facts(head, held)) == "damaged"
    actions.give_back(head, held.pk, on=DAY)
    assert guidance.state_of(_facts(head, held)) == "returned"


def test_nothing_lies_in_the_future_and_nothing_secret_is_kept(head: Any, held: Any) -> None:
    with pytest.raises(ValidationError, match="これからの日"):
        actions.lose(head, held.pk, on=date(2026, 12, 1))
    with pytest.raises(ValidationError):
        actions.lose(head, held.pk, on=DAY, note="暗証番号は7391です")
    with pytest.raises(ValidationError):
        actions.plan_errand(head, held.pk, "certificate", note="暗証番号は7391です")
    assert not Event.objects.exists() and not Errand.objects.exists()


def test_who_may_not_and_whose_it_is_not(head: Any, held: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    onlooker = viewer_of(worker_in(home, "viewer"))
    with pytest.raises(NotPermitted):
        actions.lose(onlooker, held.pk, on=DAY)
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.lose(stranger, held.pk, on=DAY)


def test_an_errand_is_one_and_can_be_dropped(head: Any, held: Any) -> None:
    for day in (date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 8)):
        made = actions.plan_errand(head, held.pk, "certificate", who="self", booked_for=day)
    assert Errand.objects.count() == 1 and queries.errands(head, [held.pk])[held.pk][0].booked_for == date(2026, 12, 8)
    for _again in range(2):
        actions.drop_errand(head, held.pk, made.pk)
    assert queries.errands(head, [held.pk]) == {}


def test_the_clocks_follow_every_change_of_the_facts(head: Any, held: Any) -> None:
    def ends() -> dict[str, Any]:
        return dict(Clock.objects.filter(resident=held.pk).values_list("kind", "ends_on"))

    assert ends() == {"card": date(2032, 2, 3), "certificate": date(2027, 2, 3), "grace": date(2027, 5, 31)}
    residents.record_fact(head, held, "card.certificate_expires", "2028-02-03")
    assert ends()["grace"] == date(2028, 5, 31)
    residents.forget_fact(head, held, "card.certificate_expires")
    assert ends()["certificate"] == date(2027, 2, 3)  # derived
    residents.change(head, held, birth_date=date(1931, 2, 4))
    assert ends()["certificate"] == date(2027, 2, 4)
    residents.leave(head, held)
    assert ends() == {}


def test_everybody_is_reckoned_for_a_new_day_and_only_changes_are_written(
    head: Any, held: Any, settings: Any, monkeypatch: Any
) -> None:
    assert actions.reckon_if_due(head).done == 1
    assert actions.reckon_if_due(head) is None
    stood = set(Clock.objects.values_list("pk", flat=True))
    settings.TSUKISOI_TODAY = date(2027, 2, 4)
    heard: list[tuple[int, int]] = []
    actions.reckon_all(head, date(2027, 2, 4), lambda done, total: heard.append((done, total)))
    assert heard == [(1, 1)] and set(Clock.objects.values_list("pk", flat=True)) == stood
    assert Round.objects.count() == 2 and queries.clocks_as_of(head) == date(2027, 2, 4)
    monkeypatch.setattr("tsukisoi.cards.actions.clocks.FEW", 0)
    settings.TSUKISOI_TODAY = date(2027, 2, 5)
    assert actions.reckon_if_due(head) is None


def test_what_ends_soon_page_by_page(head: Any, settings: Any) -> None:
    for number in range(3):
        person = residents.enrol(head, name=f"試験 {number}", kana="", birth_date=date(1940, 1, 5), sex="", room="")
        residents.record_fact(head, person, "card.certificate_expires", f"2027-01-0{number + 1}")
    first = queries.ending(head, "certificate", limit=2)
    assert [one.ends_on.day for one in first.endings] == [1, 2] and first.after
    assert [one.ends_on.day for one in queries.ending(head, "certificate", after=first.after, limit=2).endings] == [3]
    assert queries.ending(head, "certificate", within_days=10).endings == []


def test_renewals_for_the_next_reception(head: Any, held: Any) -> None:
    assert [row.kind for row in queries.renewals(head, date(2026, 11, 30))] == ["certificate"]
    assert queries.renewals(head, date(2026, 10, 1)) == []
    actions.plan_errand(head, held.pk, "certificate", who="self")
    assert queries.renewals(head, date(2026, 11, 30))[0].errand is not None


def test_two_records_become_one(head: Any, held: Any) -> None:
    other = residents.enrol(head, name="髙橋 きよ", kana="", birth_date=date(1931, 2, 3), sex="", room="")
    residents.record_fact(head, other, "card.certificate_expires", "2028-02-03")
    residents.merge(head, held, other)
    assert set(Clock.objects.values_list("resident_id", flat=True)) == {held.pk}
