"""Who is signed in: Django's own sessions and allauth's own backend, whose two questions every request asks.

They are the same questions as ever, put together once a process.
"""

import json
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from tsukisoi.staff.models import Worker
from tsukisoi.tenancy.prepared import Question

_SESSION = Question(lambda key: Session.objects.filter(pk=key))
_WORKER = Question(lambda worker: Worker.objects.select_related("organisation").filter(pk=worker))


class _Text:
    """What was signed, as it stands."""

    def loads(self, data: bytes) -> str:
        return data.decode("latin-1")


@lru_cache(256)
def _opened(session_data: str, salt: str) -> str:
    """What a row of the sessions says. It comes with every request of somebody; its signature holds or not for good."""
    return str(signing.loads(session_data, salt=salt, serializer=_Text))  # type: ignore[arg-type]  # only read


class SessionStore(db.SessionStore):
    """Sessions in the database: read anew with every request, so that whoever's ended is out at once."""

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Django's own; what cannot be read is told by it."""
        try:
            return dict(json.loads(_opened(str(session_data), self.key_salt)))
        except (signing.BadSignature, ValueError):
            return super().decode(session_data)

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
