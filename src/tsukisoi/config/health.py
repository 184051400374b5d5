"""One address for whoever watches the server: is it well? It tells nothing of anybody, so nobody need sign in."""

import shutil
from importlib.metadata import version

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from tsukisoi.config.examination import TOO_LITTLE_SPACE


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and there is room to write, else 503 with what is wrong."""
    found = {"database": _answers(), "space": shutil.disk_usage(settings.DATA).free >= TOO_LITTLE_SPACE}
    told = {name: "ok" if well else "failing" for name, well in found.items()}
    status = 200 if all(found.values()) else 503
    return JsonResponse({"version": version("tsukisoi"), **told}, status=status, headers={"Cache-Control": "no-store"})


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
