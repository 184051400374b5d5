"""What people do with staff and with the organisation: one file a matter."""

from tsukisoi.staff.actions.founding import (
    AlreadyFounded,
    Founding,
    found,
    found_another,
    found_beside,
    found_on_laptop,
)
from tsukisoi.staff.actions.house import SETTINGS, NameTaken, add_unit, add_units, rename_unit, set_up
from tsukisoi.staff.actions.own import note_own, note_sign_in, note_wrong_password, set_own_code
from tsukisoi.staff.actions.passwords import Superseded, forget_own_code, give_first_password, recover
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
from tsukisoi.staff.actions.standing_in import end_stand_in, name_stand_in

__all__ = [
    "SETTINGS", "AlreadyFounded", "Founding", "LastHead", "NameTaken", "NewWorker", "Superseded", "add_unit",
    "add_units", "add_worker", "assign_units", "change_role", "end_access", "end_stand_in", "forget_own_code", "found",
    "found_another", "found_beside", "found_on_laptop", "give_badges", "give_first_password", "name_stand_in",
    "note_own", "note_sign_in", "note_wrong_password", "recover", "rename_unit", "replace_badge", "set_own_code",
    "set_up", "take_back",
]  # fmt: skip
