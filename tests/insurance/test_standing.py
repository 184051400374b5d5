"""Who can see a doctor today, with what: gaps first, nothing unknown counts as there, ends are named in time."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tsukisoi.insurance import actions
from tsukisoi.insurance.guidance import standings
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def _say(head: Any, who: Any, **facts: Any) -> None:
    for key, value in facts.items():
        residents.record_fact(head, who, key.replace("__", "."), value)


def test_of_whom_nobody_knows_anything_everything_is_asked(kiyo: Any, line: Any) -> None:
    one = line(kiyo, DAY)
    assert (one.state, one.next.code, one.best) == ("gap", "ask", None)


def test_a_registered_card_with_a_live_certificate(head: Any, held: Any, line: Any) -> None:
    _say(head, held, insurance__kind="late_elderly")
    assert line(held, DAY).state == "unknown" and line(held, DAY).next.code == "registration"
    actions.register(head, held.pk, step="registered", how="reader", on=DAY)
    one = line(held, DAY)
    assert (one.state, one.next.code, one.next.by) == ("soon", "renew", date(2027, 2, 3))
    assert one.until == date(2027, 5, 31)
    assert line(held, date(2026, 10, 1)).state == "ok"


def test_the_grace_is_no_peace(head: Any, held: Any, line: Any) -> None:
    _say(head, held, insurance__kind="late_elderly", insurance__insurance_use_registered=True)
    assert line(held, date(2027, 2, 3)).state == "soon"
    assert line(held, date(2027, 2, 4)).state == "grace"
    assert line(held, date(2027, 5, 31)).state == "grace"
    after = line(held, date(2027, 6, 1))
    assert (after.state, after.next.code) == ("gap", "missing")  # 95: one comes by itself


def test_a_certificate_paper_by_its_printed_day_only(head: Any, kiyo: Any, line: Any) -> None:
    _say(head, kiyo, insurance__kind="late_elderly", insurance__card_held=False)
    actions.paper_arrived(head, kiyo.pk, kind="eligibility_certificate", arrived_on=DAY, place="金庫")
    assert (line(kiyo, DAY).state, line(kiyo, DAY).next.code) == ("unknown", "read_paper")
    actions.paper_arrived(
        head, kiyo.pk, kind="eligibility_certificate", arrived_on=DAY, expires=date(2027, 7, 31), place="金庫"
    )
    one = line(kiyo, DAY)
    assert (one.state, one.until, one.best.place) == ("ok", date(2027, 7, 31), "金庫")
    assert line(kiyo, date(2027, 5, 1)).state == "soon"
    assert line(kiyo, date(2027, 7, 31)).state == "soon"
    assert line(kiyo, date(2027, 8, 1)).state == "gap"


def test_a_paper_that_stood_in_the_drawer_before_this_room_counts(head: Any, kiyo: Any, line: Any) -> None:
    residents.hold_document(head, kiyo, "eligibility_certificate", expires=date(2027, 7, 31), place="1階の引き出し")
    one = line(kiyo, DAY)
    assert (one.state, one.until, one.best.place) == ("ok", date(2027, 7, 31), "1階の引き出し")
    residents.drop_document(head, kiyo, "eligibility_certificate")
    assert line(kiyo, DAY).state == "gap"


def test_the_notice_opens_no_door(head: Any, kiyo: Any, line: Any) -> None:
    _say(head, kiyo, insurance__kind="late_elderly")
    actions.paper_arrived(head, kiyo.pk, kind="eligibility_notice", arrived_on=DAY, expires=date(2027, 7, 31))
    assert line(kiyo, DAY).state == "gap"


def test_a_lost_card_is_a_gap_the_same_day_with_the_bridge(head: Any, held: Any, line: Any) -> None:
    from tsukisoi.cards import actions as cards

    _say(head, held, insurance__kind="national_health", insurance__insurance_use_registered=True)
    assert line(held, date(2026, 10, 1)).state == "ok"
    cards.lose(head, held.pk, on=DAY)
    one = line(held, DAY)
    assert (one.state, one.next.code, one.next.by) == (
        "gap",
        "missing" if one.scheme == "late_elderly" else "apply",
        DAY,
    )


def test_the_75th_birthday_ends_the_paper_the_day_before(head: Any, line: Any) -> None:
    person = residents.enrol(head, name="備中 千代", kana="", birth_date=date(1952, 3, 10), sex="", room="")
    _say(head, person, insurance__kind="national_health", insurance__card_held=False)
    actions.paper_arrived(head, person.pk, kind="eligibility_certificate", arrived_on=DAY, expires=date(2027, 7, 31))
    assert line(person, DAY).until == date(2027, 3, 9)
    soon = line(person, date(2027, 2, 10))
    assert soon.next.code == "turn75" and soon.next.by == date(2027, 3, 10)
    after = line(person, date(2027, 3, 10))
    assert after.state == "gap" and after.scheme == "late_elderly" and after.outgrown


def test_medical_assistance_needs_the_voucher(head: Any, kiyo: Any, line: Any) -> None:
    _say(head, kiyo, insurance__kind="medical_assistance", insurance__card_held=False)
    assert line(kiyo, DAY).next.code == "voucher"
    actions.paper_arrived(head, kiyo.pk, kind="medical_voucher", arrived_on=DAY, expires=date(2026, 11, 30))
    assert line(kiyo, DAY).state == "soon" and line(kiyo, date(2026, 12, 1)).state == "gap"


def test_gaps_stand_first_and_the_queries_do_not_grow(head: Any, held: Any, kiyo: Any) -> None:
    def asked() -> int:
        people = list(register.everybody(head))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            lines = standings(head, people, DAY)
        assert [one.order for one in lines] == sorted(one.order for one in lines)
        return len(seen)

    few = asked()
    for number in range(12):
        person = residents.enrol(head, name=f"試験 {number}", kana="", birth_date=date(1940, 1, 5), sex="", room="")
        _say(head, person, card__certificate_expires="2027-01-05", insurance__kind="late_elderly")
    assert asked() == few <= 14
