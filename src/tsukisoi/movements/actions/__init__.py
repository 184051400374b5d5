"""Everything a person does to a movement: one function each, in one transaction, with its entry in the record."""

from tsukisoi.movements.actions.applying import apply, apply_due
from tsukisoi.movements.actions.countering import counter
from tsukisoi.movements.actions.duties import duty_done, duty_open
from tsukisoi.movements.actions.planning import NotAsShown, call_off, join, record

__all__ = ["NotAsShown", "apply", "apply_due", "call_off", "counter", "duty_done", "duty_open", "join", "record"]
