"""Keeps invented people and real ones apart: a folder holds either a demonstration or an organisation."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True, slots=True)
class SignIn:
    """One invented worker whom a visitor may be."""

    username: str
    password: str
    word: str


def _file() -> Path:
    return Path(settings.DATA) / "demonstration.json"


def remember(organisations: list[UUID], sign_ins: list[SignIn]) -> None:
    """Note which organisations are invented and how to sign in; the loader of the demonstration calls this."""
    content = {"organisations": [str(pk) for pk in organisations], "sign_ins": [asdict(s) for s in sign_ins]}
    _file().write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def sign_ins() -> list[SignIn]:
    """How a visitor signs in; empty where no demonstration was loaded."""
    if not _file().exists():
        return []
    return [SignIn(**entry) for entry in json.loads(_file().read_text("utf-8"))["sign_ins"]]


def organisations() -> set[str]:
    """The ids of all organisations in the database."""
    return {str(pk) for pk in apps.get_model("staff", "Organisation").objects.values_list("pk", flat=True)}


def real_organisations() -> set[str]:
    """Those that no demonstration made."""
    invented = json.loads(_file().read_text("utf-8"))["organisations"] if _file().exists() else []
    return organisations() - set(invented)
