"""A note between shifts, and who has ticked it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Note(Owned):  # type: ignore[django-manager-missing]  # the scoped manager has no types
    """One thing to know, shown until its last day. Never changed: a wrong one is taken back and written anew."""

    resident = models.ForeignKey(
        "residents.Resident", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    unit = models.ForeignKey("staff.Unit", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    text = models.CharField(_("申し送り"), max_length=300)
    important = models.BooleanField(_("かならず読んでほしい"), default=False)
    at = models.DateTimeField()
    until = models.DateField(_("いつまで出すか"))
    by = models.UUIDField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("申し送り")
        ordering = ["-important", "-at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "until", "-at"], name="note_by_until"),
            models.Index(fields=["organisation", "resident", "-at"], name="note_by_resident"),
        ]


class Seen(Owned):
    """Somebody ticked a note as read."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="seen", db_index=False)
    worker = models.ForeignKey("staff.Worker", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("読んだ印")
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["organisation", "note", "worker"], name="seen_once")]
