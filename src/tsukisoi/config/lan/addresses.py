"""Under which names and addresses this machine is reached inside the house."""

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass

PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""The networks of RFC 1918: a house's own. Nothing else is ever served to, or vouched for."""

_NOWHERE = ("10.255.255.255", "172.31.255.255", "192.168.255.255")


@dataclass(frozen=True, slots=True)
class Place:
    """The machine's name in the house (`name.local`) and its addresses there."""

    name: str
    addresses: tuple[str, ...]

    @property
    def hosts(self) -> tuple[str, ...]:
        """Everything a browser in the house, or on this machine, may call it."""
        return (self.name, *self.addresses, "localhost", "127.0.0.1")

    @property
    def first(self) -> str:
        """What goes on the sheet: a number works on every tablet, a name only where the network knows names."""
        return self.addresses[0] if self.addresses else self.name


def here(host: str = "") -> Place:
    """This machine as it stands now. Without any network there are no addresses, and the name alone is left.

    `host`: the one address it is told to listen on, for a network without a way out, which no route gives away.
    """
    plain = socket.gethostname().split(".")[0].lower() or "tsukisoi"
    found = {host} if is_private(host) else _addresses()
    return Place(f"{plain}.local", tuple(sorted(found, key=_order)))


def is_private(address: str) -> bool:
    """Does this address lie in a house's own network?"""
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(number in network for network in PRIVATE)


def _order(address: str) -> tuple[int, str]:
    """The network that most houses have comes first."""
    return 0 if address.startswith("192.168.") else 1, address


def _addresses() -> set[str]:
    """Every private address of ours: what the name resolves to, and what the system would send from."""
    found = {_sends_from(target) for target in _NOWHERE}
    with suppress(OSError):  # a machine whose own name nobody resolves: the routes say it all
        found |= {str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return {address for address in found if is_private(address)}


def _sends_from(target: str) -> str:
    """Choosing a route sends nothing: a datagram socket is only connected."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
