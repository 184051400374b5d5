"""Ids, hands and moments that more than one form takes."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import id_from

Choices = Iterable[tuple[str, str]]


def ids_from(values: Iterable[str]) -> list[UUID]:
    """Those of the values that are ids, each once, in order."""
    return list(dict.fromkeys(found for value in values if (found := id_from(value))))


def in_hours(hours: int) -> datetime:
    """So many hours from now, to the half hour."""
    moment = now() + timedelta(hours=hours)
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


class Ticks(forms.MultipleChoiceField):
    """Ids that were ticked; whether they exist is for the action to say."""

    def valid_value(self, value: str) -> bool:
        """Anything that is an id."""
        return id_from(value) is not None


class Colleague(forms.ChoiceField):
    """The second person, where the home wants two."""

    def __init__(self, colleagues: Choices = (), **options: Any) -> None:
        choices = [("", gettext("（いない）")), *colleagues]
        super().__init__(label=_("確かめる人"), choices=choices, required=False, **options)


def moment_of(on: date | None, at: time | None) -> datetime | None:
    """A day with its time; None where one of them is missing."""
    if on is None or at is None:
        return None
    return datetime.combine(on, time(at.hour, at.minute), now().tzinfo)
