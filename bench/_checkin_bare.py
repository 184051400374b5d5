"""The peer of the bench `checkin`: a Django view that runs the very same SQL and nothing else.

The statements of one check-in of the product are read from a file (CHECKIN_PLAN) with their parameters; for each request
those that name the person, the new rows and the turn are replaced. No middleware, no session, no permission, no template.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsukisoi.config.settings")
django.setup()
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []

from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from tsukisoi.tenancy.ids import new_id  # noqa: E402

PLAN: dict[str, Any] = json.loads(Path(os.environ["CHECKIN_PLAN"]).read_text("utf-8"))
LOCK = threading.Lock()


def _value(plain: Any, known: dict[str, Any]) -> Any:
    """A parameter of the plan: [kind, text], with what this request knows put in."""
    kind, text = plain
    if isinstance(text, str):
        for old, new in known.items():
            text = text.replace(old, str(new))
    if kind == "uuid":
        return UUID(str(text))
    return int(known.get(f"int:{text}", text)) if kind == "int" else text


def _run(cursor: Any, sql: str, parameters: Any, known: dict[str, Any]) -> list[Any]:
    """One statement; every row of it where it answers with rows (also an INSERT … RETURNING)."""
    cursor.execute(sql, [_value(one, known) for one in parameters])
    return list(cursor.fetchall()) if cursor.description else []


def check_in(request: HttpRequest, seat: str, listed: str) -> HttpResponse:
    """One check-in, as SQL."""
    known: dict[str, Any] = {}
    for name, new in (("seat", UUID(seat)), ("listed", UUID(listed))):
        known |= {PLAN[name].replace("-", ""): new.hex, PLAN[name]: new}
    for old in PLAN["made"]:
        fresh = new_id()
        known |= {old.replace("-", ""): fresh.hex, old: fresh}
    cursor = connection.cursor()
    for sql, parameters in PLAN["before"]:
        _run(cursor, sql, parameters, known)
    lock = LOCK if connection.vendor == "sqlite" else threading.Lock()
    with lock, transaction.atomic():
        for sql, parameters in PLAN["inside"]:
            rows = _run(cursor, sql, parameters, known)
            if rows and "last_turn" in sql.split("FROM")[0] and '"venue_seat"' not in sql and sql.startswith("SELECT"):
                known[f"int:{PLAN['turn']}"] = rows[0][0]
                known[f'"turn": {PLAN["turn"]}'] = f'"turn": {rows[0][0]}'
    return HttpResponse("ok")


urlpatterns = [path("<str:seat>/<str:listed>/", check_in)]
application = get_wsgi_application()
