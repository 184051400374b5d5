"""Sitting down signed in: where signing in is not what a journey is about."""

from typing import Any

from django.conf import settings
from django.test import Client


def sit(at_desk: Any, username: str, width: int = 1024, **options: Any) -> Any:
    """Hands at a fresh window, signed in as that worker by a cookie."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(width=width, **options)
    hands.page.context.set_default_timeout(120_000)  # a slow computer is no fault of the pages
    client = Client()
    client.force_login(Worker.objects.get(username=username))
    hands.page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}]
    )
    return hands


def enrolled(hands: Any, head: Any) -> Any:
    """The same window on a computer that this head enrolled, with nobody signed in."""
    from tsukisoi.desks import actions
    from tsukisoi.tenancy.ids import new_id

    value = actions.enrol(head, new_id(), "1階 介護ステーション", None)[1]
    hands.page.context.add_cookies([{"name": settings.DESK_COOKIE, "value": value, "url": hands.base}])
    return hands
