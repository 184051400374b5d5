"""The number on a ticket as people read it. A laptop at the venue counts walk-ins in a row of its own: A1, A2 …"""

from collections.abc import Iterable

STRIDE = 1000
"""Ticket numbers from here on are a laptop's: 1001 is the first of laptop A, 2001 of laptop B."""


def shown(number: int) -> str:
    """12 → 12, 1001 → A1, 2003 → B3."""
    machine, own = divmod(number, STRIDE)
    return f"{letter(machine)}{own}" if machine else str(own)


def read(typed: str) -> int | None:
    """What somebody typed or said, as a number: 12, １２番, a1. None where it is none."""
    plain = typed.strip().translate(_FOLD).removesuffix("番").strip().upper()
    head, rest = (plain[:1], plain[1:]) if plain[:1].isalpha() else ("", plain)
    if not (rest.isascii() and rest.isdecimal()) or (head and not "A" <= head <= "Z"):
        return None
    machine = ord(head) - ord("A") + 1 if head else 0
    return machine * STRIDE + int(rest) if int(rest) < STRIDE else None


def letter(machine: int) -> str:
    """What a laptop is called at the venue: A, B, C …; the server has no letter."""
    return chr(ord("A") + machine - 1) if machine else ""


OFFERED = 4
"""So many numbers stand to be pressed: the person's own, and those of whom this person could be taken for."""


def among(own: int, others: Iterable[int]) -> list[str]:
    """The numbers to be pressed, in their order: the person's own and the first of the others."""
    rest = [number for number in dict.fromkeys(others) if number != own]
    return [shown(number) for number in sorted([own, *rest[: OFFERED - 1]])]


_FOLD = {**{ord("０") + n: str(n) for n in range(10)}, **{ord("Ａ") + n: chr(ord("A") + n) for n in range(26)},
         **{ord("ａ") + n: chr(ord("A") + n) for n in range(26)}}  # fmt: skip
