"""The one door in the fence around append-only tables: a person's rows may be erased, in one transaction, on record.

The mark stands in the database only inside the transaction that erases; no other session ever sees it. The record
itself (`journal`) has no such door: what it keeps of a person are ids, and values that can be taken away from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tsukisoi.tenancy.models import Erasing


@contextmanager
def erasing() -> Iterator[None]:
    """Inside, rows of tables marked `erasable` can be deleted. Must run inside the transaction of the action."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("erasing needs the transaction of its action")
    mark = Erasing.objects.create()
    yield
    mark.delete()
