"""A card waiting at a town hall, and the journeys to fetch it. Nothing here knows a number, a PIN or what is sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Way(models.TextChoices):
    """How the card comes."""

    PROXY = "proxy", _("代理人が受け取る（代理交付）")
    COUNTER = "counter", _("本人が窓口へ行く")
    MAIL = "mail", _("郵送で届く")


class Sealed(models.TextChoices):
    """The part of the notice for the PINs. Nobody of the house looks inside."""

    NOT_YET = "", _("まだ")
    SEALED = "sealed", _("本人が書いて、封をした")
    NONE_SET = "none_set", _("「設定しない」に印をつけた（顔認証）")


class Outcome(models.TextChoices):
    """How a delivery ended."""

    HANDED_OVER = "handed_over", _("カードを本人に渡した")
    CUSTODY = "custody", _("カードを施設で預かった")
    RETURNED = "returned", _("郵便が戻った・市区町村へ返された")
    DESTROYED = "destroyed", _("受け取らないまま廃棄された")
    LOST = "lost", _("受け取る前になくなった・申請しなおす")
    WITHDRAWN = "withdrawn", _("受け取らないことにした")


class Result(models.TextChoices):
    """What happened to one person's card on a trip."""

    OPEN = "", _("まだ")
    COLLECTED = "collected", _("受け取った")
    REFUSED = "refused", _("受け取れなかった")
    NOT_TRIED = "not_tried", _("窓口に出さなかった")


class Delivery(Owned):
    """One card on its way to one person, from the application to the hand-over. One open delivery a person."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    way = models.CharField(_("受けとりかた"), max_length=8, choices=Way, default=Way.PROXY)
    applied_on = models.DateField(_("申請した日"), null=True, blank=True)
    notice_on = models.DateField(_("交付通知書が届いた日"), null=True, blank=True)
    second_on = models.DateField(_("再通知が届いた日"), null=True, blank=True)
    collect_by = models.DateField(_("通知書の受取期限"), null=True, blank=True)
    destroy_on = models.DateField(_("廃棄される日"), null=True, blank=True)
    kept_asked_on = models.DateField(_("保管をたのんだ日"), null=True, blank=True)
    kept_until = models.DateField(_("いつまで保管してもらえるか"), null=True, blank=True)
    notice_lost_on = models.DateField(_("通知書をなくした日"), null=True, blank=True)
    agent = models.CharField(_("代理人"), max_length=20, blank=True)
    agent_name = models.CharField(_("代理人の氏名"), max_length=60, blank=True)
    photo_on = models.DateField(_("証明書の写真をとった日"), null=True, blank=True)
    signed_on = models.DateField(_("証明書に署名した日"), null=True, blank=True)
    sealed = models.CharField(_("暗証番号の封"), max_length=8, choices=Sealed, blank=True, default="")
    ready = models.JSONField(_("ファイルに入れたもの"), default=list)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("どうなったか"), max_length=12, choices=Outcome, blank=True)
    note = models.CharField(_("メモ"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("受取")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(closed_on=None), name="one_open_delivery"
            )
        ]
        indexes = [models.Index(fields=["organisation", "closed_on"], name="delivery_by_end")]


class Trip(Owned):
    """One way to one town hall, for one person or for several of the same municipality of record."""

    office = models.ForeignKey("municipalities.Office", models.PROTECT, related_name="+")
    on = models.DateField(_("行く日"))
    at = models.TimeField(_("時刻"), null=True, blank=True)
    agent = models.CharField(_("だれが行くか"), max_length=20, blank=True)
    agent_name = models.CharField(_("行く人の氏名"), max_length=60, blank=True)
    booked_on = models.DateField(_("予約した日"), null=True, blank=True)
    booked_with = models.CharField(_("予約の相手・番号"), max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    called_off = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("受取の外出")
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["organisation", "closed_on", "on"], name="trip_by_day")]


class Stop(Owned):
    """One person's card on a trip, and what became of it."""

    trip = models.ForeignKey(Trip, models.CASCADE, related_name="+")
    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="+")
    result = models.CharField(_("けっか"), max_length=10, choices=Result, blank=True, default="")
    why = models.JSONField(_("わけ"), default=list)
    told = models.CharField(_("窓口で言われたこと"), max_length=200, blank=True)
    told_by = models.CharField(_("窓口の人"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "trip", "delivery"], name="stop_once")]
        indexes = [models.Index(fields=["organisation", "delivery"], name="stop_by_delivery")]
