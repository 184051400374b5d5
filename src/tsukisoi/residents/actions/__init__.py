"""Everything a person does to people: one function each, in one transaction, with its entry in the record."""

from tsukisoi.residents.actions.contacts import add_contact, change_contact, remove_contact
from tsukisoi.residents.actions.documents import (
    documents_checked,
    drop_document,
    hold_document,
    set_documents,
    write_documents,
)
from tsukisoi.residents.actions.facts import (
    accommodate,
    accommodate_no_more,
    forget_fact,
    record_fact,
    record_facts,
    write_accommodations,
)
from tsukisoi.residents.actions.identity import change, confirm_kana, die, enrol, leave, return_
from tsukisoi.residents.actions.merging import merge
from tsukisoi.residents.actions.proposals import Answered, answer_proposal, take_back_answer
from tsukisoi.residents.actions.writing import ChangedMeanwhile, touch

__all__ = [
    "Answered",
    "ChangedMeanwhile",
    "accommodate",
    "accommodate_no_more",
    "add_contact",
    "answer_proposal",
    "change",
    "change_contact",
    "confirm_kana",
    "die",
    "documents_checked",
    "drop_document",
    "enrol",
    "forget_fact",
    "hold_document",
    "leave",
    "merge",
    "record_fact",
    "record_facts",
    "remove_contact",
    "return_",
    "set_documents",
    "take_back_answer",
    "touch",
    "write_accommodations",
    "write_documents",
]
