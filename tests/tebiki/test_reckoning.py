"""What the engine reckons before any table is read: days, ages, what follows from a fact; and how a table is cut up."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise, product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tebiki import days, reckon
from tebiki.book import book, editions
from tebiki.facts import NOT_KNOWN, read
from tebiki.identity import IdentitySet
from tebiki.insurance.reckon import insurance_words, last_first_of_august
from tebiki.proxy import Judgement, certificate_may_join, only_circumstances_are_open
from tebiki.table import _MOST_WAYS, _covers, _leading, _some_at_a_time
from tebiki.table import read as read_table
from tebiki.words import SPAN, Known, Word, bit, every_word, vocabulary

DAY = date(2026, 11, 23)


def names(mask: int) -> set[str]:
    return {word.name for word in vocabulary().names(mask & every_word())}


def known(**facts: Any) -> Known:
    return reckon.reckon(read({"as_of": DAY, "birth_date": "1940-03-04", **facts}))


# ── days ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("year", "born", "day"),
    [
        (2027, date(2024, 2, 29), date(2027, 2, 28)),
        (2028, date(2024, 2, 29), date(2028, 2, 29)),
        (2027, date(2024, 2, 28), date(2027, 2, 28)),
        (2027, date(2024, 3, 29), date(2027, 3, 29)),
    ],
)
def test_a_birthday_of_29_february_is_the_day_before_in_other_years(year: int, born: date, day: date) -> None:
    assert days.birthday_in(year, born) == day


@pytest.mark.parametrize(
    ("day", "age"), [("2026-03-03", 85), ("2026-03-04", 86), ("1939-03-04", -1), ("1940-03-04", 0)]
)
def test_age_changes_on_the_birthday_itself(day: str, age: int) -> None:
    assert days.age_on(date.fromisoformat(day), date(1940, 3, 4)) == age


@pytest.mark.parametrize(
    ("day", "nth", "birthday"),
    [("2026-03-03", 1, 2026), ("2026-03-04", 1, 2027), ("2026-03-05", 1, 2027), ("2026-03-03", 10, 2035)],
)
def test_a_birthday_on_the_day_itself_does_not_count(day: str, nth: int, birthday: int) -> None:
    assert days.nth_birthday_after(date.fromisoformat(day), date(1940, 3, 4), nth) == date(birthday, 3, 4)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2026-11-30", 1, "2026-12-30"), ("2026-12-31", 1, "2027-01-31"),
        ("2026-01-15", -1, "2025-12-15"), ("2028-03-31", -1, "2028-02-29"), ("2026-08-15", 12, "2027-08-15"),
    ],
)  # fmt: skip
def test_months_later_is_the_same_day_or_the_last_there_is(day: str, months: int, then: str) -> None:
    assert days.months_after(date.fromisoformat(day), months) == date.fromisoformat(then)
    assert days.month_end(date(2028, 2, 3)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("born", "last"),
    [
        ("2011-03-31", "2026-03-31"), ("2011-04-01", "2026-03-31"), ("2011-04-02", "2027-03-31"),
        ("2011-12-31", "2027-03-31"), ("2012-01-01", "2027-03-31"), ("2011-04-30", "2027-03-31"),
        ("2011-03-01", "2026-03-31"), ("2011-05-01", "2027-03-31"),
    ],
)  # fmt: skip
def test_school_ends_with_the_march_after_the_fifteenth_birthday(born: str, last: str) -> None:
    assert days.last_school_day(date.fromisoformat(born)) == date.fromisoformat(last)


def test_the_year_of_the_late_elderly_begins_on_1_august() -> None:
    assert last_first_of_august(date(2026, 7, 31)) == date(2025, 8, 1)
    assert last_first_of_august(date(2026, 8, 1)) == last_first_of_august(DAY) == date(2026, 8, 1)


# ── ages ─────────────────────────────────────────────────────────────────

CHILD = {"under_18", "under_40"}
PUPIL = CHILD | {"school_child_or_younger"}


@pytest.mark.parametrize(
    ("years", "before", "words"),
    [
        (1, 1, PUPIL | {"under_15", "under_1"}), (1, 0, PUPIL | {"under_15"}),
        (15, 2, PUPIL | {"under_15"}), (15, 1, PUPIL | {"under_15", "age_line_tomorrow"}), (15, 0, PUPIL),
        (17, 1, CHILD), (18, 2, CHILD), (18, 1, CHILD | {"age_line_tomorrow"}), (18, 0, {"under_40"}),
        (19, 1, {"under_40"}),
        (40, 1, {"under_40"}), (40, 0, set()), (41, 1, set()),
        (75, 2, set()), (75, 1, {"age_line_tomorrow"}), (75, 0, {"aged_75"}), (76, 1, {"aged_75"}),
    ],
)  # fmt: skip
def test_the_words_of_age_change_on_the_birthday_and_announce_it_the_day_before(
    years: int, before: int, words: set[str]
) -> None:
    born = date(DAY.year - years, DAY.month, DAY.day) + timedelta(before)
    said = reckon.ages(DAY, born)
    assert names(said) == words
    asked = {"under_1", "under_15", "under_18", "under_40", "aged_75", "school_child_or_younger", "age_line_tomorrow"}
    assert names(said >> SPAN) == asked - words


def test_a_child_of_fifteen_is_a_pupil_to_the_last_day_of_march() -> None:
    assert "school_child_or_younger" in names(reckon.ages(date(2027, 3, 31), date(2011, 4, 2)))
    assert "school_child_or_younger" not in names(reckon.ages(date(2027, 4, 1), date(2011, 4, 2)))


# ── what follows from a fact ─────────────────────────────────────────────


@pytest.mark.parametrize(("ago", "in_time"), [(-1, False), (0, True), (29, True), (30, False)])
def test_an_event_is_urgent_from_its_own_day_for_thirty_days(ago: int, in_time: bool) -> None:
    found = known(event={"kind": "lost", "on": (DAY - timedelta(ago)).isoformat()})
    assert found.yes & bit("event_lost")
    assert bool(found.yes & bit("within_30_days_of_event")) is in_time
    assert bool(found.no & bit("within_30_days_of_event")) is not in_time
    assert found.no & bit("event_damaged")


def test_an_event_without_a_day_leaves_open_whether_it_is_in_time_and_none_at_all_does_not() -> None:
    without_day, none = known(event={"kind": "lost"}), known()
    assert not (without_day.yes | without_day.no) & bit("within_30_days_of_event")
    assert none.no & bit("event_lost")
    assert none.no & bit("within_30_days_of_event")


@pytest.mark.parametrize(("later", "expired"), [(-1, True), (0, False), (1, False)])
def test_a_card_proves_who_somebody_is_to_its_last_day(later: int, expired: bool) -> None:
    found = known(card={"expires": (DAY + timedelta(later)).isoformat()})
    assert bool(found.yes & bit("card_expired")) is expired
    assert bool(found.no & bit("card_expired")) is not expired
    assert known().no & bit("card_expired")


def test_what_is_not_said_of_papers_disabilities_and_the_post_office_stays_open() -> None:
    for fact, word, yes, no in (
        ("disabilities", "disabled", ["physical"], []),
        ("identity_documents", "my_number_card_held", ["my_number_card"], ["passport"]),
    ):
        assert known(**{fact: yes}).yes & bit(word)
        assert known(**{fact: no}).no & bit(word)
        assert not (known().yes | known().no) & bit(word)


def test_who_is_under_fifteen_or_a_ward_needs_somebody_to_act_and_nobody_else_by_that() -> None:
    word = bit("needs_representative")
    assert known(birth_date="2020-01-01").yes & word
    assert known(guardian="adult_guardian").yes & word
    assert known(guardian="none").no & word
    assert not (known().yes | known().no) & word


def test_a_parent_or_guardian_who_comes_attends() -> None:
    word = bit("representative_attends")
    assert known(agent="parent").yes & word
    assert known(agent="adult_guardian").yes & word
    assert not (known(agent="facility_staff").yes | known().yes) & word
    assert known(agent="parent", representative_attends=False).no & word


def test_whoever_was_sent_the_old_notice_was_not_sent_the_new_one() -> None:
    word = bit("number_notice_held")
    assert known(notification_card="held").no & word
    assert not (known(notification_card="never_issued").no | known().no) & word
    both = known(notification_card="held", number_notice=True)
    assert both.yes & word
    assert not both.no & word


def test_a_municipality_mails_until_it_says_otherwise() -> None:
    word = bit("town_does_not_mail")
    assert known().no & word
    assert known(municipality={"mail_delivery": False}).yes & word


def test_illness_may_be_stated_where_the_residence_does_not_show_it() -> None:
    word = bit("long_hospitalised")
    assert not (known(residence="home").yes | known(residence="home").no) & word
    assert known(residence="home", circumstances=[]).no & word
    assert known(residence="home", circumstances=["long_hospitalised"]).yes & word


def test_a_circumstance_that_is_not_said_is_no_and_without_a_word_nothing_is_known() -> None:
    found = known(circumstances=["pregnant"])
    assert found.yes & bit("pregnant")
    assert found.no & bit("busy")
    assert reckon.circumstances(NOT_KNOWN) == 0


# ── insurance ────────────────────────────────────────────────────────────


def support(as_of: date = DAY, **facts: Any) -> bool | None:
    found = insurance_words(read({"as_of": as_of, "birth_date": "1940-03-04", **facts}), book(as_of))
    word = bit("needs_insurance_support")
    return True if found.yes & word else False if found.no & word else None


def test_who_needs_support_is_yes_by_one_reason_no_by_all_and_open_between() -> None:
    none = {"residence": "home", "care_level": None, "disabilities": [], "guardian": "none"}
    assert support(**none) is False
    for reason in ({"residence": "facility"}, {"care_level": "care_1"}, {"disabilities": ["mental"]}):
        assert support(**reason) is True
        assert support(**{**none, **reason}) is True
        assert support(**{key: value for key, value in none.items() if key not in reason}) is None
    assert support() is None
    assert support(**{**none, "guardian": "curator"}) is True
    assert support(**{**none, "guardian": "parent"}) is False
    assert support(date(2024, 12, 1), residence="facility") is None  # the table was not in force yet


@pytest.mark.parametrize(("held", "lost", "word"), [(True, None, False), (None, None, None), (True, True, True)])
def test_whoever_holds_a_card_has_not_lost_it_unless_that_is_said(held: Any, lost: Any, word: bool | None) -> None:
    said = {key: value for key, value in (("card_held", held), ("card_lost", lost)) if value is not None}
    found = insurance_words(read({"as_of": DAY, "birth_date": "1940-03-04", "insurance": said}), book(DAY))
    mask = bit("use_card_lost")
    assert (True if found.yes & mask else False if found.no & mask else None) is word


@pytest.mark.parametrize(("uses", "few"), [(5, True), (6, False), (7, False)])
def test_six_uses_in_a_year_are_enough(uses: int, few: bool) -> None:
    facts = {
        "as_of": DAY,
        "birth_date": "1940-03-04",
        "insurance": {"uses_last_12_months": uses, "uses_last_3_months": uses - 5},
    }
    found = insurance_words(read(facts), book(DAY))
    assert bool(found.yes & bit("used_fewer_than_6")) is few
    assert bool(found.no & bit("used_fewer_than_6")) is not few
    assert bool(found.yes & bit("used_none_in_3_months")) is (uses == 5)


@pytest.mark.parametrize(
    ("later", "state"),
    [(0, "alive"), (-1, "in_grace"), (-84, "in_grace"), (-85, "in_grace"), (-200, "past_grace")],
)
def test_a_certificate_lives_to_its_last_day_and_then_has_its_grace(later: int, state: str) -> None:
    day = (DAY + timedelta(later)).isoformat()
    facts = read({"as_of": DAY, "birth_date": "1940-03-04", "insurance": {"certificate_expires": day}})
    found = insurance_words(facts, book(DAY))
    states = {f"certificate_{name}": bit(f"certificate_{name}") for name in ("alive", "in_grace", "past_grace")}
    assert {name for name, mask in states.items() if found.yes & mask} == {f"certificate_{state}"}
    assert {name for name, mask in states.items() if found.no & mask} == states.keys() - {f"certificate_{state}"}


# ── how a table is cut up ────────────────────────────────────────────────

MASKS = st.integers(min_value=0, max_value=every_word()).map(lambda chance: chance & every_word())


def ways(part: int) -> int:
    """How much can be said of these words: of some that exclude each other, one, none or nothing known."""
    groups = [part & group for group in vocabulary().exclusive if part & group]
    alone = part & ~sum(groups)
    return prod(group.bit_count() + 2 for group in groups) * 3 ** alone.bit_count()


@given(MASKS)
def test_words_are_cut_into_parts_that_hold_each_once_and_stay_short(words: int) -> None:
    parts = _some_at_a_time(words)
    assert sum(parts) == words  # no word twice, none left out, none added
    for part in parts:
        assert ways(part) <= _MOST_WAYS
    for group, part in product(vocabulary().exclusive, parts):
        assert part & group in (0, words & group), "words that exclude each other stay together"
    for before, after in pairwise(parts):
        first = after & -after
        unit = words & next((group for group in vocabulary().exclusive if group & first), first)
        assert ways(before) * (unit.bit_count() + 2) > _MOST_WAYS, "a part is as full as it can be"


ROW = '[[row]]\nname = "{name}"\nwhen = {when}\nunless = {unless}\nsource = "manual-v2"\nplace = "第4"\n'


def table(*rows: tuple[Iterable[str], Iterable[str]], hit: str = "first") -> Any:
    text = "".join(ROW.format(name=f"r{n}", when=list(a), unless=list(b)) for n, (a, b) in enumerate(rows))
    return read_table("trial", DAY, f'title = "t"\nhit = "{hit}"\n{text}')


def test_the_leading_rows_are_those_whose_words_are_one_short_part() -> None:
    for made in [t for several in editions().values() for t in several]:
        count = _leading(made.rows)
        words = [0]
        for row in made.rows:
            words.append(words[-1] | row.words)
        assert len(_some_at_a_time(words[count])) == 1
        assert count == len(made.rows) or len(_some_at_a_time(words[count + 1])) > 1


def test_a_row_is_dead_only_behind_one_that_always_fits_when_it_does() -> None:
    made = table((["busy"], ["pregnant"]), (["busy"], ["pregnant", "disabled"]), (["busy"], []), ([], ["pregnant"]))
    narrow, narrower, wide, other = made.rows
    assert _covers(narrow, narrower)
    assert _covers(wide, narrow)
    assert _covers(other, narrow)
    assert not _covers(narrow, wide)
    assert not _covers(narrow, other)
    assert not _covers(wide, other)
    assert [fault for fault in made.faults() if "earlier row" in fault] == [
        "trial/r1: an earlier row always comes first"
    ]
    assert not any("earlier row" in fault for fault in table((["busy"], []), (["busy"], []), hit="any").faults())


def test_gaps_are_sought_in_as_many_words_as_can_be_tried_and_only_where_the_first_row_decides() -> None:
    alone = [
        word.name for word in vocabulary().by_name.values() if not any(word.bit & g for g in vocabulary().exclusive)
    ]
    tried = table(*(([name], []) for name in alone[:14]))
    assert any("nothing fits when all are false" in fault for fault in tried.faults())
    too_many = table(*(([name], []) for name in alone[:15]))
    assert any("too many words" in fault for fault in too_many.faults())
    assert table(([alone[0]], []), hit="any").faults() == table(([alone[0]], []), hit="all").faults() == []
    whole = table(([alone[0]], []), ([], [alone[0]]))
    assert whole.faults() == []


# ── proxy delivery ───────────────────────────────────────────────────────


def test_who_may_issue_a_certificate_is_asked_only_where_one_would_help() -> None:
    """One paper short, the issuers' own words stand in place of «can one be issued»; nothing short, nobody asks."""
    as_of = book(DAY)
    open_issuers, ground = as_of["photo.issuers"].decide(Known()), as_of["proxy.difficulty"].decide(Known())
    agent = as_of["proxy.agents"].decide(Known())
    can = vocabulary().by_name["photo_certificate_can_be_issued"]

    def asked(*words: Word) -> set[Word]:
        shown = IdentitySet((), None, (), words)
        return set(Judgement(None, ground, agent, shown, ground, open_issuers).asks)

    others = {*ground.asks, *agent.asks}
    assert set(open_issuers.asks) - others, "else the test says nothing"
    assert asked() == others
    assert asked(can) == others | set(open_issuers.asks) - {can}
    assert can not in asked(can)
    assert Judgement(True, ground, agent, IdentitySet((), True, ()), ground, open_issuers).asks == ()


def test_a_certificate_is_ruled_out_only_where_the_table_says_no() -> None:
    as_of = book(DAY)
    ground, agent = as_of["proxy.difficulty"].decide(Known()), as_of["proxy.agents"].decide(Known())
    proxy, counter, issued = bit("purpose_proxy"), bit("purpose_counter"), bit("photo_certificate_can_be_issued")
    grown_up = bit("under_18") | bit("guardian_adult")

    def may_join(yes: int, no: int) -> bool:
        joining = as_of["photo.joining"].decide(Known(yes, no))
        return certificate_may_join(Judgement(None, ground, agent, IdentitySet((), None, ()), joining, agent))

    assert may_join(proxy | issued, counter)
    assert may_join(proxy, counter), "whether one can be issued is not yet known"
    assert not may_join(proxy, counter | issued)
    assert not may_join(counter | issued, proxy | grown_up)


def test_a_ground_hangs_on_circumstances_alone_when_all_else_is_known() -> None:
    table = book(DAY)["proxy.difficulty"]
    looked_at = 0
    for row in table.rows:
        looked_at |= row.words
    circumstances = sum(w.bit for w in vocabulary().names(looked_at) if w.fact == "circumstances")
    aged = bit("aged_75")
    assert circumstances and not circumstances & aged

    def alone(yes: int, no: int) -> bool:
        known = Known(yes, no)
        return only_circumstances_are_open(table.decide(known), known)

    rest = looked_at & ~circumstances
    assert alone(0, rest)
    assert not alone(0, rest & ~aged), "the age may still turn out to be a ground"
    assert not alone(aged, rest & ~aged), "a ground holds"
    assert not alone(0, looked_at), "no ground can turn up any more"
