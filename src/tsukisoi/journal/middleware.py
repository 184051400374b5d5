"""The first to use the program on a day seals the record of the days before."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from tsukisoi.journal.actions import seal_of_the_day
from tsukisoi.journal.full_disk import is_full
from tsukisoi.tenancy.clock import today


class DailySeal:
    """Stands after the middleware that opens the scope. Asks the database once a day and process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._sealed: dict[UUID, date] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Seal if nobody has yet today, then answer."""
        viewer = getattr(request, "viewer", None)
        if viewer and self._sealed.get(viewer.organisation) != today():
            try:
                seal_of_the_day(viewer)
            except DatabaseError as error:
                if not is_full(error):
                    raise
                return self.get_response(request)  # reading goes on; the seal is made once there is room
            self._sealed[viewer.organisation] = today()
        return self.get_response(request)
