"""Offices to ask, and what each does otherwise than the national default."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class OfficeKind(models.TextChoices):
    """Whom one asks."""

    MUNICIPALITY = "municipality", _("市区町村")
    INSURER = "insurer", _("保険者")
    FACILITY = "facility", _("この施設の決まり")


class Office(Owned):
    """A municipality or insurer as this organisation knows it. `home` is the municipality of the house itself."""

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("種類"), max_length=16, choices=OfficeKind, default=OfficeKind.MUNICIPALITY)
    home = models.BooleanField(_("この施設のある市区町村"), default=False)
    section = models.CharField(_("担当課"), max_length=60, blank=True)
    phone = models.CharField(_("電話"), max_length=30, blank=True)

    class Meta:
        ordering = ["-home", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="office_once"),
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(home=True), name="one_home_office"),
        ]

    def __str__(self) -> str:
        return self.name


class Difference(Owned):
    """One thing an office does: the answer to a fact `municipality.*`, or a changed row of a table (`table` set).

    `value` is the fact's value, or the row as an overlay holds it. NULL: asked, not yet answered.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    table = models.CharField(max_length=60, blank=True)
    value = models.JSONField(null=True, blank=True)
    source = models.CharField(_("出どころ"), max_length=200)
    checked_on = models.DateField(_("確かめた日"))
    checked_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "office", "table", "key"], name="difference_once")
        ]


class Inquiry(Owned):
    """One question put to an office: asked by whom and when, answered by whom and how. No person is named here.

    `table` and `key` name it as a difference would: the same question of ten people is one row. What is answered as a
    difference stands there too; `reply` keeps an answer that is no rule.
    """

    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    table = models.CharField(max_length=60, blank=True)
    asked_on = models.DateField(_("聞いた日"), null=True)
    asked_by = models.UUIDField(null=True)
    asked_whom = models.CharField(_("だれに聞いたか"), max_length=60, blank=True)
    reply = models.CharField(_("答え"), max_length=300, blank=True)
    replied_by = models.CharField(_("答えた人"), max_length=60, blank=True)
    replied_on = models.DateField(_("答えをもらった日"), null=True)
    written_by = models.UUIDField(null=True)

    class Meta:
        ordering = ["-asked_on", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "office", "table", "key"], name="inquiry_once")]

    @property
    def is_answered(self) -> bool:
        """Is there an answer?"""
        return self.replied_on is not None
