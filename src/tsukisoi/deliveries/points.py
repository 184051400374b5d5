"""What waiting cards leave to be asked of the town of record, each question once for everybody of that town."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.deliveries.models import Way
from tsukisoi.deliveries.watch import Standing, standings
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.municipalities.points import Point
from tsukisoi.tenancy.viewer import Viewer


def to_ask(viewer: Viewer) -> list[Point]:
    """Every open point of every open delivery."""
    home = municipalities.home(viewer)
    return [
        Point(office, "", key, (one.person,), whom="" if office else _("まだ決まっていない市区町村"))
        for one in standings(viewer)
        for office in [_office(one, home.pk if home else None)]
        for key in to_ask_of(one)
    ]


def to_ask_of(one: Standing) -> list[str]:
    """What the town of one delivery has not said yet and matters for it."""
    return [key for key in dict.fromkeys(_keys(one)) if key not in one.town]


def _office(one: Standing, home: UUID | None) -> UUID | None:
    return one.waiting.office_id or home


def _keys(one: Standing) -> Iterator[str]:
    row = one.waiting.delivery
    if row.way == Way.MAIL:
        return
    if row.notice_on and one.clocks.collect.day is None:
        yield "delivery.second_months" if row.second_on else "delivery.pickup_months"
    if row.notice_on and one.clocks.destroy.day is None:
        yield "delivery.destroy_rule"
    if row.notice_on:
        yield "delivery.booking"
    if row.notice_lost_on:
        yield "delivery.without_notice"
    if row.way == Way.PROXY:
        yield from _of_agents(one)


def _of_agents(one: Standing) -> Iterator[str]:
    row, reading = one.waiting.delivery, one.reading
    if reading.guardian in ("curator", "assistant"):
        yield "delivery.curatee"
    if row.agent == "sub_agent":
        yield "delivery.sub_agent"
    if row.agent == "facility_staff":
        yield "delivery.staff_papers"
        yield "delivery.most_per_agent"
    if reading.wants_delegation:
        yield "delivery.own_form"
    if reading.wants_certificate and row.signed_on:
        yield "delivery.certificate_months"
