"""Enrolled computers, and half-typed text that waits for whoever typed it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Device(Owned):
    """A computer of the house that several people share. Its cookie holds a key of which only the digest is kept."""

    name = models.CharField(_("この機械の名前"), max_length=60)
    unit = models.ForeignKey("staff.Unit", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    key_digest = models.CharField(max_length=64, editable=False)
    enrolled_by = models.UUIDField()
    enrolled_at = models.DateTimeField(_("登録した日時"))
    used_on = models.DateField(_("最後に使った日"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("登録を消した日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("共用パソコン")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["organisation", "unit"], name="device_by_unit"),
            models.Index(fields=["organisation", "name"], name="device_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Draft(Owned):
    """What somebody had typed into a form when the screen was locked. Goes to nobody else, and is gone in a day.

    `subject_id` is the first id in the address: where that is a person, the text goes with what belongs to them.
    """

    worker = models.ForeignKey("staff.Worker", models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=200)
    action = models.CharField(max_length=200)
    values = models.JSONField(default=list)
    subject_id = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(_("書いた日時"))

    class Meta:
        verbose_name = _("書きかけの文")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "worker", "page", "action"], name="draft_once_a_form")
        ]
        indexes = [
            models.Index(fields=["organisation", "subject_id"], name="draft_by_subject"),
            models.Index(fields=["organisation", "at"], name="draft_by_time"),
        ]
