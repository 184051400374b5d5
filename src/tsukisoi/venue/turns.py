"""Writers wait for one another before they begin, in the order they came.

SQLite has one writer and lets others poll for it; at eight at once some wait many times as long as others. A lock in
front of the transaction keeps a queue instead. PostgreSQL locks rows and needs none.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def turn() -> Iterator[None]:
    """One transaction, entered in turn."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with _ONE_AT_A_TIME, transaction.atomic():
        yield
