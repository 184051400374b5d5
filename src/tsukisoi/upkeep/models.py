"""What went wrong, which steps were done by whom at what real time, and leaks of personal data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Trouble(models.TextChoices):
    """What went wrong."""

    CARD_LOST = "card_lost", _("カードが見あたらない・盗まれた")
    PHONE_LOST = "phone_lost", _("カードの入ったスマートフォンをなくした")
    PIN_FORGOTTEN = "pin_forgotten", _("暗証番号を忘れた・ロックされた")
    NOTIFICATION_LOST = "notification_card_lost", _("通知カードをなくした")
    CERTIFICATE = "certificate_expired", _("電子証明書が切れた")
    CARD_DAMAGED = "card_damaged", _("カードがこわれた・読めない")
    CARD_FOUND = "card_found", _("なくしたカードが見つかった")


class Where(models.TextChoices):
    """Where it was lost."""

    OUTSIDE = "outside", _("外で・盗まれた")
    HOME = "home", _("施設や家の中")
    DISASTER = "disaster", _("火事や災害で")


class Goes(models.TextChoices):
    """Who goes to the counter."""

    SELF = "self", _("ご本人")
    STATUTORY = "statutory", _("法定代理人")
    FREE_AGENT = "free_agent", _("代理人（職員・家族など）")


class Outcome(models.TextChoices):
    """How it ended."""

    NEW_CARD = "new_card", _("新しいカードを受け取った")
    CERTIFICATE = "certificate", _("カードはやめて、資格確認書にした")
    FOUND = "found", _("見つかった")
    SETTLED = "settled", _("かたづいた")


class Incident(Owned):
    """One thing that went wrong for one person. `said` holds the plain answers that the rules ask for."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    trouble = models.CharField(_("何があったか"), max_length=24, choices=Trouble)
    noticed_at = models.DateTimeField(_("気づいた時刻"))
    where = models.CharField(_("どこで"), max_length=10, choices=Where, blank=True)
    cannot_phone = models.BooleanField(default=False)
    goes = models.CharField(max_length=12, choices=Goes, blank=True)
    said = models.JSONField(default=dict)
    last_seen = models.CharField(_("最後に見たとき"), max_length=200, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    prevention = models.CharField(max_length=500, blank=True)
    opened_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("困ったことの記録")
        ordering = ["-noticed_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "resident"], name="incident_by_resident"),
            models.Index(
                fields=["organisation", "noticed_at"], condition=models.Q(closed_at=None), name="incident_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_trouble_display())


class Step(Owned):
    """One step done: when it really happened, when it was written, by whom. A mistake is taken back, not erased."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    done_at = models.DateTimeField()
    written_at = models.DateTimeField()
    by_name = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("したこと")
        ordering = ["done_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "incident", "code"],
                condition=models.Q(taken_back_at=None),
                name="trouble_step_once",
            )
        ]


class Leak(Owned):
    """A leak of personal data, or the fear of one: what is known, whom it concerns, what was reported when."""

    noticed_at = models.DateTimeField(_("知った時刻"))
    sensitive = models.BooleanField(default=False)
    money = models.BooleanField(default=False)
    wrongful = models.BooleanField(default=False)
    over_1000 = models.BooleanField(default=False)
    people = models.JSONField(default=list)
    """Ids of the people concerned."""
    items = models.JSONField(default=dict)
    """Code of an item of the report → what is to be said."""
    done = models.JSONField(default=dict)
    """first, full, people → when it was done."""
    opened_by_name = models.CharField(max_length=60)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("漏えいの記録")
        ordering = ["-noticed_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "noticed_at"], condition=models.Q(closed_at=None), name="leak_open")
        ]
