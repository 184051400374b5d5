"""Whose picture is whose: a roll of frames is bound to people by the slates in it, or it is stopped and said why.

Pure. Nothing is guessed: the order is the camera's clock, never the names of files nor the order they were sent in; a
slate serves the one shot that follows it; where two readings are possible, there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MARK = "TSK-"
"""What the code of a slate begins with; the token follows."""
LONGEST_WAIT = timedelta(minutes=5)
"""Between the slate and its shot. Longer, and somebody else may have sat down."""

Stop = Literal[
    "no_slate", "reused_slate", "two_shots", "no_time", "same_moment", "too_long", "no_shot", "unknown_slate",
    "two_slates", "same_picture", "late", "another_person",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame of a roll: which file it was (counted from one, as sent), when the shutter fell, what its codes say."""

    at: int
    taken_at: datetime | None
    codes: tuple[str, ...]
    digest: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """The slates in the frame."""
        return tuple(dict.fromkeys(code.removeprefix(MARK) for code in self.codes if code.startswith(MARK)))


@dataclass(frozen=True, slots=True)
class Bound:
    """A shot and the slate it follows."""

    token: str
    shot: Shot


@dataclass(frozen=True, slots=True)
class Stopped:
    """Frames that are nobody's, and why. `token` where a slate was read."""

    why: Stop
    files: tuple[int, ...]
    token: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """What became of every frame."""

    bound: tuple[Bound, ...]
    stopped: tuple[Stopped, ...]


@dataclass(frozen=True, slots=True)
class SlateNow:
    """What is known of a slate: is it spent, and may its person still get a picture?"""

    spent: bool
    closed: bool


def bind(shots: Sequence[Shot], slates: Mapping[str, SlateNow], known: Iterable[str] = ()) -> Roll:
    """Bind a roll. `slates`: those of this day by token. `known`: digests of the shots that are somebody's already."""
    untimed = tuple(shot.at for shot in shots if shot.taken_at is None)
    if untimed:
        return Roll((), (Stopped("no_time", untimed),))
    doubled = _same_moment(shots)
    if doubled:
        return Roll((), (Stopped("same_moment", doubled),))
    return _judged(_groups(sorted(shots, key=_moment)), slates, frozenset(known))


def bind_pair(slate: Shot, shot: Shot, token: str, slates: Mapping[str, SlateNow], known: Iterable[str] = ()) -> Roll:
    """Bind one slate and one shot that were sent for one person, whose slates are `slates`."""
    files = (slate.at, shot.at)
    if len(slate.tokens) != 1:
        return Roll((), (Stopped("two_slates" if slate.tokens else "no_slate", files),))
    if slate.tokens[0] != token:
        return Roll((), (Stopped("another_person", files, slate.tokens[0]),))
    if slate.digest == shot.digest or shot.tokens:
        return Roll((), (Stopped("no_shot", files, token),))
    if slate.taken_at and shot.taken_at and not timedelta(0) <= shot.taken_at - slate.taken_at <= LONGEST_WAIT:
        return Roll((), (Stopped("too_long", files, token),))
    return _judged([(slate, [shot])], slates, frozenset(known))


def _moment(shot: Shot) -> datetime:
    return shot.taken_at or datetime.min


def _same_moment(shots: Sequence[Shot]) -> tuple[int, ...]:
    """Frames whose order the clock does not tell, where one of them is a slate."""
    moments: dict[datetime | None, list[Shot]] = {}
    for shot in shots:
        moments.setdefault(shot.taken_at, []).append(shot)
    return tuple(
        shot.at for together in moments.values() if len(together) > 1 and any(one.tokens for one in together)
        for shot in together
    )  # fmt: skip


Group = tuple[Shot | None, list[Shot]]


def _groups(ordered: Sequence[Shot]) -> list[Group]:
    """A slate and the shots after it; what comes before the first slate has none."""
    groups: list[Group] = []
    for shot in ordered:
        if shot.tokens:
            groups.append((shot, []))
        elif groups:
            groups[-1][1].append(shot)
        else:
            groups.append((None, [shot]))
    return groups


def _judged(groups: Sequence[Group], slates: Mapping[str, SlateNow], known: frozenset[str]) -> Roll:
    tokens = [slate.tokens[0] for slate, _shots in groups if slate and len(slate.tokens) == 1]
    digests = [shot.digest for _slate, shots in groups for shot in shots]
    twice = {token for token in tokens if tokens.count(token) > 1}
    copied = known | {digest for digest in digests if digests.count(digest) > 1}
    bound, stopped = [], []
    for slate, shots in groups:
        why = _fault(slate, shots, slates, twice, copied)
        files = tuple(one.at for one in ([slate] if slate else []) + shots)
        token = slate.tokens[0] if slate and len(slate.tokens) == 1 else ""
        if why:
            stopped.append(Stopped(why, files, token))
        else:
            bound.append(Bound(token, shots[0]))
    return Roll(tuple(bound), tuple(stopped))


def _fault(
    slate: Shot | None, shots: list[Shot], slates: Mapping[str, SlateNow], twice: set[str], copied: frozenset[str]
) -> Stop | None:
    if slate is None:
        return "no_slate"
    if len(slate.tokens) > 1:
        return "two_slates"
    token = slate.tokens[0]
    if token not in slates:
        return "unknown_slate"
    if token in twice or slates[token].spent:
        return "reused_slate"
    if slates[token].closed:
        return "late"
    return _fault_of_shots(slate, shots, copied)


def _fault_of_shots(slate: Shot, shots: list[Shot], copied: frozenset[str]) -> Stop | None:
    if not shots:
        return "no_shot"
    if len(shots) > 1:
        return "two_shots"
    if shots[0].digest in copied:
        return "same_picture"
    if slate.taken_at and shots[0].taken_at and shots[0].taken_at - slate.taken_at > LONGEST_WAIT:
        return "too_long"
    return None
