"""Who comes and goes in the home, and what came by mail: a week as it comes."""

from datetime import timedelta

from tsukisoi.mail import actions as mail
from tsukisoi.movements import actions
from tsukisoi.movements.guidance import Draft
from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

FEW = 30
"""A house needs so many people before some of them move."""


def move(viewer: Viewer) -> None:
    """A week as it comes, of people whose papers and cards no other situation tells of."""
    people = list(register.everybody(viewer))
    if len(people) < FEW:
        return
    day = today()
    moves = (
        (people[-1], Draft("hospital", day - timedelta(days=3), day + timedelta(days=11), place="みどり野中央病院")),
        (people[-2], Draft("short", day - timedelta(days=4), day + timedelta(days=2), note="長女が送迎")),
        (people[-3], Draft("room", day - timedelta(days=1), room="118")),
        (people[-4], Draft("leave", day + timedelta(days=6), place="長男の家")),
        (people[-5], Draft("room", day + timedelta(days=1), room="205", note="夜の見守りのため")),
    )
    for person, draft in moves:
        actions.record(viewer, person.pk, draft)
    letters = (
        (people[-6], "care", 1), (people[-7], "town", 0), (people[-8], "addressee_only", 2), (people[-9], "other", 6),
    )  # fmt: skip
    for person, kind, days in letters:
        until = day + timedelta(days=5) if kind == "addressee_only" else None
        mail.receive(viewer, person.pk, kind, arrived_on=day - timedelta(days=days), keep_until=until)
