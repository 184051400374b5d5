"""To a laptop and back: the day as a signed, encrypted file; what came back is merged, in whatever order, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.journal.actions import Chain, write
from tsukisoi.packets import actions as packets
from tsukisoi.packets import sealed
from tsukisoi.receptions import actions as receptions_actions
from tsukisoi.receptions import queries as receptions
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy import prepared
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import fold, rows, tickets, vault
from tsukisoi.venue.actions.opening import open_day
from tsukisoi.venue.actions.writing import COLUMNS, NotNow, happening, stands
from tsukisoi.venue.actions.writing import open_day as held_day
from tsukisoi.venue.models import Carried, Day, Event, Picture, Seat, Slate
from tsukisoi.venue.turns import turn

OUT, BACK = "venue-day", "venue-return"
"""The kinds of the two files."""
KEPT_DAYS = 7
"""How long a file may lie about."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a file brought: events that were new here, people it was about, walk-ins, pictures, and new disputes."""

    machine: str
    events: int
    people: int
    pictures: int
    disputed: int
    again: bool


def take_along(viewer: Viewer, day: UUID, code: str = "") -> packets.Made:
    """The day as a file for one more laptop, locked with `code` (made here where none is given).

    Raises NotNow, Refused.
    """
    viewer.require(Right.RUN_VENUE)
    with turn():
        found = held_day(viewer, day)
        if found.machine:
            raise NotNow(gettext("会場のパソコンからは、持ち出せません。元のパソコンで作ってください。"))
        found.machines += 1
        found.save(update_fields=["machines"])
        reception, house = receptions.reception(viewer, found.reception_id), staff.organisation_of(viewer)
        made = packets.make(
            viewer, kind=OUT, payload=_day(viewer, found, reception, house), organisation=house.name,
            recipient=gettext("会場のパソコン %(letter)s") % {"letter": tickets.letter(found.machines)},
            delete_on=max(reception.on, today()) + timedelta(days=KEPT_DAYS), about=found.pk,
            code=code,
        )  # fmt: skip
        _remember(viewer, found, made.code)
        return made


def _remember(viewer: Viewer, day: Day, code: str) -> Carried:
    id = new_id()
    made = Carried.objects.create(
        id=id, organisation_id=viewer.organisation, day=day, machine=day.machines,
        sealed_code=vault.seal(code.encode(), id, "code").hex(), at=now(), by=viewer.worker,
    )  # fmt: skip
    write(viewer, "venue.take_along", Chain("day", day.pk), refs=[made.pk], values={"machine": day.machines})
    return made


def _day(viewer: Viewer, day: Day, reception: Any, house: Any) -> dict[str, Any]:
    seats = Seat.objects.filter(day=day, listed__place="listed").select_related("listed")
    events = Event.objects.filter(day=day).select_related("listed").order_by("at", "pk")
    return {
        "reception": rows.of_reception(reception), "machine": day.machines,
        "organisation": {name: getattr(house, name) for name in HOUSE} | {"id": str(house.pk)},
        "workers": [_worker(one) for one in staff.who_may(viewer, Right.RUN_VENUE)],
        "people": [rows.of_person(seat) for seat in seats],
        "events": [rows.of_event(event) for event in events],
    }  # fmt: skip


HOUSE = ("name", "kind", "facility_type", "municipality", "head_title", "custody")
"""What a laptop knows of the house."""


def _worker(worker: Any) -> dict[str, str]:
    return {"id": str(worker.pk), "username": worker.username, "name": worker.name, "role": worker.role}


def settle_in(viewer: Viewer, content: bytes, code: str) -> Day:
    """On the laptop: open the file, and have the day here. The same file again changes nothing. Raises Refused."""
    viewer.require(Right.RUN_VENUE)
    opened = packets.open_packet(viewer, content, kinds=[OUT], code=code)
    told = opened.payload
    with turn():
        shared = UUID(told["reception"]["shared"])
        reception = receptions_actions.open_reception(viewer, shared=shared, **rows.agreed_of(told["reception"]))
        _put_on(viewer, reception, told["people"])
        day = open_day(viewer, reception.pk, machine=told["machine"])
        _merge_events(viewer, day, told["events"])
        if not Carried.objects.filter(day=day).exists():
            Day.objects.filter(pk=day.pk).update(machines=told["machine"])
            day.refresh_from_db()
            _remember(viewer, day, code)
        return day


def _put_on(viewer: Viewer, reception: Any, people: list[dict[str, Any]]) -> None:
    for row in people:
        receptions_actions.put_on(
            viewer, reception, shared=UUID(row["shared"]), number=row["number"], **rows.columns_of(row)
        )


def bring_back(viewer: Viewer, day: UUID) -> packets.Made:
    """On the laptop: everything that happened here as a file for the server. May be made as often as one likes."""
    viewer.require(Right.RUN_VENUE)
    found: Day = get_object_or_404(Day.objects, pk=day)
    if not found.machine:
        raise NotNow(gettext("これは元のパソコンです。持ち帰りのファイルは、会場のパソコンで作ります。"))
    with turn():
        carried = Carried.objects.get(day=found, machine=found.machine)
        code = vault.unseal(bytes.fromhex(carried.sealed_code), carried.pk, "code").decode()
        reception, house = receptions.reception(viewer, found.reception_id), staff.organisation_of(viewer)
        pictures = list(Picture.objects.filter(day=found).select_related("listed", "slate"))
        return packets.make(
            viewer, kind=BACK, payload=_happened(found, reception, pictures), organisation=house.name,
            recipient=house.name, delete_on=max(reception.on, today()) + timedelta(days=KEPT_DAYS), about=found.pk,
            files=_contents(pictures), code=code, machine=tickets.letter(found.machine),
        )  # fmt: skip


def _happened(day: Day, reception: Any, pictures: list[Picture]) -> dict[str, Any]:
    mine = Event.objects.filter(day=day, machine=day.machine).select_related("listed").order_by("at", "pk")
    walk_ins = Seat.objects.filter(day=day, listed__walk_in=True).select_related("listed")
    return {
        "reception": str(reception.shared), "machine": day.machine,
        "people": [rows.of_person(seat) for seat in walk_ins], "events": [rows.of_event(event) for event in mine],
        "pictures": [rows.of_picture(picture) for picture in pictures],
    }  # fmt: skip


def _contents(pictures: list[Picture]) -> dict[str, bytes]:
    found = {}
    for picture in pictures:
        for part in ("frame", "cut"):
            if sealed := getattr(picture, part):
                found[f"{picture.pk}.{part}"] = vault.unseal(bytes(sealed), picture.pk, part)
    return found


def merge(viewer: Viewer, day: UUID, content: bytes) -> Merged:
    """On the server: take in what a laptop brings back. In any order, any number of times. Raises Refused, NotNow."""
    viewer.require(Right.RUN_VENUE)
    opened, carried = _opened(viewer, day, content)
    with turn():
        found = held_day(viewer, day)
        told = opened.payload
        reception = receptions.reception(viewer, found.reception_id)
        if told["reception"] != str(reception.shared) or told["machine"] != carried.machine:
            raise NotNow(gettext("これは別の受付、または別のパソコンのファイルです。"))
        _put_on(viewer, reception, told["people"])
        open_day(viewer, reception.pk)
        pictures = _merge_pictures(viewer, found, told["pictures"], opened.files)
        events, people, disputed = _merge_events(viewer, found, told["events"])
        Carried.objects.filter(pk=carried.pk).update(back_at=now(), brought=len(told["events"]))
        write(viewer, "venue.merge", Chain("day", found.pk), refs=[carried.pk], values={"events": events})
        return Merged(tickets.letter(carried.machine), events, people, pictures, disputed, opened.again)


def _opened(viewer: Viewer, day: UUID, content: bytes) -> tuple[packets.Opened, Carried]:
    """Try the codes of the laptops that went; each opens its own file only. The one the file names comes first."""
    refused: packets.Refused | None = None
    named = _named(content)
    for carried in sorted(Carried.objects.filter(day=day), key=lambda one: tickets.letter(one.machine) != named):
        try:
            code = vault.unseal(bytes.fromhex(carried.sealed_code), carried.pk, "code").decode()
            return packets.open_packet(viewer, content, kinds=[BACK], code=code, about=day), carried
        except packets.Refused as error:
            refused = refused or error
        except ValueError:  # the code kept for this laptop cannot be read: its file cannot be opened here
            continue
    raise refused or NotNow(gettext("この受付は、まだどのパソコンにも持ち出していません。"))


def _named(content: bytes) -> str:
    """The laptop that the file says it comes from: nothing proven, only where to begin."""
    try:
        return str(sealed.about(content)["sender"].get("machine"))
    except (ValueError, AttributeError):
        return ""


def _listed_ids(day: Day) -> dict[UUID, UUID]:
    return dict(Seat.objects.filter(day=day).values_list("listed__shared", "listed_id"))


def _merge_events(viewer: Viewer, day: Day, told: list[dict[str, Any]]) -> tuple[int, int, int]:
    """New events in, and what stands made anew for whom they are about: (events, people, people newly disputed)."""
    ids = _listed_ids(day)
    known = {str(pk) for pk in Event.objects.filter(day=day).values_list("pk", flat=True)}
    fresh = [row for row in told if row["id"] not in known and UUID(row["person"]) in ids]
    Event.objects.bulk_create(
        rows.event_of(row, viewer.organisation, day.pk, ids[UUID(row["person"])]) for row in fresh
    )
    people = [ids[person] for person in rows.people_of(fresh)]
    disputed = _stand_anew(viewer, day, people)
    if fresh:
        write(viewer, "venue.brought", Chain("day", day.pk), refs=[UUID(row["id"]) for row in fresh])
    return len(fresh), len(people), disputed


def _stand_anew(viewer: Viewer, day: Day, people: list[UUID]) -> int:
    """Derive what stands from all events of these people; how many are disputed that were not before."""
    happened: dict[UUID, list[fold.Happening]] = {listed: [] for listed in people}
    for event in Event.objects.filter(day=day, listed__in=people):
        happened[event.listed_id].append(happening(event))
    newly = 0
    seats = list(Seat.objects.select_for_update().filter(day=day, listed__in=people))
    for seat in seats:
        before = seat.disputed
        stands(seat, fold.standing(happened[seat.listed_id]))
        newly += seat.disputed > 0 and before == 0
    # A turn may move from one person to another within one merge: first free them all.
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(turn=None)
    for seat in seats:
        prepared.change(seat, COLUMNS)
    return newly


def _merge_pictures(viewer: Viewer, day: Day, told: list[dict[str, Any]], files: Mapping[str, bytes]) -> int:
    ids = _listed_ids(day)
    known = {str(pk) for pk in Picture.objects.filter(day=day).values_list("pk", flat=True)}
    taken = set(Picture.objects.filter(day=day).values_list("digest", flat=True))
    made = []
    for row in told:
        if row["id"] in known or UUID(row["person"]) not in ids:
            continue
        slate, picture = rows.picture_of(row, viewer.organisation, day.pk, ids[UUID(row["person"])])
        if picture.digest in taken:  # the same file on two machines: kept, and shown before the day closes
            picture.digest = f"{picture.digest[:64]}~{len(taken)}"
        taken.add(picture.digest)
        for part in ("frame", "cut"):
            if content := files.get(f"{picture.pk}.{part}"):
                setattr(picture, part, vault.seal(content, picture.pk, part))
        made.append((slate, picture))
    Slate.objects.bulk_create([slate for slate, _picture in made])
    Picture.objects.bulk_create([picture for _slate, picture in made], batch_size=10)
    return len(made)


def decide(viewer: Viewer, seat: UUID, topic: str, event: UUID) -> None:
    """Of two accounts of one matter, a person says which counts. Both stay in the record. Raises NotNow."""
    settle(viewer, seat, topic, lambda one: one["id"] == str(event))


def settle(viewer: Viewer, seat: UUID, topic: str, counts: Callable[[fold.Standing], bool]) -> None:
    """The same for whatever tells which account counts."""
    viewer.require(Right.RUN_VENUE)
    with turn():
        found = Seat.objects.select_for_update(of=("self",)).select_related("day").get(pk=seat)
        told = found.standing.get(topic)
        if told is None or "against" not in told:
            return
        chosen = next((one for one in [told, *told["against"]] if counts(one)), None)
        if chosen is None:
            raise NotNow(gettext("選んだものが見つかりません。もう一度開いてください。"))
        _decided(viewer, found, topic, told, chosen)


def _decided(viewer: Viewer, seat: Seat, topic: str, told: fold.Standing, chosen: fold.Standing) -> None:
    moment = now()
    event = Event.objects.create(
        organisation_id=viewer.organisation, day_id=seat.day_id, listed_id=seat.listed_id, topic=topic,
        data=chosen["data"], follows=list(told["ends"]), at=moment, written_at=moment, by=viewer.worker,
        machine=seat.day.machine,
    )  # fmt: skip
    write(viewer, "venue.decide", Chain("listed", seat.listed_id), refs=[event.pk, UUID(chosen["id"])])
    stands(seat, {**seat.standing, topic: fold.after(told, happening(event))})
    seat.save(update_fields=COLUMNS)
