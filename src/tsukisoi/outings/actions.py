"""What people do about visits: each permitted, in one transaction, written on the person's chain."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.custody import actions as custody
from tsukisoi.custody import queries as locker
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.outings import guidance, queries
from tsukisoi.outings.models import Capability, Care, Credential, Going, Outing, Provider, ProviderKind, Told
from tsukisoi.outings.models import Wish as Wish
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted, Viewer
from tsukisoi.ui.templatetags.ui import clock_time

TWICE = timedelta(minutes=1)
"""So long after somebody left, their label again does not bring them back."""


def _clean(text: str) -> str:
    plain = " ".join(text.split())
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def add_provider(viewer: Viewer, name: str, kind: str, phone: str = "") -> Provider:
    """Add a provider of the home. One of that name that stands already is returned as it is."""
    viewer.require(Right.RUN_OUTINGS)
    values = {"name": _clean(name), "kind": ProviderKind(kind), "phone": _clean(phone)}
    if not values["name"]:
        raise ValidationError(gettext("名称を入れてください。"), code="required")
    with transaction.atomic():
        provider, made = Provider.objects.get_or_create(
            organisation_id=viewer.organisation, name=values["name"], defaults=values
        )
        if made:
            write(viewer, "outings.add_provider", Chain("provider", provider.pk), values=values)
    return provider


def tell(viewer: Viewer, provider: UUID, key: str, value: bool | None, told_by: str, told_on: date) -> Told:
    """Write what a provider said; None: asked, and they did not know. The same answer again changes nothing.

    Raises ValidationError without who said it, or for a day to come.
    """
    viewer.require(Right.RUN_OUTINGS)
    place, who, key = queries.provider(viewer, provider), _clean(told_by), Capability(key)
    if not who:
        raise ValidationError(gettext("だれに聞いたかを入れてください。"), code="required")
    if told_on > today():
        raise ValidationError(gettext("聞いた日は、今日までの日を入れてください。"), code="future")
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=place.pk)
        values = {"value": value, "told_by": who, "told_on": told_on}
        stands = Told.objects.filter(provider=place, key=key, **values).first()
        if stands is not None:
            return stands
        row, _made = Told.objects.update_or_create(
            organisation_id=viewer.organisation, provider=place, key=key, defaults=values
        )
        told = {"key": str(key), "value": value, "told_by": who, "told_on": told_on.isoformat()}
        write(viewer, "outings.tell", Chain("provider", place.pk), values=told)
    return row


def plan(
    viewer: Viewer, *, leaves_at: datetime, back_by: datetime, care: str, people: Sequence[UUID],
    provider: UUID | None = None, escort: str = "", id: UUID | None = None,
) -> Outing:  # fmt: skip
    """Plan one trip for one or many. `id` comes from the form, so that the same form sent twice plans one.

    Raises ValidationError where the return lies before the start or nobody goes.
    """
    viewer.require(Right.RUN_OUTINGS)
    if back_by <= leaves_at:
        raise ValidationError(gettext("戻る時刻は、出る時刻よりあとにしてください。"), code="order")
    if not people:
        raise ValidationError(gettext("一人以上を選んでください。"), code="nobody")
    with transaction.atomic():
        values = {"leaves_at": leaves_at, "back_by": back_by, "escort": _clean(escort)}
        outing, _made = Outing.objects.get_or_create(
            organisation_id=viewer.organisation, id=id or new_id(), defaults=values
        )
        add(viewer, outing.pk, people, care, provider)
    return outing


def add(viewer: Viewer, outing: UUID, people: Iterable[UUID], care: str, provider: UUID | None = None) -> list[Going]:
    """Take people along on a trip. Whoever is on it already stays as they are. Raises Http404."""
    place = queries.provider(viewer, provider) if provider else None
    with transaction.atomic():
        held = Outing.objects.select_for_update().get(pk=outing)
        on_it = set(Going.objects.filter(outing=held, dropped_at=None).values_list("resident_id", flat=True))
        return [
            _add(viewer, held, person, Care(care), place) for person in dict.fromkeys(people) if person not in on_it
        ]


def _add(viewer: Viewer, outing: Outing, resident: UUID, care: Care, provider: Provider | None) -> Going:
    viewer.require(Right.RUN_OUTINGS, residents.person(viewer, resident).unit_id)
    going = Going.objects.create(
        organisation_id=viewer.organisation, outing=outing, resident_id=resident, care=care, provider=provider
    )
    said = {"care": str(care), "leaves_at": outing.leaves_at.isoformat(timespec="minutes")}
    write(viewer, "outings.plan", Chain("resident", resident), refs=[going.pk], values=said)
    return going


def _held(viewer: Viewer, going: UUID) -> Going:
    """The row under the lock of its trip. Raises Http404 or NotPermitted. Call it inside the transaction."""
    stop = queries.stop(viewer, going)
    viewer.require(Right.RUN_OUTINGS, stop.person.unit_id)
    Outing.objects.select_for_update().get(pk=stop.going.outing_id)
    return Going.objects.select_related("outing").get(pk=going)


def _note(viewer: Viewer, action: str, going: Going, values: Mapping[str, Any], at: datetime | None = None) -> None:
    write(
        viewer, f"outings.{action}", Chain("resident", going.resident_id), refs=[going.pk], values=values,
        occurred_at=at,
    )  # fmt: skip


def choose(viewer: Viewer, going: UUID, credential: str) -> Going:
    """Say what this person takes along; empty: as the records suggest."""
    with transaction.atomic():
        row = _held(viewer, going)
        chosen = str(Credential(credential)) if credential else ""
        if row.credential != chosen:
            row.credential = chosen
            row.save(update_fields=["credential"])
            _note(viewer, "choose", row, {"credential": chosen})
    return row


def hear(
    viewer: Viewer, going: UUID, *, wishes: Mapping[str, str], could_not_say: bool, helps: Iterable[str], heard_by: str
) -> Going:
    """Write the person's own wish for this visit. Of somebody who could not say, no wish is kept at all.

    Raises ValueError for a code that the reader does not ask.
    """
    with transaction.atomic():
        row = _held(viewer, going)
        person = residents.person(viewer, row.resident_id)
        on = row.outing.leaves_at.astimezone(now().tzinfo).date()
        codes = guidance.consent_codes(row.care, person.birth_date, on)
        kept = {} if could_not_say else {code: str(Wish(wish)) for code, wish in wishes.items() if wish}
        helped = [] if could_not_say else sorted(set(helps) & dict(guidance.help_codes(on)).keys())
        if not kept.keys() <= set(codes):
            raise ValueError("the reader does not ask this")
        before = (row.wishes, row.could_not_say, row.help, row.heard_by)
        if before == (kept, could_not_say, helped, _clean(heard_by)) and row.wished_at:
            return row
        row.wishes, row.could_not_say, row.help = kept, could_not_say, helped
        row.heard_by, row.wished_at = _clean(heard_by), now()
        row.save(update_fields=["wishes", "could_not_say", "help", "heard_by", "wished_at"])
        _note(viewer, "hear", row, {**kept, "could_not_say": could_not_say, "help": helped, "heard_by": row.heard_by})
    return row


def leave(viewer: Viewer, outing: UUID, at: datetime | None = None, second: UUID | None = None) -> list[Going]:
    """Everybody on the trip who had not left has left now. Pressing twice writes once.

    `second`, here and below: the other person at the locker, where the home wants two. Raises ValidationError for
    somebody who cannot be that one.
    """
    moment = at or now()
    with transaction.atomic():
        rows = [_held(viewer, stop.going.pk) for stop in queries.trip(viewer, outing).planned]
        return [_left(viewer, row, moment, second) for row in rows if row.state == "planned"]


def leave_one(viewer: Viewer, going: UUID, at: datetime | None = None, second: UUID | None = None) -> Going:
    """This person has left, with what was taken out of the locker for them. Pressing twice writes once."""
    with transaction.atomic():
        row = _held(viewer, going)
        return _left(viewer, row, at or now(), second) if row.state == "planned" else row


class Stopped(ValueError):
    """A label that does not fit this trip; the message says whose it is and what to do."""


def scanned(viewer: Viewer, outing: UUID, typed: str, second: UUID | None = None) -> Going:
    """A pouch was read on the page of a trip: whoever had not left leaves, whoever is out is back with what they took.

    Raises Stopped where that cannot be meant, ValidationError where the other person at the locker is missing.
    """
    try:
        whose = locker.scanned(viewer, typed).resident
    except locker.Unread as error:
        raise Stopped(str(error)) from None
    trip = queries.trip(viewer, outing)
    stop = next((one for one in trip.stops if whose and one.person.pk == whose.pk), None)
    if stop is None:
        raise Stopped(_not_on_it(viewer, whose))
    if said := _not_now(stop, trip.day):
        at = clock_time(stop.going.back_at or stop.going.out_at)
        raise Stopped(said % {"room": stop.person.room, "name": stop.person.name, "at": at})
    if stop.state == "planned":
        return leave_one(viewer, stop.going.pk, second=second)
    return come_back(viewer, stop.going.pk, True, second=second)


def _not_on_it(viewer: Viewer, whose: Any) -> str:
    if whose is not None and not viewer.in_reach(whose.unit_id):
        return gettext("受け持ちの外の袋です。施設長か、そのユニットの職員に頼んでください。")
    if whose is None:
        return gettext("その袋には、だれのものも入っていません。")
    told = gettext("ちがう袋です。これは %(room)s %(name)s さんの袋。この予定で出かける人ではありません。")
    return told % {"room": whose.room, "name": whose.name}


def _not_now(stop: queries.Stop, day: date) -> str:
    """Why this person neither leaves nor comes back by a label now; empty where they do."""
    if stop.state == "planned" and day > today():
        return gettext("この予定は、きょうではありません。出る日に、%(room)s %(name)s さんの袋を読み取ります。")
    if stop.state == "back":
        return gettext("%(room)s %(name)s さんは、もう%(at)sに戻っています。手にあるものの持ち主を確かめます。")
    if stop.going.out_at and now() - stop.going.out_at < TWICE:  # a scanner may read twice
        return gettext("%(room)s %(name)s さんは、%(at)sに出たところです。戻ったときに、もう一度読み取ります。")
    return ""


def _left(viewer: Viewer, row: Going, at: datetime, second: UUID | None) -> Going:
    row.out_at, row.hand_outs = at, _out_of_the_locker(viewer, row, second)
    row.save(update_fields=["out_at", "hand_outs"])
    _note(viewer, "leave", row, {"state": "out"}, at)
    return row


def _out_of_the_locker(viewer: Viewer, row: Going, second: UUID | None) -> list[str]:
    """Hand out what this visit calls for and the house keeps: the ids of the hand-outs.

    What this viewer may not hand out, or what is out already, stays as it is; the page of the trip names it.
    """
    stop = queries.stop(viewer, row.pk)
    kept = guidance.in_locker(viewer, [(stop, guidance.slip_of(viewer, stop))])
    why = "ambulance" if row.care == Care.EMERGENCY else "visit"
    where = stop.going.provider.name if stop.going.provider else ""
    made = []
    for one in kept:
        if not one.here:
            continue
        try:
            out = custody.hand_out(
                viewer, one.item, why=why, due_at=row.outing.back_by, where=where[:60], second=second
            )
        except (PermissionDenied, NotPermitted, custody.AlreadyOut, custody.NotOut):
            continue
        except ValidationError:
            if second:
                raise
            continue
        made.append(str(out.pk))
    return made


def _into_the_locker(viewer: Viewer, row: Going, second: UUID | None) -> None:
    for out in row.hand_outs:
        custody.take_back(viewer, UUID(out), second=second)


def come_back(
    viewer: Viewer, going: UUID, brought_back: bool, at: datetime | None = None, second: UUID | None = None
) -> Going:
    """This person is back, with or without what they took along. Pressing twice writes once.

    Raises ValidationError where something goes back into the locker and the other person is missing.
    """
    with transaction.atomic():
        row = _held(viewer, going)
        if row.state != "out":
            return row
        row.back_at, row.brought_back = at or now(), brought_back
        row.save(update_fields=["back_at", "brought_back"])
        if brought_back:
            _into_the_locker(viewer, row, second)
        _note(viewer, "back", row, {"state": "back", "brought_back": brought_back}, row.back_at)
    return row


def all_back(viewer: Viewer, outing: UUID, at: datetime | None = None, second: UUID | None = None) -> list[Going]:
    """Everybody who is out on this trip is back with what they took."""
    with transaction.atomic():
        return [come_back(viewer, stop.going.pk, True, at, second) for stop in queries.trip(viewer, outing).out]


def take_back(viewer: Viewer, going: UUID, second: UUID | None = None) -> Going:
    """The last press was a mistake: back becomes out, out becomes planned. The record keeps both."""
    with transaction.atomic():
        row = _held(viewer, going)
        if row.state == "back":
            row.hand_outs = _out_of_the_locker(viewer, row, second) if row.brought_back else row.hand_outs
            row.back_at = row.brought_back = None
        elif row.state == "out":
            _into_the_locker(viewer, row, second)
            row.out_at, row.hand_outs = None, []
        else:
            return row
        row.save(update_fields=["out_at", "back_at", "brought_back", "hand_outs"])
        _note(viewer, "take_back", row, {"state": row.state})
    return row


def drop(viewer: Viewer, going: UUID) -> Going:
    """This person does not go after all. Somebody who is out comes back, they are not dropped."""
    with transaction.atomic():
        row = _held(viewer, going)
        if row.state == "planned":
            row.dropped_at = now()
            row.save(update_fields=["dropped_at"])
            _note(viewer, "drop", row, {"state": "dropped"})
    return row


def go_after_all(viewer: Viewer, going: UUID) -> Going:
    """It was called off by mistake: planned again, where the trip is still to come and nobody put them on it anew."""
    with transaction.atomic():
        row = _held(viewer, going)
        on_it = Going.objects.filter(outing=row.outing_id, resident=row.resident_id, dropped_at=None).exists()
        if row.state == "dropped" and row.outing.leaves_at > now() and not on_it:
            row.dropped_at = None
            row.save(update_fields=["dropped_at"])
            _note(viewer, "go_after_all", row, {"state": row.state})
    return row
