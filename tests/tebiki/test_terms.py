"""Every code that a fact may hold has a word in both languages."""

import pytest

from tebiki.facts import kinds
from tebiki.terms import fact_codes, fact_name, term, terms


@pytest.mark.parametrize("key", sorted(kinds()))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_fact_and_each_of_its_codes_has_a_word(key: str, language: str) -> None:
    assert fact_name(key, language)
    assert set(fact_codes(key, language)) >= set(kinds()[key].codes)


def test_no_word_for_a_fact_nobody_knows() -> None:
    with pytest.raises(KeyError):
        fact_name("shoe_size")


def test_a_group_with_parts_is_asked_for_as_a_whole_or_in_part() -> None:
    assert terms("identity_documents") == terms("identity_documents.A") | terms("identity_documents.B")
    assert term("identity_documents.A", "passport") == "旅券"
    assert term("routes", "proxy_delivery", "en") == "collection by an agent"


def test_codes_come_in_the_official_order() -> None:
    assert list(terms("care_levels")) == [
        "support_1", "support_2", "care_1", "care_2", "care_3", "care_4", "care_5",
    ]  # fmt: skip
