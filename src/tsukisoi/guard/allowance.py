"""Where, and for which stated reason, twelve digits with a valid check digit are let through.

One in ten tracking numbers of registered mail looks like an individual number. A view that keeps such a number
names the one field: ``@may_hold_look_alike("tracking_number")``. The form then asks for the reason.

A pasted list is something else: its reader empties the bad cells one by one and keeps the rest, so that its view takes
over the duty for that one field: ``@screens_itself("rows")``.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy

ATTRIBUTE = "guard_look_alike_field"
ITSELF = "guard_field_screened_by_the_view"
SUFFIX = "_is_not_my_number"
REASONS = {
    "mail_tracking": gettext_lazy("郵便の引受番号・追跡番号"),
    "parcel_tracking": gettext_lazy("宅配便の送り状番号"),
}
"""Why a person may say 「これは個人番号ではありません」."""

View = TypeVar("View", bound=Callable[..., Any])


def may_hold_look_alike(field: str) -> Callable[[View], View]:
    """Mark a view: its one field `field` may hold a look-alike if a reason is given in `field` + SUFFIX."""

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, field)
        return view

    return mark


def screens_itself(field: str) -> Callable[[View], View]:
    """Mark a view: it hands `field` to a reader that screens every cell, and shows or keeps nothing it did not pass."""

    def mark(view: View) -> View:
        setattr(view, ITSELF, field)
        return view

    return mark


def screened_by(view: object) -> str | None:
    """The field the view screens itself."""
    marked = getattr(view, ITSELF, None)
    return marked if isinstance(marked, str) else None


def field_of(view: object) -> str | None:
    """The field a view (function, or class behind `as_view`) may hold a look-alike in."""
    marked = getattr(view, ATTRIBUTE, None) or getattr(getattr(view, "view_class", None), ATTRIBUTE, None)
    return marked if isinstance(marked, str) else None


def is_excused(field: str, data: Mapping[str, Any]) -> bool:
    """Whether the sent data give one of the known reasons for `field`."""
    return data.get(field + SUFFIX) in REASONS
