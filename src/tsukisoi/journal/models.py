"""Entries hold ids and field names only; the values sit beside them and can be deleted without breaking the chain."""

from typing import Any

from django.db import models

from tsukisoi.journal.chain import AsHashed
from tsukisoi.tenancy.models import Owned


class Entry(Owned):
    """One thing done or seen. Its digest covers everything here and the digest of the entry before it."""

    append_only = True
    erasable = False

    chain_kind = models.CharField(max_length=24)
    chain_id = models.UUIDField()
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True, blank=True)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=48)
    fields = models.JSONField(default=list)
    refs = models.JSONField(default=list)
    corrects = models.UUIDField(null=True)
    detail_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "chain_kind", "chain_id", "seq"], name="entry_once_in_chain"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-at", "-id"], name="entry_by_time"),
            models.Index(fields=["organisation", "actor_id", "-at"], name="entry_by_actor"),
        ]


class Ref(Owned):
    """One id that an entry names, so that everything about a person is found by an index however long the record is.

    One row for each id of `Entry.refs`, written with it, or later where it names many (`Waiting`); the digest of the
    entry covers those, and verifying compares.
    """

    append_only = True

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", db_index=False)
    subject = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "subject", "entry"], name="ref_by_subject"),
            models.Index(fields=["entry"], name="ref_of_entry"),
        ]


class Waiting(Owned):
    """An entry that names many and is not in the index of people yet: a list that somebody looked at.

    Such an entry would touch as many pages of the index as there are people on the list, at every look; once a day all
    of them go in together. Until then a reader looks into what waits, too.
    """

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "entry"], name="waits_once")]


class Values(models.JSONField):
    """JSON in the spelling of the digest, on engines that keep a text as it is. What stands there since before may be
    spelt otherwise; it says the same, and the column is the same."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told, encoder=AsHashed)

    def deconstruct(self) -> Any:
        """As any other JSON: the spelling is no matter of the table."""
        name, _path, args, told = super().deconstruct()
        return name, "django.db.models.JSONField", args, {key: told[key] for key in told if key != "encoder"}


class Detail(Owned):
    """The values of one entry and the reason in words. Deleted on time; the salted digest in the entry stays."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="detail")
    salt = models.CharField(max_length=32)
    values = Values(default=dict)


class Head(Owned):
    """The last entry of a chain: locked while the next one is written."""

    chain_kind = models.CharField(max_length=24)
    chain_id = models.UUIDField()
    seq = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    sealed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "chain_kind", "chain_id"], name="one_head_a_chain")
        ]


class Seal(Owned):
    """All heads of an organisation at one moment in one digest, chained to the seal before.

    `changed` holds the heads (kind, id, seq, digest) that moved since the seal before: from these the root of every
    seal can be reckoned again.
    """

    append_only = True
    erasable = False

    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    chains = models.PositiveIntegerField()
    root = models.CharField(max_length=64)
    changed = models.JSONField(default=list)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "seq"], name="seal_once")]
