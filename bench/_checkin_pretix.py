"""People with tickets for pretix, the other peer of the bench `checkin`. Run by the Python of a venv that has pretix.

Beforehand, once: a venv of its own with pretix and granian, a pretix.cfg with a database, named in PRETIX_CONFIG_FILE, and
`python -m pretix migrate`. The event has 12,000 tickets, as a fair has; they are made the first time. Prints JSON: the
token of the device at the door, the check-in list, the secrets of tickets that nobody has shown yet.
Usage: VENV/bin/python bench/_checkin_pretix.py PEOPLE
"""

import json
import os
import secrets
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"
import django

django.setup()
from django.conf import settings  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Order, OrderPosition, Organizer  # type: ignore[import-not-found]  # noqa: E402

TICKETS = 12_000


def main(people: int) -> dict[str, Any]:
    """One event, one list, everybody has paid; that many of them are still to come."""
    organizer, _made = Organizer.objects.get_or_create(slug="bench", defaults={"name": "bench"})
    event = Event.objects.filter(slug="day", organizer=organizer).first() or Event.objects.create(
        organizer=organizer, name="day", slug="day", date_from=now() + timedelta(days=1), live=True, currency="JPY",
        plugins=settings.PRETIX_PLUGINS_DEFAULT,
    )  # fmt: skip
    door = organizer.devices.first() or organizer.devices.create(
        name="door", all_events=True, initialized=now(), api_token=secrets.token_hex(32)
    )
    item = event.items.first() or event.items.create(name="ticket", default_price=0)
    door_list = event.checkin_lists.first() or event.checkin_lists.create(name="door", all_products=True)
    channel = organizer.sales_channels.get(identifier="web")
    tickets = OrderPosition.objects.filter(order__event=event)
    to_come = tickets.filter(all_checkins=None)
    for _one in range(max(TICKETS - tickets.count(), people - to_come.count())):
        order = Order.objects.create(
            event=event, email="somebody@example.org", status=Order.STATUS_PAID, datetime=now(), total=0, locale="ja",
            expires=now() + timedelta(days=9), sales_channel=channel,
        )  # fmt: skip
        place = {"order": order, "item": item, "variation": None, "positionid": 1, "price": Decimal(0)}
        OrderPosition.objects.create(**place, attendee_name_parts={"full_name": "x"})
    shown = list(to_come.order_by("pk").values_list("secret", flat=True)[:people])
    return {"token": door.api_token, "list": door_list.pk, "secrets": shown}


if __name__ == "__main__":
    with scopes_disabled():
        print(json.dumps(main(int(sys.argv[1]))))
