"""The table's words in the language of the screen."""

from django import template

from tsukisoi.keeping.kinds import Kind

register = template.Library()


@register.filter
def said(kind: Kind, field: str) -> str:
    """`{{ line.kind|said:"title" }}`."""
    return kind.said(field)
