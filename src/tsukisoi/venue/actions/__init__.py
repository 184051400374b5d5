"""Everything a person does on the day: one function each, in one transaction, with its entry in the record."""

from tsukisoi.venue.actions.carrying import bring_back, decide, merge, settle_in, take_along
from tsukisoi.venue.actions.closing import close, reopen
from tsukisoi.venue.actions.opening import OnTheList, open_day, walk_in
from tsukisoi.venue.actions.pictures import (
    WrongTicket,
    compare,
    delete_due,
    doubt,
    end_pictures,
    excuse,
    frame_by_hand,
    slate,
    spoil_slate,
    take_pair,
    take_roll,
)
from tsukisoi.venue.actions.queue import arrive, call, call_next, come_back, hold, leave, undo
from tsukisoi.venue.actions.stations import brought_photo, check, identity, insurance, later, papers, pin
from tsukisoi.venue.actions.writing import NotNow, Written

__all__ = [
    "NotNow",
    "OnTheList",
    "Written",
    "WrongTicket",
    "arrive",
    "bring_back",
    "brought_photo",
    "call",
    "call_next",
    "check",
    "close",
    "come_back",
    "compare",
    "decide",
    "delete_due",
    "doubt",
    "end_pictures",
    "excuse",
    "frame_by_hand",
    "hold",
    "identity",
    "insurance",
    "later",
    "leave",
    "merge",
    "open_day",
    "papers",
    "pin",
    "reopen",
    "settle_in",
    "slate",
    "spoil_slate",
    "take_along",
    "take_pair",
    "take_roll",
    "undo",
    "walk_in",
]
