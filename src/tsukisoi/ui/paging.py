"""Where a list begins, as its address says it."""


def number_from(value: str | None) -> int:
    """The number of the first line; the beginning for anything that is no such number."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) < 8 else 0
