"""Every text of something read from a file: what is to be looked at before any of it is kept."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tsukisoi.guard import numbers


def every_text(value: Any) -> Iterator[str]:
    """Each text of plain values, names of fields too. A number is one as well: it becomes text where it is kept."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield str(key)
            yield from every_text(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from every_text(entry)
    elif isinstance(value, int | float) and not isinstance(value, bool) and numbers.in_number(value):
        yield str(int(value)).zfill(numbers.LENGTH)  # the noughts it began with
    elif value is not None and not isinstance(value, bool | date):
        yield str(value)
