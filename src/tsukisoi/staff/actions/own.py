"""What a person does with their own way of signing in: no right is needed, but it is on record."""

from django.db import transaction
from django_scopes import scope

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.models import Worker
from tsukisoi.staff.queries import viewer_of


def note_sign_in(worker: Worker) -> None:
    """Record that a person signed in."""
    note_own(worker, "staff.sign_in")


def note_own(worker: Worker, action: str) -> None:
    """Record a change a person made to their own password, passkeys or codes."""
    with scope(organisation=worker.organisation_id), transaction.atomic():
        write(viewer_of(worker), action, Chain("worker", worker.pk), refs=[worker.pk])
