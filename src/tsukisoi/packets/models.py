"""An organisation's own keys, the keys of those it exchanges files with, and every file made or opened."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Keys(Owned):
    """The organisation's own pair of pairs: to sign, and to open what was locked for it. The private halves are
    wrapped with a key derived from the secret of this installation, so that the database alone does not give them."""

    signing_public = models.CharField(max_length=64)
    opening_public = models.CharField(max_length=64)
    wrapped = models.CharField(max_length=400)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("この組織の鍵")
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_pair_of_keys")]


class Partner(Owned):
    """Somebody whose files are opened here. `confirmed_on`: the day the key's words were compared by telephone."""

    name = models.CharField(_("相手"), max_length=160)
    signing_public = models.CharField(max_length=64)
    opening_public = models.CharField(max_length=64)
    learnt_on = models.DateField()
    confirmed_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("ファイルを渡しあう相手")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="partner_once")]

    def __str__(self) -> str:
        return self.name


class Direction(models.TextChoices):
    """Which way a file went."""

    MADE = "made", _("渡した")
    OPENED = "opened", _("受け取った")


class Packet(Owned):
    """One file made or opened here: never its content. `about` is the thing of the room above that it belongs to.

    `receipt` is what proves that the other side could open it: eight signs, told by telephone or fax.
    """

    packet = models.UUIDField()
    direction = models.CharField(max_length=8, choices=Direction)
    kind = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    sender = models.CharField(max_length=160)
    recipient = models.CharField(max_length=160)
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.UUIDField()
    delete_on = models.DateField()
    digest = models.CharField(max_length=64)
    receipt = models.CharField(max_length=8)
    received_on = models.DateField(null=True)
    deleted_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("受け渡しのファイル")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "direction", "packet"], name="packet_once_each_way")
        ]
        indexes = [models.Index(fields=["organisation", "about"], name="packet_by_thing")]

    @property
    def receipt_shown(self) -> str:
        """The receipt as one reads it out: two groups of four."""
        return f"{self.receipt[:4]}-{self.receipt[4:]}"
