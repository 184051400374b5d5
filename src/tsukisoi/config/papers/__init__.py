"""Papers of the installation itself."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno

from tsukisoi.config.lan.addresses import Place
from tsukisoi.papers import ids
from tsukisoi.papers.press import Leaf, Masthead, press
from tsukisoi.tenancy.clock import now

TEMPLATE = Path(__file__).with_name("tablet.typ")


def tablet_sheet(place: Place, fingerprint: str, port: int, door: int) -> bytes:
    """One A4 page: trust the house's certificate, open the program, what to do when it does not work."""
    start, address = f"http://{place.first}:{door}/", f"https://{place.first}:{port}/"
    body = {
        "start": start, "address": address, "by_name": f"https://{place.name}:{port}/",
        "start_code": _svg(start), "address_code": _svg(address), "fingerprint": _lines(fingerprint),
    }  # fmt: skip
    moment = now()
    head = Masthead(ids.make(), place.name, f"つきそい {version('tsukisoi')}", None, moment, "")
    return press(TEMPLATE, [Leaf("tablet", head, body)], title="タブレットの準備", printed_at=moment).content


def _svg(content: str) -> list[Any]:
    return list(segno.make(content, error="q", micro=False).svg_inline(scale=4, border=4).encode())


def _lines(fingerprint: str) -> list[str]:
    groups = fingerprint.split()
    return [" ".join(groups[i : i + 8]) for i in range(0, len(groups), 8)]
