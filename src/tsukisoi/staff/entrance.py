"""The addresses of allauth that this house opens. Those that need an e-mail address lead to one page that says so."""

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from tsukisoi.staff.views.own import closed

_closed = login_not_required(closed)

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("signup/", _closed, name="account_signup"),
    path("email/", _closed, name="account_email"),
    path("confirm-email/", _closed, name="account_email_verification_sent"),
    path("password/set/", _closed, name="account_set_password"),
    path("password/reset/", _closed, name="account_reset_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
