"""How long the house keeps what, what people asked about their data, and what was erased."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Wanted(models.TextChoices):
    """What somebody asks about a person's data."""

    DISCLOSE = "disclose", _("開示（何を持っているか見せる）")
    CORRECT = "correct", _("訂正（まちがいを直す）")
    STOP = "stop", _("利用をやめる・消す")


class AskedBy(models.TextChoices):
    """Who asks. A family member without authority is told that the person, or who represents them, must ask."""

    SELF = "self", _("本人")
    REPRESENTATIVE = "representative", _("法定代理人")
    AGENT = "agent", _("本人が委任した代理人")


class Term(Owned):
    """The house's own number of days for one kind of thing; without it the number of the table counts."""

    kind = models.CharField(max_length=16)
    days = models.PositiveIntegerField()
    why = models.CharField(_("わけ"), max_length=120, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="term_once")]


class Asked(Owned):
    """A request about one person's data, until it is answered."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    wanted = models.CharField(_("求め"), max_length=12, choices=Wanted)
    asked_by = models.CharField(_("だれから"), max_length=16, choices=AskedBy)
    checked = models.CharField(_("本人・代理人と確かめた方法"), max_length=120)
    on = models.DateField(_("受けた日"))
    text = models.CharField(_("内容"), max_length=300, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = models.CharField(_("答え"), max_length=300, blank=True)
    by = models.UUIDField()

    class Meta:
        verbose_name = _("開示などの求め")
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["organisation", "on"], condition=models.Q(answered_on=None), name="asked_not_answered")
        ]


class Hold(Owned):
    """A person whose data must not go on its day, and why: a dispute, an inspection, an open return of a card."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    until = models.DateField(_("いつまで延ばすか"))
    why = models.CharField(_("わけ"), max_length=120)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("消す日を延ばした")
        constraints = [models.UniqueConstraint(fields=["organisation", "resident"], name="hold_once")]


class Erased(Owned):
    """That a person's data was erased: no name, only the id that the record knows, how many rows, and the last day
    on which a backup may still hold them."""

    subject = models.UUIDField()
    at = models.DateTimeField()
    reason = models.CharField(max_length=12)
    rows = models.JSONField(default=dict)
    gone_from_backups_on = models.DateField()
    by = models.UUIDField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organisation", "-at"], name="erased_by_time")]
