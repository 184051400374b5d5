"""What people do about a card that waits: each permitted, in one transaction, on record, and harmless when repeated."""

from tsukisoi.deliveries.actions.going import CARD, Told, call_off, change_trip, plan_trip, record_results
from tsukisoi.deliveries.actions.reversing import applied_on, begin_back, comes_by, ended_on, notice_back
from tsukisoi.deliveries.actions.waiting import (
    begin,
    end,
    join,
    keep_asked,
    notice_came,
    notice_lost,
    prepare,
    reopen,
    restart,
    stay_behind,
)

__all__ = [
    "CARD",
    "Told",
    "applied_on",
    "begin",
    "begin_back",
    "call_off",
    "change_trip",
    "comes_by",
    "end",
    "ended_on",
    "join",
    "keep_asked",
    "notice_back",
    "notice_came",
    "notice_lost",
    "plan_trip",
    "prepare",
    "record_results",
    "reopen",
    "restart",
    "stay_behind",
]
