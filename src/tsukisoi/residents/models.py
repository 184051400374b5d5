"""The person supported: who they are, what is known of them and since when, and what they hold."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class KanaState(models.TextChoices):
    """How sure the reading is: an estimated reading is never printed on a form."""

    CONFIRMED = "confirmed", _("読みは確認ずみ")
    ESTIMATED = "estimated", _("読みは推定")
    MISSING = "missing", _("読みなし")


class Sex(models.TextChoices):
    """As the facility's list has it."""

    FEMALE = "female", _("女")
    MALE = "male", _("男")
    UNKNOWN = "", _("不明")


class Status(models.TextChoices):
    """Is the person here?"""

    HERE = "here", _("利用中")
    LEFT = "left", _("退所")
    DIED = "died", _("亡くなられた")
    MERGED = "merged", _("ほかの人にまとめた")


class Resident(Owned):
    """One person. The name is kept exactly as written; `*_key` are folded for searching only."""

    name = models.CharField(_("氏名"), max_length=80)
    name_key = models.CharField(max_length=80)
    kana = models.CharField(_("フリガナ"), max_length=80, blank=True)
    kana_key = models.CharField(max_length=80, blank=True)
    kana_state = models.CharField(_("読み"), max_length=12, choices=KanaState, default=KanaState.MISSING)
    birth_date = models.DateField(_("生年月日"))
    sex = models.CharField(_("性別"), max_length=8, choices=Sex, blank=True, default="")
    unit = models.ForeignKey(
        "staff.Unit",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("ユニット"),
    )
    room = models.CharField(_("居室"), max_length=20, blank=True)
    room_key = models.CharField(max_length=20, blank=True)
    postal_code = models.CharField(_("郵便番号"), max_length=8, blank=True)
    address = models.CharField(_("住民票の住所"), max_length=200, blank=True)
    office = models.ForeignKey(
        "municipalities.Office",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("住所地市区町村"),
    )
    documents_checked_on = models.DateField(_("書類を確かめた日"), null=True, blank=True)
    proposed = models.JSONField(default=list)
    """What a list said of this person and somebody must say yes or no to: [kind, key, value, words], each."""
    status = models.CharField(_("いま"), max_length=8, choices=Status, default=Status.HERE)
    ended_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField(auto_now=True)
    """When anything of this person was last written: by it an import knows whom it may still undo."""

    class Meta:
        verbose_name = _("利用者")
        ordering = ["kana_key", "id"]
        indexes = [
            # The words that are searched stand behind the order, so that a search within words reads this index alone.
            models.Index(
                fields=["organisation", "status", "kana_key", "id", "name_key", "room_key", "unit"],
                name="resident_by_kana_wide",
            ),
            # Everybody as they are, in the order of their ids: what is kept of them is held against this alone.
            models.Index(fields=["organisation", "status", "id", "changed_at", "unit"], name="resident_as_they_are"),
            models.Index(
                fields=["organisation", "ended_on"], condition=models.Q(ended_on__isnull=False), name="resident_by_end"
            ),
            models.Index(fields=["organisation", "name_key"], name="resident_by_name"),
            models.Index(fields=["organisation", "room_key"], name="resident_by_room"),
            # Hardly anybody is merged: an index of those alone, also for the check when somebody is deleted.
            models.Index(
                fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="resident_by_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ToldBy(models.TextChoices):
    """Who said so."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家族")
    REPRESENTATIVE = "representative", _("法定代理人など")
    STAFF = "staff", _("職員が見て")
    PAPER = "paper", _("書類を見て")
    ROSTER = "roster", _("名簿")


class Fact(Owned):
    """One fact the rules ask for, with its source. `known` false: asked, and the answer was 「わからない」."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True, blank=True)
    known = models.BooleanField(default=True)
    since = models.DateField(null=True, blank=True)
    told_by = models.CharField(max_length=16, choices=ToldBy, default=ToldBy.STAFF)
    asked_on = models.DateField()

    class Meta:
        verbose_name = _("わかっていること")
        constraints = [models.UniqueConstraint(fields=["resident", "key"], name="fact_once")]


class Document(Owned):
    """An identity document the person holds. Never its number, never its picture."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=60)
    expires = models.DateField(_("有効期限"), null=True, blank=True)
    place = models.CharField(_("どこに"), max_length=60, blank=True)
    checked_on = models.DateField(_("確かめた日"))

    class Meta:
        verbose_name = _("本人確認書類")
        constraints = [models.UniqueConstraint(fields=["resident", "kind"], name="document_once")]


class Capacity(models.TextChoices):
    """In which capacity somebody speaks for the person."""

    FAMILY = "family", _("家族・親族")
    PARENT = "parent", _("親権者")
    ADULT_GUARDIAN = "adult_guardian", _("成年後見人")
    CURATOR = "curator", _("保佐人")
    ASSISTANT = "assistant", _("補助人")
    VOLUNTARY_GUARDIAN = "voluntary", _("任意後見人")
    GUARANTOR = "guarantor", _("身元保証人")
    OTHER = "other", _("そのほか")


class Contact(Owned):
    """Family, guardian or guarantor."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+")
    name = models.CharField(_("氏名"), max_length=80)
    relation = models.CharField(_("続柄"), max_length=30, blank=True)
    capacity = models.CharField(_("立場"), max_length=24, choices=Capacity, blank=True)
    phone = models.CharField(_("電話"), max_length=30, blank=True)
    may_be_told = models.BooleanField(_("話してよいか（本人の意向）"), null=True, blank=True)

    class Meta:
        verbose_name = _("連絡先")

    def __str__(self) -> str:
        return self.name


class Accommodation(Owned):
    """A care to take: a code of the accommodation table, and a short note."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("配慮")
        constraints = [models.UniqueConstraint(fields=["resident", "code"], name="accommodation_once")]


class Draft(Owned):
    """A list that was read but not yet brought in: the screened sheet and its preview, never the file.

    Gone when it is brought in or not wanted, and after a day.
    """

    at = models.DateTimeField()
    by = models.UUIDField()
    filename = models.CharField(max_length=120)
    head = models.CharField(max_length=64, blank=True)
    packed = models.BinaryField()
    sheet = models.BinaryField(default=b"")

    class Meta:
        ordering = ["-at"]


class Import(Owned):
    """One list brought in: whom it added (ids; the journal keeps them too), and whether it was undone."""

    at = models.DateTimeField()
    by = models.UUIDField()
    filename = models.CharField(max_length=120)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    people = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]


class ImportRow(Owned):
    """One person an import changed: what stood there before, and what it wrote."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="+")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("名簿の取りこみ")


class Mapping(Owned):
    """Which column means what, remembered for lists with the same head row."""

    head = models.CharField(max_length=64)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "head"], name="mapping_once")]
