"""Printed sheets: which content a short id stands for, and whether something newer has taken its place."""

from django.db import models

from tsukisoi.papers import ids
from tsukisoi.tenancy.models import Owned


class Sheet(Owned):
    """One content of one paper. Printing the same content again is the same sheet; new content supersedes it.

    `subject_id` is the person or thing the paper is about (no foreign key: the press knows no room), `digest` the
    fingerprint of what is printed. Nothing printed is kept here.
    """

    short_id = models.CharField(max_length=ids.LENGTH, unique=True)
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    edition = models.CharField(max_length=40)
    as_of = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    printed_at = models.DateTimeField()
    printed_by = models.UUIDField()
    printed_by_name = models.CharField(max_length=80)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-printed_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "subject_id", "kind"], name="sheet_by_subject"),
            models.Index(
                fields=["organisation"], name="sheet_withdrawn",
                condition=models.Q(superseded_at__isnull=False, superseded_by=None),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject_id", "kind"],
                condition=models.Q(superseded_at=None),
                name="sheet_one_current",
            )
        ]

    @property
    def is_current(self) -> bool:
        """Whether this is what one would print today."""
        return self.superseded_at is None
