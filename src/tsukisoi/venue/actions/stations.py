"""What is done at each desk. A PIN, a number and a picture of a paper have no place here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tsukisoi.cases import actions as cases
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import application_ids
from tsukisoi.venue.actions.writing import NotNow, Written, identity_first, locked, not_finished, tell
from tsukisoi.venue.guidance import identity_shown
from tsukisoi.venue.models import Topic
from tsukisoi.venue.reasons import CAPACITIES, SIGNED
from tsukisoi.venue.tally import LOOKS
from tsukisoi.venue.turns import turn


def papers(
    viewer: Viewer, seat: UUID, signed: str, *, writer: str = "", watched_by: str = "", read_aloud: bool = False,
    application_id: str = "", at: datetime | None = None,
) -> Written:  # fmt: skip
    """The application form is written and signed. Whoever writes for somebody is named, and so is who watched.

    Braille with a seal is a name; where the town cannot read it (`read_aloud`) the will is asked aloud and somebody
    writes. Source: manual 第7(3)(4). Raises ValueError for an unknown way of signing, a writer without a witness, one
    person for both, or an id that is not of 23 digits.
    """
    by_another = signed == "written_for" or read_aloud
    if signed not in SIGNED or (by_another and not (writer and watched_by and writer != watched_by)):
        raise ValueError(signed)
    if application_id and not (
        len(application_id) == application_ids.LENGTH and application_id.isascii() and application_id.isdecimal()
    ):
        raise ValueError("application_id")
    data: dict[str, Any] = {"signed": signed}
    if by_another:
        data |= {"writer": writer, "watched_by": watched_by}
    if signed == "braille":
        data["read_aloud"] = read_aloud
    if application_id:
        data["application_id"] = application_id
    return _at_desk(viewer, seat, Topic.PAPERS, data, at)


def identity(
    viewer: Viewer, seat: UUID, documents: Sequence[str], seen_by: str, *, copies: bool = False,
    at: datetime | None = None,
) -> Written:  # fmt: skip
    """Which kinds of documents were seen, and by whom. Whether they make a valid set is asked of the rules and kept.

    `copies`: the town took copies; that is all that is known of them. Raises ValueError for an unknown kind.
    """
    with turn():
        found = locked(viewer, seat)
        shown = identity_shown(viewer, found.listed, documents)
        data = {
            "documents": sorted(set(documents)), "complete": shown.complete, "set": list(shown.papers),
            "seen_by": seen_by, "copies": copies,
        }  # fmt: skip
        if shown.complete is False and found.listed.resident_id:
            _later_steps(viewer, found.listed.resident_id)
        return tell(viewer, found, Topic.IDENTITY, data, at=at)


SUPPORT = "visiting_support"
"""The way of whoever's papers are short: the application goes on, identity is checked at delivery. Source: A-17."""


def _later_steps(viewer: Viewer, resident: UUID) -> None:
    """The person's own page leads on from here: another way, and the papers as what is missing."""
    viewer.require(Right.RUN_VENUE)
    cases.choose_way(viewer, resident, SUPPORT)
    cases.set_task(viewer, resident, "identity", cases.TaskState.MISSING)


def pin(
    viewer: Viewer, seat: UUID, mode: str, *, helper: str = "", capacity: str = "", at: datetime | None = None
) -> Written:  # fmt: skip
    """The PIN request is in its envelope, sealed by the person or with the help that is allowed; or none is set.

    `mode`: standard or face_auth. A helper says in which capacity. What the PIN is, is written nowhere. Source: manual
    第7(2), A-13. Raises ValueError.
    """
    if mode not in ("standard", "face_auth") or bool(helper) != (capacity in CAPACITIES):
        raise ValueError(mode)
    data: dict[str, Any] = {"mode": mode, "sealed": mode == "standard"}
    if helper:
        data |= {"helper": helper, "capacity": capacity}
    return _at_desk(viewer, seat, Topic.PIN, data, at)


def insurance(viewer: Viewer, seat: UUID, agrees: bool, *, at: datetime | None = None) -> Written:
    """For a card without a PIN: does the person want the town to register the insurance use? Source: A-14."""
    return _at_desk(viewer, seat, Topic.INSURANCE, {"agrees": agrees}, at)


def brought_photo(viewer: Viewer, seat: UUID, *, at: datetime | None = None) -> Written:
    """The person brought a picture on paper; no shot is taken."""
    return _at_desk(viewer, seat, Topic.PHOTO, {"brought": True}, at)


def later(viewer: Viewer, seat: UUID, topic: str, note: str = "", *, at: datetime | None = None) -> Written:
    """This desk does not work out today; the person goes on to the next, and it is done later."""
    return _at_desk(viewer, seat, Topic(topic), {"later": True, **({"note": note} if note else {})}, at)


def check(viewer: Viewer, seat: UUID, *, at: datetime | None = None) -> Written:
    """The last look: everything is in the folder.

    Raises NotNow while the picture was not compared by two people, or identity was not looked at; and for whoever is
    finished without it.
    """
    with turn():
        found = locked(viewer, seat)
        if not found.standing.get(Topic.CHECK, {}).get("data"):
            not_finished(viewer, found)
        photo = found.standing.get("photo", {}).get("data", {})
        if photo.get("picture") and len(photo.get("seen", [])) < LOOKS:
            raise NotNow(gettext("写真は、二人が別々のサインインで見くらべてから確かめます。"))
        identity_first(viewer, found)
        return tell(viewer, found, Topic.CHECK, {"ok": True}, at=at)


def _at_desk(viewer: Viewer, seat: UUID, topic: Topic, data: dict[str, Any], at: datetime | None) -> Written:
    viewer.require(Right.RUN_VENUE)
    with turn():
        return tell(viewer, locked(viewer, seat), topic, data, at=at)
