"""Everything a person does to a reception: one function each, in one transaction, with its entry in the record."""

from tsukisoi.receptions.actions.following import set_claim, set_support
from tsukisoi.receptions.actions.handing import (
    decide,
    decide_all,
    destroy,
    hand_over,
    hand_over_workbook,
    set_layout,
    take,
)
from tsukisoi.receptions.actions.listing import (
    change_listed,
    join,
    put_on,
    put_on_residents,
    refresh,
    relist,
    set_helpers,
    take_off,
)
from tsukisoi.receptions.actions.marking import set_mark, support_of_the_day, take_back
from tsukisoi.receptions.actions.opening import call_off, change, close, hold, open_reception, reopen
from tsukisoi.receptions.actions.planning import add_step, replan, set_lead_time, set_lead_times, set_step
from tsukisoi.receptions.actions.preparing import clock, hold_meeting, set_hall, set_items, set_times

__all__ = [
    "add_step",
    "call_off",
    "change",
    "change_listed",
    "clock",
    "close",
    "decide",
    "decide_all",
    "destroy",
    "hand_over",
    "hand_over_workbook",
    "hold",
    "hold_meeting",
    "join",
    "open_reception",
    "put_on",
    "put_on_residents",
    "refresh",
    "relist",
    "reopen",
    "replan",
    "set_claim",
    "set_hall",
    "set_helpers",
    "set_items",
    "set_layout",
    "set_lead_time",
    "set_lead_times",
    "set_mark",
    "set_step",
    "set_support",
    "set_times",
    "support_of_the_day",
    "take",
    "take_back",
    "take_off",
]
