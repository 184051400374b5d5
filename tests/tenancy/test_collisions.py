"""Two writers in each other's way: the one the database ends is asked again, and neither person sees an error."""

import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import ResolverMatch

from tsukisoi.staff.models import Organisation
from tsukisoi.tenancy.collisions import TRIES, AskAgain, collided


def ended(state: str) -> OperationalError:
    error = OperationalError("ended")
    error.__cause__ = Ended(state)
    return error


class Ended(Exception):
    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.sqlstate = state


def asked(view: Any, **sent: Any) -> Any:
    """What the middleware makes of a view, as Django would call it."""
    request = RequestFactory().post("/", sent)
    request.resolver_match = ResolverMatch(view, (), {})
    try:
        return view(request)
    except OperationalError as error:
        return AskAgain(lambda _: HttpResponse()).process_exception(request, error)


def test_a_collision_is_asked_again_with_the_file_from_its_beginning() -> None:
    read: list[bytes] = []

    def view(request: Any) -> HttpResponse:
        read.append(request.FILES["list"].read())
        if len(read) < 3:
            raise ended("40001")
        return HttpResponse("kept")

    answer = asked(view, list=SimpleUploadedFile("list.csv", b"rows"))
    assert (answer.content, read) == (b"kept", [b"rows"] * 3)


def test_it_gives_up_after_a_few_tries_and_never_hides_another_error() -> None:
    tries: list[int] = []

    def always(_: Any) -> HttpResponse:
        tries.append(1)
        raise ended("40P01")

    def broken(_: Any) -> HttpResponse:
        tries.append(1)
        raise ended("40P01") if len(tries) == 1 else ended("08006")

    assert asked(always) is None
    assert len(tries) == TRIES
    tries.clear()
    with pytest.raises(OperationalError):
        asked(broken)
    assert not collided(OperationalError("disk I/O error"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: nothing can collide")
def test_a_real_deadlock_ends_well_for_both() -> None:
    one, two = (Organisation.objects.create(name=name, kind="facility") for name in ("つばき苑", "さくら荘"))
    meeting = threading.Barrier(2, timeout=10)
    kept: list[str] = []

    def writer(first: Any, second: Any) -> None:
        tries: list[int] = []

        def view(_: Any) -> HttpResponse:
            with transaction.atomic():
                Organisation.objects.select_for_update().get(pk=first)
                if not tries:
                    tries.append(1)
                    meeting.wait()
                Organisation.objects.select_for_update().get(pk=second)
            return HttpResponse("kept")

        kept.append(asked(view).content.decode())
        connection.close()

    threads = [threading.Thread(target=writer, args=pair) for pair in ((one.pk, two.pk), (two.pk, one.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == ["kept", "kept"]
