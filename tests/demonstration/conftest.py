"""The demonstration is loaded once for all tests that only look at it, and taken back at the end."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a loaded demonstration."""
    folder = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), override_settings(DATA=folder, PASSWORD_HASHERS=QUICK), transaction.atomic():
        call_command("demonstrate", verbosity=0)
        yield folder
        transaction.set_rollback(True)
