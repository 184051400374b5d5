"""One person's way through the room: which desk is done, which is next, and in which words the board says so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from tsukisoi.receptions import queries as receptions
from tsukisoi.residents.guidance import accommodations
from tsukisoi.tenancy.clock import today
from tsukisoi.venue import tickets
from tsukisoi.venue.models import STATIONS, Place, Seat, Topic
from tsukisoi.venue.reasons import LEAVING, SIGNED
from tsukisoi.venue.tally import LOOKS

FACE_AUTH = "face_auth"


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk for one person. `state`: done, later, missing, unneeded or todo; `words` says what was done there."""

    topic: str
    name: str
    state: str
    words: str
    at: str
    next: bool = False
    late: bool = False
    against: bool = False

    @property
    def drawn(self) -> str:
        """The state as components draw it."""
        return {"todo": "day", "later": "later", "missing": "missing"}.get(self.state, self.state)


@dataclass(frozen=True, slots=True)
class Line:
    """One person in the queue."""

    seat: Seat
    ticket: str
    cares: tuple[str, ...]
    everything: tuple[str, ...] = ()
    """All the cares, where there is room for more than two."""

    @property
    def why(self) -> str:
        """Why the person is not received today, in words."""
        return str(LEAVING.get(self.seat.standing.get("place", {}).get("data", {}).get("why", ""), ""))


def line(seat: Seat) -> Line:
    """One person as the queue shows them."""
    words = accommodations()
    cares = [words[code] for code in seat.listed.cares if code in words]
    if seat.listed.aid:
        cares.insert(0, seat.listed.aid)
    return Line(seat, tickets.shown(seat.listed.number), tuple(cares[:2]), tuple(cares))


def desks(seat: Seat, reception: receptions.Day) -> list[Desk]:
    """Every desk in the order of the room; the first that is still to do is the next."""
    made, next_found = [], False
    for topic in STATIONS:
        state, words = _state(seat, reception, topic)
        told = seat.standing.get(topic)
        is_next = not next_found and state in ("todo", "missing")
        next_found = next_found or is_next
        name = Topic(topic).label
        made.append(
            Desk(topic, str(name), state, words, _clock(told), is_next, bool(told and told.get("late")),
                 bool(told and "against" in told))
        )  # fmt: skip
    return made


def _clock(told: dict[str, Any] | None) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(told['at'])):%H:%M}" if told and told["data"] else ""


def _state(seat: Seat, reception: receptions.Day, topic: Topic) -> tuple[str, str]:
    data = seat.standing.get(topic, {}).get("data", {})
    if data.get("later"):
        return "later", str(data.get("note") or gettext("あとで"))
    unneeded = _unneeded(seat, reception, topic)
    if not data:
        return ("unneeded", unneeded) if unneeded else ("todo", "")
    return _SAID[topic](data)


def _unneeded(seat: Seat, reception: receptions.Day, topic: Topic) -> str:
    """Why this desk is passed by; empty where it is not."""
    if topic == Topic.IDENTITY and reception.is_support:
        return gettext("受け取りのときに確かめます")
    if topic == Topic.PIN and is_support(seat, reception):
        return gettext("受け取りのときに決めます")
    if topic == Topic.INSURANCE and not is_face_auth(seat):
        return gettext("顔認証のカードのときだけ")
    if topic == Topic.PHOTO and is_under_one(seat.listed.birth_date):
        return gettext("1歳未満は写真がいりません")
    return ""


def is_support(seat: Seat, reception: receptions.Day) -> bool:
    """Is this only 出張申請サポート for this person: nobody checks identity, or the papers are short? Source: A-17."""
    return reception.is_support or seat.standing.get("identity", {}).get("data", {}).get("complete") is False


def identity_said(seat: Seat) -> bool:
    """Were papers seen, or found short?"""
    return "complete" in seat.standing.get("identity", {}).get("data", {})


def owes_identity(seat: Seat, reception: receptions.Day) -> bool:
    """Does identity belong to this reception, and was it never looked at? That cards come by mail rests on it."""
    return not reception.is_support and not identity_said(seat)


def is_face_auth(seat: Seat) -> bool:
    """Does the person wish a card without a PIN: by what was said here, else by the list?"""
    said = seat.standing.get("pin", {}).get("data", {}).get("mode")
    return (said or seat.listed.mode) == FACE_AUTH


def is_under_one(born: date | None) -> bool:
    """Under one year of age there is no photograph. Source: A-10."""
    return born is not None and (today() - born).days < 365


def _papers(data: dict[str, Any]) -> tuple[str, str]:
    words = str(SIGNED[data["signed"]])
    if data.get("writer"):
        who = {"writer": data["writer"], "watched": data["watched_by"]}
        words = gettext("代筆 %(writer)s・立会い %(watched)s") % who
    return "done", words


def _identity(data: dict[str, Any]) -> tuple[str, str]:
    if data.get("complete") is False:
        return "missing", gettext("書類が足りないので、申請サポートにしました")
    if data.get("complete") is None:
        return "done", gettext("町の職員が確かめた")
    return "done", gettext("%(count)d点を確かめた") % {"count": len(data.get("set", ()))}


def _photo(data: dict[str, Any]) -> tuple[str, str]:
    if data.get("doubt"):
        return "missing", gettext("人と写真が違うおそれ。撮りなおします")
    if data.get("brought"):
        return "done", gettext("持ってこられた写真")
    looks = len(data.get("seen", ()))
    if looks >= LOOKS:
        return "done", gettext("二人が見くらべた")
    return ("done", gettext("撮った。見くらべはあと一人")) if looks else ("todo", gettext("撮った。枠と顔を確かめます"))


def _pin(data: dict[str, Any]) -> tuple[str, str]:
    if data.get("mode") == FACE_AUTH:
        return "done", gettext("どれも設定しない")
    return "done", gettext("封をした（手伝い %(name)s）") % {"name": data["helper"]} if data.get("helper") else gettext(
        "封をした"
    )


def _insurance(data: dict[str, Any]) -> tuple[str, str]:
    return "done", gettext("同意する") if data.get("agrees") else gettext("同意しない")


def _check(data: dict[str, Any]) -> tuple[str, str]:
    return "done", gettext("すべて確かめた")


_SAID = {
    Topic.PAPERS: _papers, Topic.IDENTITY: _identity, Topic.PHOTO: _photo, Topic.PIN: _pin,
    Topic.INSURANCE: _insurance, Topic.CHECK: _check,
}  # fmt: skip


def unfinished(seat: Seat, reception: receptions.Day) -> list[str]:
    """The names of the desks still to do before the last look."""
    return [desk.name for desk in desks(seat, reception) if desk.state == "todo" and desk.topic != Topic.CHECK]


def ending(seat: Seat, reception: receptions.Day) -> Place:
    """How the day ends for a person who was at the last desk: partly, where something is left for later.

    Short papers leave nothing: that is support, and done.
    """
    left = [
        desk
        for desk in desks(seat, reception)
        if desk.topic != Topic.CHECK and desk.state in ("later", "missing", "todo")
    ]
    return (
        Place.PARTLY if [one for one in left if (one.topic, one.state) != (Topic.IDENTITY, "missing")] else Place.DONE
    )
