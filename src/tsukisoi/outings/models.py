"""Where people are seen, what each provider said of itself, and who goes where with what."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class ProviderKind(models.TextChoices):
    """What sort of provider it is."""

    CLINIC = "clinic", _("病院・医院")
    DENTIST = "dentist", _("歯科")
    PHARMACY = "pharmacy", _("薬局")
    VISITING = "visiting", _("訪問診療・訪問看護")


class Capability(models.TextChoices):
    """What is asked of a provider once, and asked again when it grows old."""

    READER = "reader", _("受付にカードリーダーがあるか")
    HOME_APP = "home_app", _("訪問先でカードを読む端末があるか")
    ONLINE = "online", _("オンライン診療でカードを使えるか")
    PHONE = "phone", _("スマートフォンの保険証を使えるか")


class Care(models.TextChoices):
    """The kind of visit, in the words of the rules."""

    OUTPATIENT = "outpatient", _("外来")
    PHARMACY = "pharmacy", _("薬局（本人が行く）")
    PHARMACY_BY_PROXY = "pharmacy_by_proxy", _("薬局（本人は行かない）")
    HOME_MEDICAL = "home_medical", _("訪問診療・訪問看護")
    ONLINE = "online", _("オンライン診療")
    EMERGENCY = "emergency", _("救急")


class Credential(models.TextChoices):
    """What opens the door at the provider's."""

    CARD = "my_number_card", _("マイナンバーカード")
    CERTIFICATE = "eligibility_certificate", _("資格確認書")
    VOUCHER = "medical_voucher", _("医療券")


class Wish(models.TextChoices):
    """What the person wants to answer at the reader today."""

    YES = "yes", _("見せてよい")
    NO = "no", _("見せない")
    THERE = "there", _("その場で決める")


class Provider(Owned):
    """A clinic, pharmacy or visiting service of the home."""

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("種類"), max_length=12, choices=ProviderKind, default=ProviderKind.CLINIC)
    phone = models.CharField(_("電話"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("かかりつけ")
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="provider_once")]

    def __str__(self) -> str:
        return self.name


class Told(Owned):
    """What a provider said of one capability; NULL: asked, and they did not know yet."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="+")
    key = models.CharField(max_length=12, choices=Capability)
    value = models.BooleanField(null=True)
    told_by = models.CharField(_("だれに聞いたか"), max_length=80)
    told_on = models.DateField(_("聞いた日"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "provider", "key"], name="told_once")]


class Outing(Owned):
    """One trip (or one visit to the house): several people may go in one van."""

    leaves_at = models.DateTimeField(_("出る時刻"))
    back_by = models.DateTimeField(_("戻る予定"))
    escort = models.CharField(_("付き添い"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("受診の予定")
        ordering = ["leaves_at", "id"]
        indexes = [models.Index(fields=["organisation", "leaves_at"], name="outing_by_time")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.leaves_at):%Y-%m-%d %H:%M}"


class Going(Owned):
    """One person on one trip: what they take, what they wish today, when they left and came back."""

    outing = models.ForeignKey(Outing, models.CASCADE, related_name="+")
    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="+")
    care = models.CharField(_("受診の種類"), max_length=20, choices=Care)
    credential = models.CharField(_("持って行くもの"), max_length=24, choices=Credential, blank=True)
    wishes = models.JSONField(default=dict)
    """Code of a consent → what the person wants to answer today. Nothing here of somebody who could not say."""
    could_not_say = models.BooleanField(default=False)
    wished_at = models.DateTimeField(null=True, blank=True)
    heard_by = models.CharField(max_length=60, blank=True)
    help = models.JSONField(default=list)
    """The help that the person asked for, by code."""
    out_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    brought_back = models.BooleanField(null=True)
    """Was what went along in the hand again when they came back?"""
    hand_outs = models.JSONField(default=list)
    """Ids of what was taken out of the locker for this visit, where the house keeps it."""
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("受診")
        ordering = ["outing_id", "id"]
        indexes = [
            models.Index(fields=["organisation", "outing"], name="going_by_outing"),
            models.Index(fields=["organisation", "resident"], name="going_by_resident"),
            models.Index(
                fields=["organisation", "out_at"],
                condition=models.Q(out_at__isnull=False, back_at=None),
                name="going_still_out",
            ),
        ]

    @property
    def state(self) -> str:
        """planned, out, back or dropped."""
        if self.dropped_at:
            return "dropped"
        return "back" if self.back_at else "out" if self.out_at else "planned"
