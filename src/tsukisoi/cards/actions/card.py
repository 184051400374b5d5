"""What becomes of a card. The facts of the person say what holds now; each event says what held before and since."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cards import guidance, queries
from tsukisoi.cards.actions.errands import close_errands, reopen_errands
from tsukisoi.cards.models import ErrandKind, Event, Happening, Who
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.residents.actions import ChangedMeanwhile as ChangedMeanwhile
from tsukisoi.residents.actions.writing import locked, touch
from tsukisoi.residents.queries import Person
from tsukisoi.residents.wills import will_of
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer

CARD = "my_number_card"
LATER = ("not_wished", "agent")
"""Why insurance use is registered only after the card without a PIN is there. Source: manual 第3-4."""


def read_dates(
    viewer: Viewer, resident: UUID, values: Mapping[str, Any], *, told_by: str = "paper", was: str | None = None
) -> None:
    """Write what stands on the card, as somebody read it. `values`: fact → day, mode, or None for «cannot be read».

    What is not named stays as it is. Raises ChangedMeanwhile with what stands there now.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        if was is not None and was != queries.token(viewer, person, guidance.KEYS):
            raise ChangedMeanwhile(_facts(viewer, person, guidance.KEYS))
        before = _facts(viewer, person, guidance.KEYS)
        _put(viewer, person, {key: values[key] for key in guidance.KEYS if key in values}, told_by)
        if "card.certificate_expires" in values:
            _put(viewer, person, {"insurance.certificate_expires": None}, told_by)
        after = _facts(viewer, person, guidance.KEYS)
        if after != before:
            _event(viewer, person, Happening.READ, today(), before, after)


def receive(
    viewer: Viewer, resident: UUID, *, on: date, mode: str, issued: date | None = None, expires: date | None = None,
    certificate_expires: date | None = None, who: str = "", place: str = "", told_by: str = "paper",
) -> Event:  # fmt: skip
    """The card is here: a first one, or one that replaces another. What was known of the old one goes with it.

    The same again changes nothing. Days that nobody read are left open; the rules say whether they can be reckoned.
    `mode`: empty where nobody looked yet.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        _not_to_come(on)
        before = _facts(viewer, person, (*guidance.OF_CARD, *_HELD))
        after = _plain({
            "card.mode": mode, "card.issued": issued or on, "card.expires": expires,
            "card.certificate_issued": issued or on, "card.certificate_expires": certificate_expires,
        })  # fmt: skip
        again = _same(person, Happening.RECEIVED, on, after)
        if again is not None:
            return again
        old = register.facts_of(viewer, [person])[person.pk]
        early = guidance.state_of(old) == "held" and str(old.get("card.expires", "")) > on.isoformat()
        applied = old.get("card.applied")
        _put(viewer, person, {**dict.fromkeys(guidance.OF_CARD), **after}, told_by)
        if applied and str(applied) <= on.isoformat() and not early:
            _put(viewer, person, {"card.applied": applied}, told_by)
        _held(viewer, person, held=True, lost=False, returned=False)
        residents.hold_document(viewer, person, CARD, expires=expires, place=place)
        close_errands(viewer, person.pk, on, ErrandKind.CARD, ErrandKind.CERTIFICATE)
        return _event(viewer, person, Happening.RECEIVED, on, before, after, who=who, early=early)


_HELD = ("insurance.card_held", "insurance.card_lost", "insurance.card_returned", "event.kind", "event.on")
"""What else is known of a card that is there or gone."""


def receive_back(viewer: Viewer, resident: UUID, *, on: date) -> bool:
    """The card of that day was not received: everything known of it is as before. False where nothing says it was.

    Raises ValidationError where something was written of the card since.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        viewer.require(Right.EDIT_RESIDENTS, person.unit_id)
        if queries.has_gone_on(viewer, person.pk, on):
            raise ValidationError(
                gettext("そのあとに、カードのことが書きとめてあります。先に、カードのページで確かめてください。"),
                code="rests",
            )
        last = queries.received_last(viewer, person.pk, on)
        if last is None:
            return False
        known = (*guidance.OF_CARD, *_HELD)
        _put(viewer, person, {key: last.before.get(key) for key in known}, "staff")
        if last.before.get("insurance.card_held") is not True and not last.before.get("card.issued"):
            residents.drop_document(viewer, person, CARD)  # there was no other card before it
        reopen_errands(viewer, person.pk, on, ErrandKind.CARD, ErrandKind.CERTIFICATE)
        Event.objects.filter(pk=last.pk).delete()
        touch(person)
        told = {"kind": str(Happening.RECEIVED), "on": on.isoformat()}
        write(viewer, "cards.take_back", Chain("resident", person.pk), refs=[last.pk], values=told)
    return True


def renew_certificate(
    viewer: Viewer, resident: UUID, *, on: date, who: str, expires: date | None = None
) -> Event:  # fmt: skip
    """The certificate was renewed at the counter. `expires` is what was written on the card; None: nobody wrote it.

    Raises ValidationError for a day to come or a person without a card.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        _not_to_come(on)
        old = register.facts_of(viewer, [person])[person.pk]
        _has_card(old)
        after = _plain({"card.certificate_issued": on, "card.certificate_expires": expires})
        again = _same(person, Happening.CERTIFICATE, on, after)
        if again is not None:
            return again
        ended = guidance.card_now(old, on).certificate_ends
        in_time = None if ended is None else on <= ended
        before = _facts(viewer, person, guidance.OF_CARD)
        changed = {
            "card.certificate_expires": None,
            **after,
            "card.certificate_renewed_before_expiry": in_time,
            "insurance.certificate_expires": None,
        }
        _put(viewer, person, changed, "paper")
        close_errands(viewer, person.pk, on, ErrandKind.CERTIFICATE, ErrandKind.SWITCH_WITH_CERTIFICATE)
        return _event(viewer, person, Happening.CERTIFICATE, on, before, after, who=who)


def switch(
    viewer: Viewer, resident: UUID, *, on: date, mode: str, who: str, certificate_expires: date | None = None,
    certificate_too: bool = False, registered_later: str = "",
) -> Event:  # fmt: skip
    """The card was set to need no PIN (face_auth), or back to an ordinary one. The card itself stays the same.

    A card without a PIN needs the person's own yes in that matter, and insurance use registered before, unless
    `registered_later` says why not (not_wished, agent). Raises ValidationError otherwise.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        _not_to_come(on)
        old = register.facts_of(viewer, [person])[person.pk]
        _has_card(old)
        after = _plain({"card.mode": mode})
        again = _same(person, Happening.MODE, on, after)
        if again is not None:
            return again
        if mode == guidance.FACE_AUTH:
            _chosen(viewer, person)
            _registered_first(old, registered_later)
        before = _facts(viewer, person, ("card.mode",))
        _put(viewer, person, {**after, "wants_pin": mode != guidance.FACE_AUTH}, "staff")
        done = (
            [ErrandKind.SWITCH, ErrandKind.SWITCH_WITH_CERTIFICATE] if mode == guidance.FACE_AUTH else [ErrandKind.BACK]
        )
        note = registered_later if mode == guidance.FACE_AUTH else ""
        event = _event(viewer, person, Happening.MODE, on, before, after, who=who, note=note)
        if certificate_too:
            renew_certificate(viewer, person.pk, on=on, who=who, expires=certificate_expires)
        close_errands(viewer, person.pk, on, *done)
    return event


def lose(viewer: Viewer, resident: UUID, *, on: date, reported_on: date | None = None, note: str = "") -> Event:
    """The card is lost. `reported_on`: the day of the 紛失届, from which an express issue is counted."""
    changed = {"event.kind": "lost", "event.on": reported_on or on}
    return _gone(viewer, resident, Happening.LOST, on, note, changed, lost=True, returned=False)


def damage(viewer: Viewer, resident: UUID, *, on: date, note: str = "") -> Event:
    """The card is there but broken: it must be issued anew."""
    return _gone(viewer, resident, Happening.DAMAGED, on, note, {"event.kind": "damaged", "event.on": on})


def give_back(viewer: Viewer, resident: UUID, *, on: date, note: str = "") -> Event:
    """The card was given back to the municipality."""
    return _gone(viewer, resident, Happening.RETURNED, on, note, {}, lost=False, returned=True)


def find(viewer: Viewer, resident: UUID, *, on: date, note: str = "") -> Event:
    """A lost card was found again. Where it was suspended the suspension must be lifted in person."""
    with transaction.atomic():
        person = locked(viewer, resident)
        _not_to_come(on)
        again = _same(person, Happening.FOUND, on, {})
        if again is not None:
            return again
        _held(viewer, person, held=True, lost=False, returned=False)
        _put(viewer, person, {"event.kind": None, "event.on": None}, "staff")
        expires = register.facts_of(viewer, [person])[person.pk].get("card.expires")
        residents.hold_document(viewer, person, CARD, expires=date.fromisoformat(expires) if expires else None)
        return _event(viewer, person, Happening.FOUND, on, {}, {}, note=note)


def _gone(
    viewer: Viewer, resident: UUID, happening: Happening, on: date, note: str, changed: dict[str, Any], **state: bool
) -> Event:
    with transaction.atomic():
        person = locked(viewer, resident)
        _not_to_come(on)
        again = _same(person, happening, on, _plain(changed))
        if again is not None:
            return again
        if state:
            _held(viewer, person, held=False, **state)
            residents.drop_document(viewer, person, CARD)
        _put(viewer, person, changed, "staff")
        return _event(viewer, person, happening, on, {}, _plain(changed), note=note)


def _held(viewer: Viewer, person: Person, *, held: bool, lost: bool, returned: bool) -> None:
    values = {"insurance.card_held": held, "insurance.card_lost": lost, "insurance.card_returned": returned}
    _put(viewer, person, values | ({"event.kind": None, "event.on": None} if held else {}), "staff")


def _put(viewer: Viewer, person: Person, values: Mapping[str, Any], told_by: str) -> None:
    """Facts of the person; None takes one back."""
    for key, value in values.items():
        if value is None or value == "":
            residents.forget_fact(viewer, person, key)
        else:
            residents.record_fact(viewer, person, key, _text(value), told_by=told_by)


def _facts(viewer: Viewer, person: Person, keys: tuple[str, ...]) -> dict[str, Any]:
    return register.known_values(viewer, [person.pk], keys).get(person.pk, {})


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _text(value) for key, value in values.items() if value not in (None, "")}


def _same(person: Person, happening: str, on: date, after: dict[str, Any]) -> Event | None:
    """The same event sent twice. What happened in between makes it another one."""
    last: Event | None = Event.objects.filter(resident=person.pk).order_by("-at", "-id").first()
    if last is None or (last.happening, last.on, last.after) != (happening, on, after):
        return None
    return last


def _event(
    viewer: Viewer, person: Person, happening: Happening, on: date, before: dict[str, Any], after: dict[str, Any],
    *, who: str = "", note: str = "", early: bool = False,
) -> Event:  # fmt: skip
    viewer.require(Right.EDIT_RESIDENTS, person.unit_id)
    if refusal := refuse(note):
        raise ValidationError(refusal, code="guarded")
    made: Event = Event.objects.create(
        organisation_id=viewer.organisation, resident_id=person.pk, happening=happening, on=on, at=now(),
        who=Who(who) if who else "", before=before, after=after, early=early, note=note[:120],
    )  # fmt: skip
    told = {"kind": str(happening), "on": on.isoformat(), "who": who, **({"note": note} if note else {})}
    touch(person)
    write(viewer, "cards.event", Chain("resident", person.pk), refs=[made.pk], values=told)
    return made


def _not_to_come(on: date) -> None:
    if on > today():
        raise ValidationError(gettext("これからの日は書けません。すんだ日を入れてください。"), code="day")


def _has_card(facts: Mapping[str, Any]) -> None:
    if not guidance.holds_card(facts):
        raise ValidationError(
            gettext("カードを持っているという記録がありません。先に「カードを受け取った」を書きとめてください。"),
            code="card",
        )


def _chosen(viewer: Viewer, person: Person) -> None:
    if not will_of(viewer, person.pk, "mode").wants:
        raise ValidationError(
            gettext("本人が「暗証番号なしを希望する」と答えた記録がありません。先に意思確認を記録してください。"),
            code="will",
        )


def _registered_first(facts: Mapping[str, Any], later: str) -> None:
    if guidance.is_registered(facts) or later in LATER:
        return
    raise ValidationError(
        gettext("健康保険証の利用登録が先です。登録をすませるか、あとで登録するわけを選んでください。"),
        code="registration",
    )
