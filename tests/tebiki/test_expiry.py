"""The dates a page may show: printed, derived, unknown, or «read the card»; and laws that hold for everybody."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tebiki.answer import Answer
from tebiki.book import book, editions
from tebiki.days import month_end
from tebiki.expiry import Clocks, answer, card_clock, certificate_clock, clocks, generation, why_read_the_card
from tebiki.expiry.page import next_card_from
from tebiki.expiry.reckon import adult_age
from tebiki.facts import Facts, read

TODAY = "2026-11-23"


def person(born: str = "1950-06-01", as_of: str = TODAY, **card: Any) -> Facts:
    return read({"as_of": as_of, "birth_date": born, "card": card})


def shown(born: str = "1950-06-01", as_of: str = TODAY, early: bool | None = None, **card: Any) -> Clocks:
    facts = person(born, as_of, **card)
    return clocks(facts, book(facts.as_of), early)


def test_printed_dates_are_shown_as_they_are() -> None:
    found = shown(expires="2031-06-01", certificate_expires="2027-06-01")
    assert (found.card.value, found.card.origin) == (date(2031, 6, 1), "printed")
    assert (found.certificate.value, found.certificate.origin) == (date(2027, 6, 1), "printed")
    assert found.renewal_opens.value == date(2027, 3, 2)
    assert found.grace_ends.value == date(2027, 9, 30)
    assert found.grace_warns.value == date(2027, 9, 1)
    assert found.state == "valid"
    assert [c.fact for c in found.grace_warns.cites] == ["grace.cert"]


def test_a_computed_date_is_marked_as_derived_with_its_rows() -> None:
    found = shown(issued="2021-03-10", certificate_issued="2026-03-10", certificate_renewed_before_expiry=True)
    assert (found.card.value, found.card.origin) == (date(2030, 6, 1), "derived")
    assert (found.certificate.value, found.certificate.origin) == (date(2030, 6, 1), "derived")
    assert {c.fact for c in found.card.cites} == {"T-01", "T-02"}
    assert {"T-06", "T-01"} <= {c.fact for c in found.certificate.cites}


@pytest.mark.parametrize(
    ("born", "card", "early", "reason"),
    [
        ("2008-03-10", {"applied": "2026-02-20", "issued": "2026-03-20"}, None, "seventeen_at_application"),
        ("2008-03-10", {"issued": "2026-03-20"}, None, "application_day_unknown"),
        ("2001-09-10", {"applied": "2021-09-01", "issued": "2021-09-20"}, None, "seventeen_at_application"),
        ("1950-06-01", {"issued": "2021-06-01"}, None, "issued_on_birthday"),
        ("1950-06-01", {"issued": "2021-03-01"}, True, "renewed_early"),
        ("1950-06-01", {}, True, "renewed_early"),
        ("1950-06-01", {"issued": "2028-04-01"}, None, "next_generation"),
        ("1950-06-01", {"issued": "2028-03-31"}, None, ""),
        ("2008-03-10", {"applied": "2026-03-10", "issued": "2026-03-20"}, None, ""),
        ("2010-03-10", {"applied": "2026-02-20", "issued": "2026-03-20"}, None, ""),
        ("1950-06-01", {}, None, ""),
        ("1990-06-01", {"applied": "2015-12-20", "issued": "2016-01-20"}, None, ""),
        ("1990-06-01", {"applied": "2015-11-20", "issued": "2015-12-20"}, None, ""),
        ("1990-06-01", {"issued": "2015-12-20"}, None, ""),
    ],
)
def test_where_sources_disagree_the_card_is_read(
    born: str, card: dict[str, str], early: bool | None, reason: str
) -> None:
    assert why_read_the_card(person(born, **card), early) == reason


def test_on_the_page_nothing_is_computed_where_the_card_must_be_read() -> None:
    found = shown("2008-03-10", applied="2026-02-20", issued="2026-03-20", certificate_issued="2026-03-20")
    for clock in (found.card, found.certificate, found.renewal_opens, found.grace_ends, found.grace_warns):
        assert (clock.value, clock.origin, clock.reason) == (None, "read_the_card", "seventeen_at_application")
    assert found.state is None


def test_a_printed_date_is_shown_even_where_nothing_may_be_computed() -> None:
    found = shown("2008-03-10", issued="2026-03-20", expires="2031-03-10")
    assert (found.card.value, found.card.origin) == (date(2031, 3, 10), "printed")


def test_a_printed_certificate_is_not_cut_by_a_card_that_cannot_be_computed() -> None:
    found = shown("2008-03-10", issued="2021-03-10", certificate_expires="2031-03-10")
    assert (found.card.origin, found.card.reason) == ("read_the_card", "issued_on_birthday")
    assert (found.certificate.value, found.certificate.origin) == (date(2031, 3, 10), "printed")


def test_a_certificate_issued_on_a_birthday_is_read_off_the_card() -> None:
    found = shown(issued="2021-03-10", certificate_issued="2026-06-01")
    assert (found.certificate.origin, found.certificate.reason) == ("read_the_card", "issued_on_birthday")
    assert found.card.origin == "derived"


def test_the_first_certificate_is_derived_from_the_cards_issue_until_its_day() -> None:
    assert shown(as_of="2026-06-01", issued="2022-03-10").certificate.value == date(2026, 6, 1)
    assert shown(as_of="2026-06-02", issued="2022-03-10").certificate.origin == "unknown"


def test_the_first_certificate_is_derived_from_the_printed_end_of_the_card() -> None:
    found = shown(expires="2035-06-01").certificate
    assert (found.value, found.origin) == (date(2030, 6, 1), "derived")
    assert shown("2012-06-01", expires="2028-06-01").certificate.value == date(2028, 6, 1)


@pytest.mark.parametrize(
    ("born", "expires"),
    [
        ("2002-06-01", "2028-06-01"),  # 26 on the last day: neither an adult's nor a minor's card ends so
        ("1950-06-01", "2030-06-02"),  # no birthday: a residence permit's end
        ("1950-06-01", "2015-06-01"),  # before there were cards
        ("1950-06-01", "2027-06-01"),  # the first certificate has ended: renewed or not, only the card knows
    ],
)
def test_the_first_certificate_stays_unknown(born: str, expires: str) -> None:
    assert shown(born, expires=expires).certificate.origin == "unknown"


def test_nothing_is_known_of_a_card_of_which_nothing_is_said() -> None:
    found = shown(mode="standard")
    assert {c.origin for c in (found.card, found.certificate, found.renewal_opens, found.grace_ends)} == {"unknown"}
    assert found.state is None


def test_there_were_no_cards_before_2016() -> None:
    assert generation(date(2015, 12, 31)) is None
    assert adult_age(date(2015, 12, 31)) is None
    early = person(issued="2015-12-20", certificate_issued="2015-12-20")
    assert card_clock(early).value is None
    assert certificate_clock(early, card_clock(early)).value is None
    assert shown(issued="2015-12-20").certificate.origin == "unknown"
    printed = shown(certificate_expires="2015-12-20")
    assert printed.certificate.value == date(2015, 12, 20)
    assert (printed.certificate.cites, printed.renewal_opens.value, printed.state) == ((), None, None)


def test_before_the_grace_rule_there_is_no_grace() -> None:
    found = shown(as_of="2024-12-01", certificate_expires="2024-11-30", expires="2029-06-01")
    assert (found.grace_ends.value, found.grace_ends.origin, found.state) == (None, "unknown", "expired")
    assert found.grace_warns.value is None


def test_the_plan_says_nothing_of_a_card_nobody_mentioned() -> None:
    facts = read({"as_of": TODAY, "birth_date": "1950-06-01"})
    said = Answer(facts.as_of)
    answer(facts, book(facts.as_of), said)
    assert said.values == {}
    only_mode = Answer(facts.as_of)
    answer(person(mode="standard"), book(facts.as_of), only_mode)
    assert only_mode.values == {}


def test_no_tracking_rule_is_cited_before_its_first_day() -> None:
    facts = person(as_of="2023-12-14", mode="face_auth", expires="2031-06-01")
    said = Answer(facts.as_of)
    answer(facts, book(facts.as_of), said)
    assert {c.table for c in said.because["card"]} == {"expiry.generation"}


def test_the_next_card_is_announced_and_not_in_force() -> None:
    row = editions()["expiry.announced"][-1].row("next_card")
    assert row.confirm
    assert next_card_from() == date(2028, 4, 1)
    assert all(table.since < next_card_from() for table in editions()["expiry.generation"])


def test_a_generation_tells_its_pins() -> None:
    rules = generation(date(2026, 11, 23))
    assert rules is not None
    assert rules.row("pins").data["count"] == 4


DAYS = st.dates(date(2016, 1, 2), date(2035, 12, 31))
BORN = st.dates(date(1915, 1, 1), date(2015, 12, 31))
CARDS = st.fixed_dictionaries(
    {},
    optional={
        "applied": DAYS, "issued": DAYS, "expires": DAYS, "certificate_issued": DAYS, "certificate_expires": DAYS,
        "certificate_renewed_before_expiry": st.booleans(), "mode": st.sampled_from(["standard", "face_auth"]),
    },
)  # fmt: skip


def of(day: date, born: date, card: dict[str, Any]) -> Facts:
    return Facts(day, born, {f"card.{key}": value for key, value in card.items()})


@given(day=DAYS, born=BORN, card=CARDS)
def test_a_certificate_never_outlives_its_card(day: date, born: date, card: dict[str, Any]) -> None:
    facts = of(day, born, card)
    said = Answer(day)
    answer(facts, book(day), said)
    dates = said.values.get("card", {})
    if {"expires", "certificate_expires"} <= dates.keys():
        assert dates["certificate_expires"] <= dates["expires"]
    found = clocks(facts, book(day))
    if found.card.value and found.certificate.value:
        assert found.certificate.value <= found.card.value


@given(day=st.dates(date(2024, 12, 2), date(2035, 12, 31)), born=BORN, card=CARDS)
def test_the_grace_ends_with_a_month_three_months_on(day: date, born: date, card: dict[str, Any]) -> None:
    found = clocks(of(day, born, card), book(day))
    ends, expires = found.grace_ends.value, found.certificate.value
    assert (ends is None) == (expires is None)
    if ends is not None and expires is not None:
        assert ends == month_end(ends)
        assert (ends.year * 12 + ends.month) - (expires.year * 12 + expires.month) == 3
        assert found.grace_warns.value is not None and found.grace_warns.value <= ends


@given(day=DAYS, born=BORN, card=CARDS)
def test_renewal_opens_within_the_last_three_months(day: date, born: date, card: dict[str, Any]) -> None:
    found = clocks(of(day, born, card), book(day))
    if found.renewal_opens.value is not None and found.certificate.value is not None:
        assert timedelta(days=85) <= found.certificate.value - found.renewal_opens.value <= timedelta(days=92)


@given(day=DAYS, born=BORN, card=CARDS)
def test_no_date_without_an_origin_and_no_origin_without_a_date(day: date, born: date, card: dict[str, Any]) -> None:
    found = clocks(of(day, born, card), book(day))
    for clock in (found.card, found.certificate, found.renewal_opens, found.grace_ends):
        assert (clock.value is None) == (clock.origin in ("unknown", "read_the_card"))
        assert (clock.origin == "read_the_card") == bool(clock.reason)
