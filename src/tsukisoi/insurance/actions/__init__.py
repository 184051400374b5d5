"""Everything a person does about insurance: one function each, in one transaction, with its entry in the record."""

from tsukisoi.insurance.actions.applications import apply, end_application, send_application
from tsukisoi.insurance.actions.insurers import ask_insurer, insurer_back, set_insurer
from tsukisoi.insurance.actions.letters import letter_called, letter_returned
from tsukisoi.insurance.actions.papers import end_paper, paper_arrived
from tsukisoi.insurance.actions.registrations import register

__all__ = [
    "apply",
    "ask_insurer",
    "end_application",
    "end_paper",
    "insurer_back",
    "letter_called",
    "letter_returned",
    "paper_arrived",
    "register",
    "send_application",
    "set_insurer",
]
