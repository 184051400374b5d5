"""One letter of one person: arrived, unopened, handed over; opened only on the person's word."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Handed(models.TextChoices):
    """What became of a letter."""

    SELF = "self", _("ご本人に渡した")
    REPRESENTATIVE = "representative", _("法定代理人に渡した")
    FAMILY = "family", _("ご家族に渡した（ご本人の希望で）")
    FORWARDED = "forwarded", _("移った先・ご家族に送った")
    RETURNED = "returned", _("差出人・郵便局に返した")


class Said(models.TextChoices):
    """In which capacity somebody said that the home may open it."""

    SELF = "self", _("ご本人")
    REPRESENTATIVE = "representative", _("法定代理人（後見人など）")


class Letter(Owned):
    """One piece of mail as it came. Nothing of its inside is kept; `keep_until` is written on its outside or notice.

    `started`: which clock its arrival started, in which room.
    """

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("種類"), max_length=24)
    arrived_on = models.DateField(_("届いた日"))
    keep_until = models.DateField(_("書いてある期限"), null=True, blank=True)
    started = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField(_("書いた時刻"))
    by = models.UUIDField()
    handed = models.CharField(_("どうしたか"), max_length=16, choices=Handed, blank=True)
    handed_to = models.CharField(_("渡した相手"), max_length=60, blank=True)
    handed_on = models.DateField(_("渡した日"), null=True, blank=True)
    handed_by = models.UUIDField(null=True, blank=True)
    opened_on = models.DateField(_("開けた日"), null=True, blank=True)
    said_by = models.CharField(_("だれのことばで"), max_length=16, choices=Said, blank=True)
    said_name = models.CharField(_("言った人"), max_length=60, blank=True)
    said_words = models.CharField(_("言われたこと"), max_length=120, blank=True)
    opened_by = models.UUIDField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("郵便")
        ordering = ["-arrived_on", "-id"]
        indexes = [
            models.Index(fields=["organisation", "resident", "-arrived_on"], name="letter_by_resident"),
            models.Index(
                fields=["organisation", "arrived_on"], name="letter_in_tray",
                condition=models.Q(handed_on=None, taken_back_at=None),
            ),
        ]  # fmt: skip

    @property
    def in_tray(self) -> bool:
        """Does it still lie with the home?"""
        return self.handed_on is None and self.taken_back_at is None
