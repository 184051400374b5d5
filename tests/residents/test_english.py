"""What a list said is asked in the language of the screen; what stood in the list stays as it is."""

import pytest
from django.utils import translation

from tsukisoi.residents.queries import Proposal
from tsukisoi.residents.roster import proposals


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("車椅子使用", "Uses a wheelchair?（備考「車椅子」）"),
        ("保佐人あり", "Has a curator?（備考「保佐人」）"),
    ],
)
def test_a_proposal_is_asked_in_english(note: str, asked: str) -> None:
    (read,) = proposals.from_note(note, "備考")
    with translation.override("en"):
        assert Proposal(*read).asked == asked
    with translation.override("ja"):
        assert Proposal(*read).asked == read.words


def test_a_certificate_is_asked_for_in_english() -> None:
    read = proposals.documents(("physical", "intellectual", "mental"), "1級", "disability", "手帳（等級）")
    with translation.override("en"):
        told = [Proposal(*one).asked for one in read]
    assert [words.partition("（")[0] for words in told] == [
        "Holds a physical disability certificate?",
        "Holds a rehabilitation certificate?",
        "Holds a mental disability certificate with a photo?",
    ]
    assert all(words.endswith("（手帳（等級））") for words in told)
