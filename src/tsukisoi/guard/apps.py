"""Registers the room with Django, so that its page of refusal is found."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """The guard against individual numbers and PINs."""

    name = "tsukisoi.guard"
    label = "guard"
    verbose_name = "個人番号・暗証番号の防止"
