"""The first evening: the organisation, its head and its own municipality, all at once or not at all."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_scopes import scope

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.models import Organisation, Role, Worker
from tsukisoi.staff.passwords import first_password
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


def found_another(name: str, kind: str, municipality: str, head: str, username: str, custody: str) -> str:
    """On the server, another organisation; the first password of its head, told once and changed at the first sign-in.

    Raises AlreadyFounded where somebody has that user name already: said twice, it is founded once.
    """
    password = first_password(secrets.token_hex(32))
    with transaction.atomic():
        if Worker.objects.filter(username=username).exists():
            raise AlreadyFounded
        answers = Founding(name, kind, municipality, head, username, make_password(password), custody)
        worker = found_beside(answers)
        worker.must_change_password = True
        worker.save(update_fields=["must_change_password"])
    return password


def found_on_laptop(house: Mapping[str, str], people: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """On a laptop for one day: the same house and the same people as on the server, under the same ids.

    Each gets a password for this laptop alone; none travels. User name → password. Raises AlreadyFounded.
    """
    passwords = {}
    with transaction.atomic():
        if is_founded():
            raise AlreadyFounded
        organisation = Organisation.objects.create(**{**house, "id": UUID(house["id"]), "founding": True})
        with scope(organisation=organisation.pk):
            workers = [_same(organisation, person) for person in people]
            for worker in workers:
                passwords[worker.username] = first_password(secrets.token_hex(16))
                worker.password = make_password(passwords[worker.username])
                worker.save(force_insert=True)
            _record(organisation, next((w for w in workers if w.role == Role.HEAD), workers[0]))
    return passwords


def _same(organisation: Organisation, person: Mapping[str, str]) -> Worker:
    return Worker(
        id=UUID(person["id"]), organisation=organisation, username=person["username"], name=person["name"],
        role=Role(person["role"]),
    )  # fmt: skip


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
