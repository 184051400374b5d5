"""What happened to a card, the errands for it, and its clocks as they were last reckoned.

What holds of a card *now* (its mode and its dates) are facts of the person; nothing here says it a second time.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Happening(models.TextChoices):
    """What can happen to a card once it is there."""

    RECEIVED = "received", _("カードを受け取った")
    READ = "read", _("カードを見て書きとめた")
    MODE = "mode", _("設定を切り替えた")
    CERTIFICATE = "certificate", _("電子証明書を更新した")
    LOST = "lost", _("なくした")
    FOUND = "found", _("見つかった")
    DAMAGED = "damaged", _("こわれた")
    RETURNED = "returned", _("返納した")


class Who(models.TextChoices):
    """Who goes to the counter."""

    SELF = "self", _("本人")
    STATUTORY = "statutory", _("法定代理人など")
    FREE_AGENT = "free_agent", _("代理人（職員・家族など）")


class Event(Owned):
    """One thing that happened to a person's card, with what was known before and what is known since."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    happening = models.CharField(max_length=16, choices=Happening)
    on = models.DateField()
    at = models.DateTimeField()
    who = models.CharField(max_length=16, choices=Who, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    early = models.BooleanField(default=False)
    """The card replaced another before that expired: no source says which birthday then counts."""
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("カードの記録")
        ordering = ["-on", "-at", "-id"]
        indexes = [models.Index(fields=["organisation", "resident", "-on"], name="card_event_by_day")]


class ErrandKind(models.TextChoices):
    """What somebody goes to the counter for."""

    CERTIFICATE = "certificate", _("電子証明書の更新")
    CARD = "card", _("カードの更新")
    SWITCH = "switch", _("顔認証への切替え")
    SWITCH_WITH_CERTIFICATE = "switch_with_certificate", _("顔認証への切替えと電子証明書の発行・更新")
    BACK = "back", _("通常のカードに戻す")


class Errand(Owned):
    """One errand for one card, from the notice to the day it was done. At most one of a kind is open."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    kind = models.CharField(_("用件"), max_length=24, choices=ErrandKind)
    who = models.CharField(_("行く人"), max_length=16, choices=Who, blank=True)
    notice_on = models.DateField(_("有効期限通知書が届いた日"), null=True, blank=True)
    notice_returned = models.BooleanField(_("通知書は届かずに戻った"), default=False)
    sealed = models.BooleanField(_("本人が封をした照会書兼回答書がある"), null=True, blank=True)
    pin_remembered = models.BooleanField(_("本人が暗証番号を覚えている"), null=True, blank=True)
    form_from = models.CharField(_("委任状の用紙をもらったところ"), max_length=60, blank=True)
    form_on = models.DateField(_("用紙をもらった日"), null=True, blank=True)
    signed_on = models.DateField(_("本人が署名した日"), null=True, blank=True)
    inquiry_on = models.DateField(_("1回目に行った日（照会書を頼んだ日）"), null=True, blank=True)
    reply_on = models.DateField(_("照会書の回答がそろった日"), null=True, blank=True)
    booked_for = models.DateField(_("窓口の予約の日"), null=True, blank=True)
    note = models.CharField(_("メモ"), max_length=120, blank=True)
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("窓口の用件")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "kind"],
                condition=models.Q(done_on=None, dropped_on=None),
                name="one_open_errand",
            )
        ]
        indexes = [models.Index(fields=["organisation", "done_on", "booked_for"], name="errand_by_day")]


class ClockKind(models.TextChoices):
    """The three clocks of a card."""

    CARD = "card", _("カード")
    CERTIFICATE = "certificate", _("電子証明書")
    GRACE = "grace", _("保険の猶予")


class Clock(Owned):
    """One clock of one person's card as last reckoned: a copy for finding, made from the facts at any time."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=ClockKind)
    ends_on = models.DateField(null=True)
    opens_on = models.DateField(null=True)
    origin = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("カードの期限（数えたもの）")
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="clock_once")]
        indexes = [
            models.Index(fields=["organisation", "kind", "ends_on", "resident"], name="clock_by_end"),
        ]


class Round(Owned):
    """One reckoning of all clocks for a day: how far it is, and when it was done."""

    as_of = models.DateField()
    started_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-started_at"]
        constraints = [models.UniqueConstraint(fields=["organisation", "as_of"], name="round_once")]
