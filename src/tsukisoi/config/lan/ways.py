"""`serve --lan`: what must stand in the environment before the settings are read."""

import argparse
import os
from collections.abc import MutableMapping, Sequence
from pathlib import Path

from tsukisoi.config import environment
from tsukisoi.config.lan.addresses import Place, here
from tsukisoi.config.lan.certificates import Papers, ready

PORT, DOOR = 8443, 8080


def folder() -> Path:
    """Where the house's certificate is kept: with the other keys, so a backup never holds it."""
    return environment.data_folder() / "keys" / "lan"


def prepare(words: Sequence[str], environ: MutableMapping[str, str] = os.environ) -> None:
    """Let the settings know the house's names: HTTPS, hosts and origins. What somebody set already stays beside it."""
    told = _options(words)
    place = here(told.host)
    origins = [f"https://{host}:{told.port}" for host in place.hosts]
    environ["TSUKISOI_HTTPS"] = "1"
    for name, more in (("TSUKISOI_HOSTS", place.hosts), ("TSUKISOI_ORIGINS", origins)):
        standing = [word for word in environ.get(name, "").split(",") if word]
        environ[name] = ",".join(dict.fromkeys((*standing, *more)))


def papers(place: Place) -> Papers:
    """The certificate of this machine, made where it is missing or due."""
    return ready(folder(), place)


def _options(words: Sequence[str]) -> argparse.Namespace:
    """Port and host of the command line; whatever is wrong there is said later, by the command itself."""
    reader = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    reader.add_argument("--port", type=int, default=PORT)
    reader.add_argument("--host", default="")
    try:
        return reader.parse_known_args(list(words))[0]
    except argparse.ArgumentError:
        return argparse.Namespace(port=PORT, host="")
