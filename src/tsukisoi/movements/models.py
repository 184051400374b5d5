"""What happened, or will happen, to where a person lives; the stays it opens; and what somebody has to do after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Kind(models.TextChoices):
    """The closed list of movements."""

    ROOM = "room", _("部屋がえ")
    SHORT = "short", _("短期入所をはじめる")
    DAY = "day", _("通所をはじめる")
    HOSPITAL = "hospital", _("入院")
    BACK = "back", _("もどられた（退院など）")
    TOWN = "town", _("住所をほかの市区町村へ移す")
    LEAVE = "leave", _("退所・帰宅")
    DEATH = "death", _("亡くなられた")
    RETURN = "return", _("また入所された")


class State(models.TextChoices):
    """How far a movement is."""

    WAITING = "waiting", _("予定")
    DONE = "done", _("すんだ")
    OFF = "off", _("取りやめ")
    COUNTERED = "countered", _("取り消した")
    COUNTER = "counter", _("取り消しの記録")


class StayKind(models.TextChoices):
    """How a person is here who is not simply living here."""

    SHORT = "short", _("短期入所")
    DAY = "day", _("通所")
    HOSPITAL = "hospital", _("入院中")


class Movement(Owned):  # type: ignore[django-manager-missing]  # the scoped manager has no types
    """One dated movement. Never rewritten: a wrong one is countered by an entry of its own (`counters`).

    `told`: the consequences as they stood when somebody confirmed them. `before`: what a counter-entry puts back.
    """

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("動き"), max_length=8, choices=Kind)
    on = models.DateField(_("いつ"))
    until = models.DateField(_("いつまで（予定）"), null=True, blank=True)
    unit = models.ForeignKey(
        "staff.Unit", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("ユニット")
    )
    room = models.CharField(_("居室"), max_length=20, blank=True)
    office = models.ForeignKey(
        "municipalities.Office", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("市区町村")
    )
    insurer = models.ForeignKey(
        "municipalities.Office", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("保険者")
    )
    """Of a move to another town: who insures from then on; empty where nobody knows yet, or `insurer_stays`."""
    insurer_stays = models.BooleanField(_("保険者は前のまま"), default=False)
    place = models.CharField(_("行き先"), max_length=80, blank=True)
    note = models.CharField(_("メモ"), max_length=120, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    told = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    counters = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(_("書いた時刻"))
    by = models.UUIDField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("動き")
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "kind", "on"], condition=models.Q(state="waiting"),
                name="movement_waits_once",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organisation", "resident", "-on"], name="movement_by_resident"),
            models.Index(fields=["organisation", "state", "on"], name="movement_by_day"),
        ]


class Stay(Owned):
    """A time in which a person is here otherwise than by living here. At most one is open."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("どのように"), max_length=8, choices=StayKind)
    since = models.DateField(_("いつから"))
    until = models.DateField(_("いつまで（予定）"), null=True, blank=True)
    place = models.CharField(_("どこに"), max_length=80, blank=True)
    ended_on = models.DateField(_("終わった日"), null=True, blank=True)

    class Meta:
        verbose_name = _("短期入所・通所・入院")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(ended_on=None), name="one_open_stay"
            )
        ]


class Duty(Owned):
    """One thing somebody has to do after a movement, by when. `item`: a kept thing, done once it was given back."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="duties")
    code = models.CharField(max_length=40)
    words = models.CharField(_("すること"), max_length=300)
    due = models.DateField(_("いつまでに"), null=True, blank=True)
    page = models.CharField(max_length=40, blank=True)
    item = models.UUIDField(null=True, blank=True)
    done_on = models.DateField(_("した日"), null=True, blank=True)
    done_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("動きのあとにすること")
        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "movement", "code", "item"], name="duty_once")]
        indexes = [models.Index(fields=["organisation", "done_on", "due"], name="duty_open")]
