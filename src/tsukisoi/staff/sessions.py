"""Who is signed in: Django's own sessions and allauth's own backend, whose two questions every request asks.

They are the same questions as ever, put together once a process.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from tsukisoi.staff.models import Worker
from tsukisoi.tenancy.prepared import Question

_SESSION = Question(lambda key: Session.objects.filter(pk=key))
_WORKER = Question(lambda worker: Worker.objects.select_related("organisation").filter(pk=worker))


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Any:
        found = _SESSION.first(key=str(self.session_key))
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by user name and password."""

    def get_user(self, user_id: Any) -> Worker | None:
        """The worker of a session, as long as they work here."""
        found = _WORKER.first(worker=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
