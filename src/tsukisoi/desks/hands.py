"""Where badge and own code are enough, and whose they are: at the screens of one house, nowhere else."""

import time
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext

from tsukisoi.desks.actions import note_wrong_code
from tsukisoi.staff import queries as staff
from tsukisoi.staff import tries

LOCKED = "desk_locked_of"
LASTS = 12 * 60 * 60
"""For how long a browser that locked is still known to be the house's, in seconds: one night."""


def remember_house(request: HttpRequest, house: UUID) -> None:
    """Somebody of this house, who had signed in here with their password, locked this browser."""
    request.session[LOCKED] = [str(house), time.time()]


def house_here(request: HttpRequest) -> UUID | None:
    """Whose people are known here by badge and own code: those of the house that enrolled the computer, or locked it.

    None on any other machine: there only the password says who somebody is.
    """
    if device := getattr(request, "device", None):
        return UUID(str(device.organisation_id))
    house, since = request.session.get(LOCKED) or ("", 0.0)
    return UUID(house) if house and time.time() - since < LASTS else None


def worker_here(request: HttpRequest, form: Form, used_up: str | Promise) -> Any:
    """Whoever the badge (or user name) and own code of the form belong to, counted try by try; None otherwise.

    What is wrong stands in the form then: `used_up` says what to do once the tries are used up.
    """
    house, who = house_here(request), form.cleaned_data["who"]
    one = tries.begin(request, house, who) if house else None
    if house is None or one is None or one.refused:
        form.add_error(None, str(used_up))
        return None
    worker = staff.worker_by_code(who, form.cleaned_data["code"])
    if worker is not None and worker.organisation_id == house:
        tries.right(one)
        return worker
    if one.to_tell:
        note_wrong_code(house, one.worker, getattr(request, "device", None))
    form.add_error(None, gettext("札（ユーザー名）か、自分の番号がちがいます。もう一度入れてください。"))
    return None
