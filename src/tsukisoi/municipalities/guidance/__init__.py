"""What an office may do otherwise, in the words of the rules: the house-wide questions and the changed rows."""

from tsukisoi.municipalities.guidance.changing import Basis, basis, change_of
from tsukisoi.municipalities.guidance.exchanging import Beside, Brought, Item, beside, bring, export
from tsukisoi.municipalities.guidance.laying import fits, outgrown, overlay_of, overlays
from tsukisoi.municipalities.guidance.questions import (
    KEYS,
    Question,
    asks,
    in_words,
    question,
    read_value,
    sections,
    sent,
    unit_words,
)
from tsukisoi.municipalities.guidance.tables import NEW, condition, hold, may_differ, takes_new_rows, title_of, word
from tsukisoi.municipalities.guidance.telling import (
    Changed,
    answer_in_words,
    asked_about,
    in_plain_words,
    label,
    may_be_asked,
    note_of,
    what_of,
)

__all__ = [
    "KEYS",
    "NEW",
    "Basis",
    "Beside",
    "Brought",
    "Changed",
    "Item",
    "Question",
    "answer_in_words",
    "asked_about",
    "asks",
    "basis",
    "beside",
    "bring",
    "change_of",
    "condition",
    "export",
    "fits",
    "hold",
    "in_plain_words",
    "in_words",
    "label",
    "may_be_asked",
    "may_differ",
    "note_of",
    "outgrown",
    "overlay_of",
    "overlays",
    "question",
    "read_value",
    "sections",
    "sent",
    "takes_new_rows",
    "title_of",
    "unit_words",
    "what_of",
    "word",
]
