"""The engine: tables say what is wrong with them, never guess, and remember without changing what they say."""

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tebiki.answer import Answer
from tebiki.book import Change, book, changes, editions
from tebiki.facts import NOT_KNOWN, BadFact, kinds, read
from tebiki.sources import sources
from tebiki.table import FaultyTable, Row, Table
from tebiki.table import read as read_table
from tebiki.words import Known, Vocabulary, bit, vocabulary

DAY = date(2026, 11, 23)
ROW = '[[row]]\nname = "{name}"\n{rest}\nsource = "manual-v2"\nplace = "第4"\n'


def table(*rows: tuple[str, str], hit: str = "first", more: str = "", place: str = "第4") -> Table:
    text = f'title = "試し"\nhit = "{hit}"\n{more}\n' + "".join(ROW.format(name=name, rest=rest) for name, rest in rows)
    return read_table("trial", DAY, text.replace("第4", place))


OTHERWISE = '[otherwise]\nsay = "no"\nsource = "manual-v2"\nplace = "第4"\n'


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (table(("a", 'when = ["pregnant"]'), ("a", 'when = ["busy"]'), hit="any"), "two rows are called 'a'"),
        (table(("a", 'when = ["pregnant"]\nunless = ["pregnant"]'), hit="any"), "a: can never fit"),
        (table(("a", 'when = ["residence_home", "residence_facility"]'), hit="any"), "a: can never fit"),
        (table(("a", 'when = ["pregnant"]'), ("b", 'when = ["pregnant", "busy"]'), ("c", "")), "b: an earlier row"),
        (table(("a", ""), hit="any", place="第9"), "manual-v2 has no place '第9'"),
        (table(("a", 'when = ["pregnant"]')), "nothing fits when all are false"),
        (table(("a", 'unless = ["pregnant"]')), "nothing fits when pregnant"),
    ],
)
def test_a_faulty_table_says_what_is_wrong(made: Table, fault: str) -> None:
    assert any(fault in said for said in made.faults())


def test_a_table_without_a_source_or_with_strange_keys_cannot_be_read() -> None:
    with pytest.raises(FaultyTable, match="trial/a: no place"):
        read_table("trial", DAY, 'title = "t"\nhit = "any"\n[[row]]\nname = "a"\nsource = "manual-v2"')
    with pytest.raises(FaultyTable, match="trial/a: unknown keys colour"):
        table(("a", 'colour = "red"'))
    with pytest.raises(FaultyTable, match="'tall' is not a word"):
        table(("a", 'when = ["tall"]'))
    with pytest.raises(FaultyTable, match="hit must be one of first, any, all"):
        table(("a", ""), hit="most")


def test_an_unknown_source_is_a_fault() -> None:
    made = read_table("trial", DAY, 'title = "t"\nhit = "any"\n[[row]]\nname = "a"\nsource = "rumour"\nplace = "x"')
    assert made.faults() == ["trial/a: no source 'rumour'"]


def test_accepted_gaps_and_exclusive_words_are_no_faults() -> None:
    assert table(("a", 'unless = ["pregnant"]'), more='accepted_gaps = ["pregnant"]').faults() == []
    two = 'when = ["residence_home"]', 'when = ["residence_facility"]', 'when = ["residence_hospital"]'
    rest = 'unless = ["residence_home", "residence_facility", "residence_hospital"]'
    assert table(*zip("abcd", (*two, rest), strict=True)).faults() == []


def test_a_table_of_many_words_needs_an_otherwise() -> None:
    words = list(vocabulary().by_name)[10:30]
    made = table(*((word, f'when = ["{word}"]') for word in words))
    assert any("needs an otherwise" in fault for fault in made.faults())


def test_no_table_of_the_book_has_a_fault() -> None:
    assert [fault for several in editions().values() for t in several for fault in t.faults()] == []


def test_what_is_not_known_leaves_a_row_open() -> None:
    made = read_table(
        "trial",
        DAY,
        'title = "t"\nhit = "first"\n' + ROW.format(name="a", rest='when = ["pregnant"]\nsay = "yes"') + OTHERWISE,
    )
    pregnant = bit("pregnant")
    assert made.decide(Known(yes=pregnant)).row == made.row("a")
    assert made.decide(Known(no=pregnant)).row == made.row("otherwise")
    unknown = made.decide(Known())
    assert unknown.row is None
    assert not unknown.settled
    assert [word.name for word in unknown.asks] == ["pregnant"]
    with pytest.raises(KeyError, match="no row 'b'"):
        made.row("b")


def test_a_table_remembers_by_its_own_words_and_forgets_when_full(monkeypatch: pytest.MonkeyPatch) -> None:
    made = table(("a", 'when = ["pregnant"]'), hit="any")
    first = made.decide(Known(yes=bit("pregnant", "busy")))
    assert made.decide(Known(yes=bit("pregnant"))) is first
    monkeypatch.setattr("tebiki.table._REMEMBERED", 1)
    assert made.decide(Known()).open == made.rows
    again = made.decide(Known(yes=bit("pregnant")))
    assert again == first
    assert again is not first
    made.forget()
    assert made.decide(Known(yes=bit("pregnant"))) == first
    assert made.decide(Known(yes=bit("pregnant"))) is not again


def by_hand(made: Table, known: Known) -> tuple[list[str], list[str], list[str]]:
    """Row by row, as a person reads a table: which rows fit, which still might, and what is to be asked."""
    fits: list[Row | None] = []
    left: list[Row] = []
    for row in made.rows:
        if row.when & known.no or row.unless & known.yes:
            continue
        sure = not row.words & ~(known.yes | known.no)
        (fits if sure else left).append(row)
        if sure and made.hit == "first":
            break
    fits = fits or [made.otherwise] * (made.otherwise is not None)
    if made.hit == "first" and fits and all(row.gives == fits[0].gives for row in left):
        left = []
    unknown = {w.name: w for row in left for w in row.looks if not w.bit & (known.yes | known.no)}
    return [row.name for row in fits], [row.name for row in left], list(unknown)


BY_WORDS = st.lists(st.sampled_from(["yes", "no", "open"]), min_size=len(vocabulary().by_name), max_size=300)


@given(BY_WORDS, st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_a_table_says_what_its_rows_say_one_by_one(values: list[str], chance: Random) -> None:
    """However much a table remembers, and whomever it saw before: the answer is that of reading row by row."""
    chance.shuffle(values)
    masks = {
        value: sum(w.bit for w, v in zip(vocabulary().by_name.values(), values, strict=False) if v == value)
        for value in ("yes", "no")
    }
    known = Known(masks["yes"], masks["no"])
    for made in [t for several in editions().values() for t in several]:
        said = made.decide(known)
        fits, left, asks = by_hand(made, known)
        assert [row.name for row in said.fits] == fits
        assert [row.name for row in said.open] == left
        assert [word.name for word in said.asks] == asks
        assert said.unknown == sum(word.bit for word in said.asks)
        assert said.settled == (not left)
        assert said.row is (said.fits[0] if fits and not left else None)
        assert said.table is made


def test_a_wide_table_forgets_when_full_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = book(DAY)["proxy.difficulty"]
    people = [Known(bit(name), bit("pregnant", "busy") & ~bit(name)) for name in ("aged_75", "pregnant", "busy")]
    before = [made.decide(known) for known in people]
    monkeypatch.setattr("tebiki.table._REMEMBERED", 1)
    made.forget()
    assert [made.decide(known) for known in people] == before
    monkeypatch.setattr("tebiki.table._REMEMBERED", 0)
    assert [made.decide(known) for known in people] == before


def test_only_a_table_of_few_words_remembers_each_person_it_saw() -> None:
    """A table of many words hardly meets the same person twice: remembering would only fill the memory."""
    wide, narrow = book(DAY)["proxy.difficulty"], table(("a", 'when = ["pregnant"]'), hit="any")
    for made in (wide, narrow):
        made.forget()
        made.decide(Known(yes=bit("pregnant")))
    assert not wide._decided
    assert narrow._decided or narrow._start


def test_the_difference_of_two_days_names_the_rows() -> None:
    found = [c for c in changes(date(2025, 12, 1), date(2025, 12, 2)) if c.table == "identity.documents"]
    assert [(c.row, c.new) for c in found if c.new is None] == [("health_insurance_card", None)]
    assert changes(DAY, DAY) == []
    begun = changes(date(2023, 3, 30), date(2023, 3, 31))
    assert {c.table for c in begun} >= {"proxy.difficulty", "identity.sets"}
    assert all(isinstance(c, Change) and c.old is None for c in begun if c.table.startswith("proxy"))


def test_a_change_of_day_alone_is_no_change() -> None:
    kept = {c.row for c in changes(date(2025, 12, 1), date(2025, 12, 2)) if c.table == "identity.documents"}
    assert "passport" not in kept


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("wants_pin", 1, "true, false"), ("birth_date", "today", "YYYY-MM-DD"), ("birth_date", 5, "YYYY-MM-DD"),
        ("insurance", {"uses_last_12_months": -1}, "0, 1, 2"), ("insurance", {"uses_last_12_months": True}, "0, 1, 2"),
        ("circumstances", "pregnant", "facility_resident"), ("residence", None, "home, facility"),
        ("identity_documents", ["library_card"], "driving_licence"),
    ],
)  # fmt: skip
def test_a_value_a_fact_may_not_hold_is_named(key: str, value: Any, allowed: str) -> None:
    with pytest.raises(BadFact, match=f"{key}.*is not one of: .*{allowed}"):
        read({"as_of": "2026-11-23", "birth_date": "1942-03-10", key: value})


def test_a_fact_nobody_knows_is_named_and_days_are_required() -> None:
    with pytest.raises(BadFact, match="shoe_size: no such fact"):
        read({"as_of": "2026-11-23", "birth_date": "1942-03-10", "shoe_size": 27})
    with pytest.raises(BadFact, match="as_of: is required"):
        read({"birth_date": "1942-03-10"})


def test_of_a_group_that_is_null_nothing_is_known() -> None:
    known = {"as_of": "2026-11-23", "birth_date": "1942-03-10"}
    facts = read({**known, "event": None, "municipality": None, "card": None})
    assert facts == read(known) and not facts.knows("municipality")


def test_a_gap_in_the_facts_is_neither_yes_nor_no() -> None:
    facts = read({"as_of": "2026-11-23", "birth_date": "1942-03-10", "agent": None})
    assert facts.get("agent") is None
    assert facts.get("residence") is NOT_KNOWN
    assert not NOT_KNOWN
    assert repr(NOT_KNOWN) == "NOT_KNOWN"
    with pytest.raises(KeyError):
        facts.get("shoe_size")


def test_every_word_asks_a_fact_that_exists() -> None:
    assert {word.fact for word in vocabulary().by_name.values()} <= set(kinds())
    assert isinstance(vocabulary(), Vocabulary)


def test_every_source_is_described() -> None:
    for source in sources().values():
        assert source.title
        assert source.issuer
        assert source.seen_on <= date.today()
        assert source.confidence in ("read", "read-1", "plan", "memory")


def test_an_answer_is_plain_json_with_days_written_out() -> None:
    answer = Answer(DAY)
    answer.say("x", {"on": DAY, "list": (DAY, 1)}, [])
    assert answer.as_json()["x"] == {"on": "2026-11-23", "list": ["2026-11-23", 1]}
    assert book(DAY).as_of == DAY


def test_what_is_known_shows_its_two_masks() -> None:
    assert repr(Known(yes=4, no=16)) == "Known(yes=0x4, no=0x10)"
    assert repr(Known(yes=5, no=16).but(yes=16, no=1)) == "Known(yes=0x14, no=0x1)"
