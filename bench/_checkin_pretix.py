"""People with tickets for pretix, the other peer of the bench `checkin`. Run by the Python of a venv that has pretix.

Beforehand, once: a venv of its own with pretix and granian, a pretix.cfg with a database, named in PRETIX_CONFIG_FILE, and
`python -m pretix migrate`. Prints JSON: the token of its API, the check-in list, the positions to redeem.
Usage: VENV/bin/python bench/_checkin_pretix.py PEOPLE
"""

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "pretix.settings"
import django

django.setup()
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Event, Order, OrderPosition, Organizer, Team  # type: ignore[import-not-found]  # noqa: E402


def main(people: int) -> dict[str, Any]:
    """One event, one list, that many who have paid."""
    organizer, _made = Organizer.objects.get_or_create(slug="bench", defaults={"name": "bench"})
    event = Event.objects.filter(slug="day", organizer=organizer).first() or Event.objects.create(
        organizer=organizer, name="day", slug="day", date_from=now() + timedelta(days=1), plugins="", live=True, currency="JPY"
    )  # fmt: skip
    team = organizer.teams.first() or Team.objects.create(organizer=organizer, name="door", all_events=True)
    for field in team._meta.get_fields():
        if field.name.startswith(("can_", "all_")):
            setattr(team, field.name, True)
    team.save()
    token = team.tokens.first() or team.tokens.create(name="door")
    item = event.items.first() or event.items.create(name="ticket", default_price=0)
    door = event.checkin_lists.first() or event.checkin_lists.create(name="door", all_products=True)
    channel, made = organizer.sales_channels.get(identifier="web"), []
    for _one in range(people):
        order = Order.objects.create(
            event=event, email="somebody@example.org", status=Order.STATUS_PAID, datetime=now(), total=0, locale="ja",
            expires=now() + timedelta(days=9), sales_channel=channel,
        )  # fmt: skip
        place = {"order": order, "item": item, "variation": None, "positionid": 1, "price": Decimal(0)}
        made.append(OrderPosition.objects.create(**place, attendee_name_parts={"full_name": "x"}).pk)
    return {"token": token.token, "list": door.pk, "positions": made}


if __name__ == "__main__":
    with scopes_disabled():
        print(json.dumps(main(int(sys.argv[1]))))
