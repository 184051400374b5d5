"""The environment, read strictly: a setting is what it says or the program does not start."""

import os
import secrets
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """A plain setting."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes/no setting: exactly 1 or 0. Raises ImproperlyConfigured for anything else."""
    value = text(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return value == "1"


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def day(name: str) -> date | None:
    """A day (YYYY-MM-DD), or None where it is not set."""
    value = text(name)
    return date.fromisoformat(value) if value else None


def data_folder() -> Path:
    """The one folder that holds everything: TSUKISOI_DATA, by default ./data. Made for its owner only."""
    folder = Path(text("TSUKISOI_DATA") or "data").absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret(name: str, path: Path) -> str:
    """A secret of 64 hex digits: from the environment (NAME), a file named there (NAME_FILE), or `path`.

    Where none exists yet one is made, readable by its owner only.
    """
    if value := text(name):
        return value
    path = Path(text(f"{name}_FILE") or path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
    return path.read_text("ascii").strip()


def postgresql(url: str) -> dict[str, Any]:
    """Django's settings for postgresql://user:password@host:port/name (host may be a socket folder: ?host=…)."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("TSUKISOI_DATABASE_URL must begin with postgresql://")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or unquote(query.get("host", "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
    }
