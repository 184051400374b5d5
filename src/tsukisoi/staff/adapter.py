"""What allauth asks us: nobody signs up by themselves; the head makes accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tsukisoi.staff.actions import note_own, note_sign_in, note_wrong_password
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import worker_named

OWN_CHANGES = {
    "account/email/password_changed": "staff.own_password",
    "mfa/email/totp_activated": "staff.app_added",
    "mfa/email/totp_deactivated": "staff.app_removed",
    "mfa/email/webauthn_added": "staff.passkey_added",
    "mfa/email/webauthn_removed": "staff.passkey_removed",
    "mfa/email/recovery_codes_generated": "staff.recovery_codes_made",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without e-mail, opened by the head of the house only."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "ユーザー名かパスワードがちがいます。もう一度入れてください。"
            "忘れたときは、施設長に新しい最初のパスワードを出してもらってください。"
        ),
        "too_many_login_attempts": _(
            "続けてまちがえたため、このユーザー名では5分間入れません。5分待ってから、もう一度入れてください。"
            "忘れたときや急ぐときは、施設長に新しい最初のパスワードを出してもらってください。"
        ),
        "enter_current_password": _("いまのパスワードがちがいます。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a worker's account is made under 職員と権限."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to work."""
        return "/"

    def unlock(self, request: HttpRequest, username: str) -> None:
        """Forget the failed attempts for a user name: whoever forgot the password has a new one now."""
        self._delete_login_attempts_cached_email(request, username=username)

    def set_password(self, user: Worker, password: str) -> None:
        """A password of one's own ends the first password."""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def post_login(self, request: HttpRequest, user: Worker, **options: Any) -> HttpResponse:
        """Put the sign-in on record."""
        note_sign_in(user)
        response: HttpResponse = super().post_login(request, user, **options)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Put a wrong password on record, where the user name is somebody's; what was typed is not kept."""
        if worker := worker_named(credentials.get("username") or ""):
            note_wrong_password(worker)

    def send_notification_mail(
        self, template_prefix: str, user: Worker, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Where allauth would write an e-mail, it goes on record: staff have no e-mail address."""
        if action := OWN_CHANGES.get(template_prefix):
            note_own(user, action)
