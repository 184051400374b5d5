"""What allauth asks us: nobody signs up by themselves; the head makes accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without e-mail, opened by the head of the house only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a worker's account is made under 職員と権限."""
        return False
