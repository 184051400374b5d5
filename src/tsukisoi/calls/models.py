"""A call, and what a person wants told to whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Speaker(models.TextChoices):
    """On whose behalf somebody calls."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家族・親族")
    REPRESENTATIVE = "representative", _("法定代理人など")
    MUNICIPALITY = "municipality", _("市区町村")
    INSURER = "insurer", _("保険者")
    HOSPITAL = "hospital", _("病院・薬局")
    OTHER = "other", _("そのほか")


class Checked(models.TextChoices):
    """How the worker made sure who was speaking."""

    CALLED_BACK = "called_back", _("登録の電話にかけ直した")
    KNOWN = "known", _("声をよく知っている")
    ASKED = "asked", _("本人しか知らないことを聞いた")
    NOT_YET = "not_yet", _("確かめていない")


class NamedBy(models.TextChoices):
    """Who may say what is told to whom."""

    SELF = "self", _("本人")
    REPRESENTATIVE = "representative", _("法定代理人")


class Call(Owned):
    """One call. What was said is kept short; what was told to the caller stands apart."""

    resident = models.ForeignKey(
        "residents.Resident", models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "residents.Contact", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("いつ"))
    caller = models.CharField(_("電話の相手"), max_length=60)
    speaker = models.CharField(_("だれの立場で"), max_length=16, choices=Speaker)
    checked = models.CharField(_("相手の確かめ方"), max_length=12, choices=Checked)
    said = models.CharField(_("用件"), max_length=300)
    told = models.CharField(_("伝えたこと"), max_length=300, blank=True)
    call_back_by = models.DateField(_("折り返しの期限"), null=True, blank=True)
    called_back_at = models.DateTimeField(null=True, blank=True)
    called_back_by = models.UUIDField(null=True, blank=True)
    by = models.UUIDField()

    class Meta:
        verbose_name = _("電話")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-at", "-id"], name="call_by_time"),
            models.Index(fields=["organisation", "resident", "-at"], name="call_by_resident"),
            models.Index(
                fields=["organisation", "call_back_by"],
                condition=models.Q(call_back_by__isnull=False, called_back_at=None), name="call_to_return",
            ),
        ]  # fmt: skip


class Wish(Owned):
    """What the person, or whoever represents them by law, wants told to one of their people. The newest counts."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    contact = models.ForeignKey("residents.Contact", models.CASCADE, related_name="+")
    scope = models.CharField(_("話してよいこと"), max_length=120, blank=True)
    named_by = models.CharField(_("だれの意向か"), max_length=16, choices=NamedBy)
    on = models.DateField(_("うかがった日"))
    by = models.UUIDField()

    class Meta:
        verbose_name = _("話してよいこと")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["organisation", "resident", "-on"], name="wish_by_resident")]
