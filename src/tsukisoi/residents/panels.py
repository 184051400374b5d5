"""What other rooms add to a person's page: each names its function in settings.PERSON_PANELS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tsukisoi.residents.models import Resident
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a person's page: `code` is its anchor, `template` draws what stands in `context` as `panel`."""

    code: str
    title: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def panels(viewer: Viewer, resident: Resident) -> list[Panel]:
    """Every part that has something to say of this person to this viewer, in the order of the settings."""
    asked = (import_string(path)(viewer, resident) for path in settings.PERSON_PANELS)
    return [panel for panel in asked if panel is not None]
