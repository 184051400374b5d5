"""Invented people and real ones never meet."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tsukisoi.demonstration.load import load
from tsukisoi.residents.models import Resident
from tsukisoi.staff.actions import AlreadyFounded
from tsukisoi.staff.models import Organisation

pytestmark = pytest.mark.django_db


def test_a_folder_with_a_real_organisation_is_refused(home: Any, settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with pytest.raises(CommandError, match="実際の組織"):
        call_command("demonstrate")
    assert Organisation.objects.get() == home
    assert not (tmp_path / "demonstration.json").exists()


def test_the_loader_itself_refuses_too(viewer: Any) -> None:
    with pytest.raises(AlreadyFounded):
        load()
    assert not Resident.objects.exists()
