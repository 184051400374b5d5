"""What a person does with their own way of signing in: no right is needed, but it is on record."""

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django_scopes import scope

from tsukisoi.journal.actions import Chain, as_server, write
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import fold, viewer_of

A_WHILE = 300
"""Seconds for which wrong passwords for one name are told once: nobody fills the record by guessing."""


def note_sign_in(worker: Worker) -> None:
    """Record that a person signed in."""
    note_own(worker, "staff.sign_in")


def note_wrong_password(worker: Worker) -> None:
    """Record, at most once in five minutes, that somebody gave a wrong password for this person's user name."""
    if cache.add(f"wrong-password-{worker.pk.hex}", 1, A_WHILE):
        with scope(organisation=worker.organisation_id), transaction.atomic():
            server = as_server(worker.organisation_id)
            write(server, "staff.wrong_password", Chain("worker", worker.pk), refs=[worker.pk])


def note_own(worker: Worker, action: str) -> None:
    """Record a change a person made to their own password, passkeys or codes."""
    with scope(organisation=worker.organisation_id), transaction.atomic():
        write(viewer_of(worker), action, Chain("worker", worker.pk), refs=[worker.pk])


SHORTEST, LONGEST = 4, 6
_ROW = "01234567890"


def set_own_code(worker: Worker, code: str) -> None:
    """Set the short code with which this worker is known at a shared computer. Raises ValidationError.

    It is kept hashed. The same again changes nothing.
    """
    plain = fold(code)
    if not (plain.isascii() and plain.isdecimal() and SHORTEST <= len(plain) <= LONGEST):
        raise ValidationError(gettext("4けたから6けたの数字にしてください。"), code="shape")
    if len(set(plain)) == 1 or plain in _ROW or plain[::-1] in _ROW:
        raise ValidationError(gettext("1111や1234のような番号は使えません。"), code="easy")
    if worker.own_code and check_password(plain, worker.own_code):
        return
    with transaction.atomic():
        worker.own_code = make_password(plain)
        worker.save(update_fields=["own_code"])
        note_own(worker, "staff.own_code")
