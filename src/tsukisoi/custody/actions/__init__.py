"""What people do with what is kept: one file a matter."""

from tsukisoi.custody.actions.agreeing import (
    contract_for,
    drop_recipient,
    keep,
    keep_all,
    name_recipient,
    sign,
    told_how_to_keep,
)
from tsukisoi.custody.actions.counting import begin_count, close_count, explain, see, see_pouch, sign_count
from tsukisoi.custody.actions.ending import give_back
from tsukisoi.custody.actions.moving import (
    AlreadyHere,
    AlreadyOut,
    NoBasis,
    NotOut,
    TooLate,
    approve,
    enter_later,
    extend,
    hand_out,
    hand_out_many,
    take_back,
    take_back_many,
    take_in,
    take_in_many,
    undo,
    undo_many,
)
from tsukisoi.custody.actions.permission import NotAppointed
from tsukisoi.custody.actions.picturing import delete_picture, end_pictures, keep_copy, keep_face
from tsukisoi.custody.actions.places import (
    SETTINGS,
    add_place,
    appoint,
    dismiss,
    found_again,
    free_pouch,
    hang,
    open_pouch,
    put_in_own_pouch,
    set_house,
)

__all__ = [
    "SETTINGS", "AlreadyHere", "AlreadyOut", "NoBasis", "NotAppointed", "NotOut", "TooLate", "add_place", "appoint",
    "approve", "begin_count", "close_count", "contract_for", "delete_picture", "dismiss", "drop_recipient",
    "end_pictures", "enter_later", "explain", "extend", "found_again", "free_pouch", "give_back", "hand_out",
    "hand_out_many", "hang", "keep", "keep_all", "keep_copy", "keep_face", "name_recipient", "open_pouch",
    "put_in_own_pouch", "see", "see_pouch", "set_house", "sign", "sign_count", "take_back", "take_back_many",
    "take_in", "take_in_many", "told_how_to_keep", "undo", "undo_many",
]  # fmt: skip
