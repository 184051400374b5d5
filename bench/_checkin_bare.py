"""The peer of the bench `checkin`: a bare Django view that runs the very same SQL.

Django's own sessions, CSRF check and sign-in stand before it, as before any view that only somebody signed in may press;
they ask for the session and the worker, as the product does. The other statements of one check-in of the product are
read from a file (CHECKIN_PLAN) with their parameters and run as they stand, without the ORM; for each request those that
name the person, the new rows and the turn are replaced. No permission, no record, no guard, no language, no template.
As a program of its own it prints how many statements one request of it makes: python bench/_checkin_bare.py SEAT LISTED
"""

import json
import os
import sys
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
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
]
settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from tsukisoi.tenancy.ids import new_id  # noqa: E402

SIGN_IN = ("django_session", "staff_worker")
PLAN: dict[str, Any] = json.loads(Path(os.environ["CHECKIN_PLAN"]).read_text("utf-8"))
WITHOUT_SIGN_IN = [one for one in PLAN["before"] if not any(f'FROM "{name}"' in one[0] for name in SIGN_IN)]
"""What the middleware above asks for itself is left out."""
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
    for sql, parameters in WITHOUT_SIGN_IN:
        _run(cursor, sql, parameters, known)
    lock = LOCK if connection.vendor == "sqlite" else threading.Lock()
    with lock, transaction.atomic():
        for sql, parameters in PLAN["inside"]:
            rows = _run(cursor, sql, parameters, known)
            if rows and sql.endswith('RETURNING "last_turn"'):
                known[f"int:{PLAN['turn']}"] = rows[0][0]
                known[f'"turn": {PLAN["turn"]}'] = f'"turn": {rows[0][0]}'
    return HttpResponse("ok")


urlpatterns = [path("<str:seat>/<str:listed>/", check_in)]
application = get_wsgi_application()


def main(seat: str, listed: str, headers: dict[str, str]) -> int:
    """One request in this process; how many statements it made."""
    from django.test import Client

    made: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        made.append(sql)
        return execute(sql, params, many, context)

    extra = {"HTTP_COOKIE": headers["Cookie"], "HTTP_X_CSRFTOKEN": headers["X-CSRFToken"]}
    with connection.execute_wrapper(note):
        answer = Client(enforce_csrf_checks=True).post(f"/{seat}/{listed}/", **extra)
    assert answer.status_code == 200, answer.status_code
    return sum(sql.split()[0] not in ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT") for sql in made)


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], json.loads(os.environ["CHECKIN_HEADERS"])))
