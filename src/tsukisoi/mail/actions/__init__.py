"""Everything a person does to a letter: one function each, in one transaction, with its entry in the record."""

from tsukisoi.mail.actions.handing import hand, hand_many, opened, take_back
from tsukisoi.mail.actions.receiving import CameAlready, receive

__all__ = ["CameAlready", "hand", "hand_many", "opened", "receive", "take_back"]
