"""The first evening: the organisation, its head and its own municipality, all at once or not at all."""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_scopes import scope

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.models import Organisation, Role, Worker
from tsukisoi.staff.queries import is_founded, viewer_of


class AlreadyFounded(Exception):
    """The first run has been done: by this form before, or by somebody else at the same time."""


@dataclass(frozen=True, slots=True)
class Founding:
    """The four answers of the first run. `password` is hashed already: an unhashed one is kept nowhere."""

    name: str
    kind: str
    municipality: str
    head: str
    username: str
    password: str
    custody: str


def found(answers: Founding) -> Worker:
    """Make the organisation and its head. Raises AlreadyFounded; of two at once the database lets one in."""
    try:
        with transaction.atomic():
            if is_founded():
                raise AlreadyFounded
            return _found(answers)
    except IntegrityError as error:
        if is_founded():
            raise AlreadyFounded from error
        raise


def found_beside(answers: Founding) -> Worker:
    """On the server, beside the organisation of the first run: another one, whose people see nothing of the first."""
    with transaction.atomic():
        return _found(answers, founding=None)


def _found(answers: Founding, founding: bool | None = True) -> Worker:
    organisation = Organisation.objects.create(
        name=answers.name, kind=answers.kind, municipality=answers.municipality, custody=answers.custody,
        founding=founding,
    )  # fmt: skip
    head = Worker(
        organisation=organisation, username=answers.username, name=answers.head, role=Role.HEAD,
        password=answers.password,
    )  # fmt: skip
    head.save(force_insert=True)
    with scope(organisation=organisation.pk):
        _record(organisation, head)
    return head


def _record(organisation: Organisation, head: Worker) -> None:
    viewer = viewer_of(head)
    house = {name: getattr(organisation, name) for name in ("name", "kind", "municipality", "custody")}
    write(viewer, "staff.found", Chain("organisation", organisation.pk), values=house)
    person = {"name": head.name, "username": head.username, "role": head.role}
    write(viewer, "staff.add_worker", Chain("worker", head.pk), values=person, refs=[head.pk])
    # The room of municipalities lies above this one, so the settings name what opens the first office.
    import_string(settings.FIRST_RUN_HOME)(viewer, organisation.municipality)
