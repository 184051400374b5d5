"""What people do with staff and with the organisation: one file a matter."""

from tsukisoi.staff.actions.founding import AlreadyFounded, Founding, found, found_beside, found_on_laptop
from tsukisoi.staff.actions.house import NameTaken, add_unit, rename_unit, set_up
from tsukisoi.staff.actions.own import note_own, note_sign_in, set_own_code
from tsukisoi.staff.actions.passwords import Superseded, give_first_password, recover
from tsukisoi.staff.actions.people import (
    LastHead,
    NewWorker,
    add_worker,
    assign_units,
    change_role,
    end_access,
    give_badges,
    replace_badge,
    take_back,
)

__all__ = [
    "AlreadyFounded", "Founding", "LastHead", "NameTaken", "NewWorker", "Superseded", "add_unit", "add_worker",
    "assign_units", "change_role", "end_access", "found", "found_beside", "found_on_laptop", "give_badges",
    "give_first_password", "note_own", "note_sign_in", "recover", "rename_unit", "replace_badge", "set_own_code",
    "set_up", "take_back",
]  # fmt: skip
