"""The same form twice at the same moment: both are told of the one thing that was made, and the record says it once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.calls import actions as calls
from tsukisoi.feeds import actions as feeds
from tsukisoi.journal.models import Entry
from tsukisoi.mail import actions as mail
from tsukisoi.movements import actions as movements
from tsukisoi.movements.guidance import Draft
from tsukisoi.notes import actions as notes
from tsukisoi.residents import actions as residents
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

TODAY = date(2026, 11, 23)
Make = Callable[[Viewer, UUID, UUID], Any]
FORMS: dict[str, Make] = {
    "notes.leave": lambda viewer, id, _: notes.leave_note(viewer, "夜に娘さんが来ます", until=TODAY, id=id),
    "calls.record": lambda viewer, id, _: calls.record_call(
        viewer, id=id, caller="山田", speaker="family", checked="known", said="様子を聞かれた"
    ),
    "residents.enrol": lambda viewer, id, _: residents.enrol(
        viewer, id=id, name="田中 一", birth_date=date(1941, 1, 1)
    ),
    "mail.receive": lambda viewer, id, kiyo: mail.receive(viewer, kiyo, "delivery_notice", arrived_on=TODAY, id=id),
    "movements.plan": lambda viewer, id, kiyo: movements.record(
        viewer, kiyo, Draft("hospital", date(2026, 11, 30), place="川北病院"), id=id
    ),
    "movements.apply": lambda viewer, id, kiyo: movements.record(
        viewer, kiyo, Draft("hospital", TODAY, place="川北病院"), id=id
    ),
    "residents.add_contact": lambda viewer, id, kiyo: residents.add_contact(
        viewer, kiyo, id=id, name="髙橋 清", relation="長男", capacity="family"
    ),
    "feeds.make": lambda viewer, id, _: feeds.make(viewer, id, "電話")[0],
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time: the second sees it all")
@pytest.mark.parametrize("action", FORMS)
def test_both_get_what_the_first_made(home: Any, worker_in: Any, action: str) -> None:
    with scope(organisation=home.pk):
        viewer = viewer_of(worker_in(home, "head"))
        kiyo = residents.enrol(viewer, name="髙橋 キヨ", birth_date=date(1931, 2, 3)).pk
        before = Counter(list(Entry.objects.values_list("action", flat=True)))
    id, meeting, made = new_id(), threading.Barrier(2, timeout=10), list[Any]()

    def sent(first: bool) -> None:
        try:
            with scope(organisation=home.pk), transaction.atomic():
                if not first:
                    meeting.wait()
                    waiting.set()
                made.append(FORMS[action](viewer, id, kiyo).pk)
                if first:  # saved, but not seen by anybody yet
                    meeting.wait()
                    waiting.wait(5)
                    threading.Event().wait(0.5)
        except Exception as error:  # what went wrong is compared below
            made.append(error)
        finally:
            connection.close()

    waiting = threading.Event()
    threads = [threading.Thread(target=sent, args=(first,)) for first in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [id, id]
    with scope(organisation=home.pk):
        told = Counter(list(Entry.objects.values_list("action", flat=True))) - before
        assert told and set(told.values()) == {1}
        assert FORMS[action](viewer, id, kiyo).pk == id
        assert Counter(list(Entry.objects.values_list("action", flat=True))) - before == told
