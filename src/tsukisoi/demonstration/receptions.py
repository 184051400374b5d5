"""A reception in preparation on both sides: the list went over as a file, a correction came back."""

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django_scopes import scope

from tsukisoi.deliveries import queries as deliveries
from tsukisoi.demonstration import days
from tsukisoi.packets.actions import Made
from tsukisoi.packets.actions import received as packet_received
from tsukisoi.receptions import actions, proposing, queries
from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

AGREED: dict[str, Any] = {
    "begins": time(9, 30), "ends": time(12, 0), "place": "1階 食堂", "partner": "みどり野町 住民課",
    "town": "みどり野町", "contact": "マイナンバーカード係", "mail": "restricted",
}  # fmt: skip
ROOM = {
    "width": 900, "depth": 600, "desks": 3, "photographers": 1, "minutes": 10, "photo_minutes": 4, "rest_every": 90,
    "rest": 10, "lift_seats": 0, "lift_minutes": 0,
}  # fmt: skip
TODAY = 8
"""So many come today; the others stand on the list in preparation."""
SAID = {
    "date_and_number": "15人ほど。きょう受けられなかった人も入れる", "roles": "受付と写真は町、呼びだしと介助は施設",
    "families": "手紙で知らせ、通知カードをさがしてもらう",
    "late_comers": "当日の追加は3人まで。受けられなかった人は窓口で",
}  # fmt: skip


def prepare(viewer: Viewer, head: Viewer) -> Made:
    """The reception in preparation: the meeting was held, the list is made and handed over."""
    made = actions.open_reception(viewer, on=_weekday(today() + timedelta(days=23)), **AGREED)
    people = proposing.by_room(register.everybody(viewer))
    fitting = [line.resident.pk for line in proposing.lines(viewer, made, people) if line.fits and not line.blocked]
    today_, later = fitting[:TODAY], fitting[TODAY:]
    days.now_on(viewer, today_, AGREED)
    days.past(viewer, head, _waiting(viewer), AGREED)
    listed = actions.put_on_residents(viewer, made, later)
    for one in listed[::2]:
        actions.change_listed(viewer, one, helper=viewer.name, aid="車椅子" if "wheelchair" in one.cares else "")
    actions.set_hall(viewer, made, **ROOM)
    held_on = today() - timedelta(days=1)
    actions.hold_meeting(viewer, made, held_on=held_on, present=f"係の方2人、{viewer.name}", answers=SAID)
    for step in queries.steps(viewer, made):
        if step.code in ("notice", "who"):
            actions.set_step(viewer, step, due=step.due, by=step.by, worker=viewer.worker, done=True)
    return actions.hand_over(viewer, queries.reception(viewer, made.pk), delete_on=made.on + timedelta(days=90))


def _waiting(viewer: Viewer) -> list[UUID]:
    """Two whose cards wait at the town since about that day."""
    old = today() - timedelta(days=67)
    waiting = [one for one in deliveries.waiting(viewer) if one.delivery.applied_on and one.delivery.applied_on >= old]
    return [one.person.pk for one in waiting][:2]


def take_and_correct(house: Viewer, town: Viewer, made: Made) -> None:
    """The town hall opens the file, corrects one reading of a paper, and sends it back; nobody has decided yet."""
    with scope(organisation=town.organisation):
        found, opened = actions.take(town, made.content, made.code)
        first = queries.people(town, found)[0]
        actions.change_listed(town, first, identity="資格確認書、介護保険被保険者証（住所が前のまま）")
        back = actions.hand_over(town, found, delete_on=found.on + timedelta(days=90))
        receipt = opened.record.receipt
    with scope(organisation=house.organisation):
        packet_received(house, made.record, receipt)
        actions.take(house, back.content, back.code)


def alone(viewer: Viewer, ids: list[UUID]) -> None:
    """What the supporters did themselves last week, agreed on with the town beforehand."""
    day = _weekday(today() - timedelta(days=6))
    agreed = {**AGREED, "kind": "application_support", "staffed_by": "facility", "place": "つなぐ会 事務所",
              "partner": "", "mail": "none"}  # fmt: skip
    made = actions.open_reception(viewer, on=day, **agreed)
    actions.set_claim(
        viewer, made, method="reward", consulted_on=day - timedelta(days=10), consulted_with="住民課 係の方",
        own_account=True, yen_support=4000, yen_proxy=None, invoiced_on=None,
    )  # fmt: skip
    for one in actions.put_on_residents(viewer, made, ids):
        actions.set_support(
            viewer, one, form="qr", filled_by="本人", photo_on=day, channel="online", sent_on=day + timedelta(days=1)
        )


def _weekday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
