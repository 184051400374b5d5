"""How often somebody may try an own code: five times in five minutes a name, fifty an address, of each house apart.

A try takes a place before its code is looked at, and each place is given once, so that many tries at the same moment
are counted as well. A place is free again five minutes after it was taken, whatever came later.
"""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from tsukisoi.papers import ids
from tsukisoi.staff.queries import worker_named

WINDOW = 300
A_NAME, AN_ADDRESS = 5, 50
TOLD_EVERY = 10
"""Of the wrong tries from one address the first is told, and every tenth: nobody fills the record by guessing."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that is counted. `of_name`, `of_address`: which one it is, from one; nought where there was no place.

    `worker`: whose code it is to be, where they work in this house. Badge and user name count as one name.
    """

    name: str
    address: str
    worker: UUID | None
    of_name: int
    of_address: int

    @property
    def refused(self) -> bool:
        """The tries are used up: even the right code is refused then."""
        return not (self.of_name and self.of_address)

    @property
    def to_tell(self) -> bool:
        """Does it go on record where it is wrong? The first, every tenth, and the one that uses a name up."""
        return not self.refused and (self.of_name == A_NAME or self.of_address % TOLD_EVERY == 1)


def begin(request: HttpRequest, house: UUID, who: str) -> Try:
    """Count a try before its code is looked at. From an address that is used up no name is touched."""
    found = worker_named(who)
    worker = found.pk if found and found.organisation_id == house else None
    name = f"{house} name {worker or ids.tidy(who)[:80]}"
    address = f"{house} from {get_adapter(request).get_client_ip(request)}"
    of_address = _take(address, AN_ADDRESS)
    return Try(name, address, worker, _take(name, A_NAME) if of_address else 0, of_address)


def right(one: Try) -> None:
    """It was the right code: the name begins anew, and the address has its place back."""
    cache.delete_many([*_places(one.name, A_NAME), _places(one.address, AN_ADDRESS)[one.of_address - 1]])


def _take(what: str, how_many: int) -> int:
    """The first place that is free, from one; nought where none is."""
    places = _places(what, how_many)
    taken = cache.get_many(places)
    free = (n for n, place in enumerate(places, 1) if place not in taken and cache.add(place, 1, WINDOW))
    return next(free, 0)


def _places(what: str, how_many: int) -> list[str]:
    key = sha256(what.encode()).hexdigest()[:40]
    return [f"own-code-{key}-{n}" for n in range(how_many)]
