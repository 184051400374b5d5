"""Every action of the record in words: a closed list. A test holds the code to it."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, Promise] = {}

FAULTS: dict[str, Promise] = {
    "missing_before": _("この前の記録がなくなっています"),
    "does_not_follow": _("前の記録とつながっていません"),
    "altered": _("書いたときと違います"),
    "value_altered": _("書きかえた値が、書いたときと違います"),
    "cut_off": _("この後の記録が切り取られています"),
    "head_behind": _("終わりの印が、記録と合いません"),
    "no_head": _("終わりの印がありません"),
    "sealed_entry_altered": _("封をしたときと違います"),
    "sealed_entry_gone": _("封をした記録がなくなっています"),
    "sealed_chain_gone": _("封をした記録が、すべてなくなっています"),
    "seal_missing_before": _("この前の封がなくなっています"),
    "seal_altered": _("封が書きかえられています"),
}


def of_action(code: str) -> str:
    """The words of an action; the code itself where the list has none (an entry of a later or earlier version)."""
    return gettext(str(ACTIONS[code])) if code in ACTIONS else code


def of_fault(code: str) -> str:
    """The words of a fault that verifying found."""
    return gettext(str(FAULTS[code])) if code in FAULTS else code
