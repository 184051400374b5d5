"""One person's way: the will, the tasks, and the answers as they were given on their day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Will(models.TextChoices):
    """What the person answered, or that it could not be told. All four are ordinary ends of an attempt."""

    YES_WANTS = "yes_wants", _("希望する")
    NO_DOES_NOT = "no_does_not", _("希望しない")
    UNDECIDED = "undecided", _("まだ決められない")
    COULD_NOT_CONFIRM = "could_not_confirm", _("意思が確認できない")


class Matter(models.TextChoices):
    """What was asked: capacity is for this decision on this day."""

    CARD = "card", _("カードを作るか")
    MODE = "mode", _("暗証番号なし（顔認証）にするか")
    INSURANCE_USE = "insurance_use", _("健康保険証として使うか")
    CERTIFICATE = "certificate", _("資格確認書を申請するか")


class TaskState(models.TextChoices):
    """How far a task is."""

    DONE = "done", _("済")
    DOING = "doing", _("途中")
    MISSING = "missing", _("足りない")
    DAY = "day", _("当日")
    UNNEEDED = "unneeded", _("不要")
    UNKNOWN = "unknown", _("わからない")


class Case(Owned):
    """The way of one resident. Made at the first thing done for them; there is one open case a person."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    opened_on = models.DateField()
    chosen_route = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_why = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("取得の記録")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(closed_on=None), name="one_open_case"
            )
        ]


class Attempt(Owned):
    """One attempt to learn the person's will. Never changed: withdrawn by a later attempt that points to it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    matter = models.CharField(max_length=16, choices=Matter, default=Matter.CARD)
    at = models.DateTimeField(_("いつ"))
    explained_by = models.CharField(_("説明した人"), max_length=60)
    methods = models.JSONField(_("説明のしかた"), default=list)
    answer = models.CharField(_("本人の答え"), max_length=20, choices=Will)
    answered_by = models.CharField(_("だれの答えか"), max_length=20, default="self")
    present = models.CharField(_("いっしょにいた人"), max_length=120, blank=True)
    note = models.CharField(_("ようす"), max_length=300, blank=True)
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["organisation", "case", "-at"], name="attempt_by_time")]


class Task(Owned):
    """One thing to do or bring for a person: its state, by whom, by when."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    code = models.CharField(max_length=48)
    state = models.CharField(max_length=12, choices=TaskState)
    due = models.DateField(null=True, blank=True)
    owner = models.ForeignKey("staff.Worker", models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "case", "code"], name="task_once")]
        indexes = [models.Index(fields=["organisation", "due"], name="task_by_due")]


class Given(Owned):
    """An answer of the rules as it was given: which editions, which rows, on which day. Never rewritten."""

    append_only = True

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    as_of = models.DateField()
    at = models.DateTimeField()
    recommended = models.CharField(max_length=40, blank=True)
    answer = models.JSONField()
    editions = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-at"]


class Finding(Owned):
    """What the rules say to one set of facts: shared by everybody of whom the same is known, never changed.

    `mark` is the digest of all that was told to the rules and of the rules themselves; `sheets` is how many sheets the
    kit has, null until somebody wanted to know: the questions that still matter are found by trying.
    """

    derived = True

    mark = models.CharField(max_length=64)
    content = models.JSONField()
    sheets = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "mark"], name="finding_once")]


class Standing(Owned):
    """Where a person stands, kept so that a page of thousands reads rows instead of asking the rules.

    It holds as long as `house` is the digest of the day, the rules and the towns' differences, and `stamp` is the
    person's own `changed_at`; otherwise it is reckoned again before anybody sees it. `sheets` repeats the finding's, so
    that those of a whole house are added up from small rows.
    """

    derived = True

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", db_index=False)
    house = models.CharField(max_length=32)
    stamp = models.DateTimeField()
    sheets = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "resident"], name="standing_once")]
        indexes = [
            # In the order of the people, so that a house's whole is held against them in one pass; and added up.
            models.Index(fields=["organisation", "house", "resident", "stamp", "sheets"], name="standing_of_house"),
            models.Index(fields=["organisation", "finding", "resident"], name="standing_by_finding"),
            # What the database itself looks up when a person or a finding goes.
            models.Index(fields=["resident"], name="standing_of_resident"),
            models.Index(fields=["finding"], name="standing_of_finding"),
        ]


class Page(models.TextChoices):
    """Which page says it of a person."""

    TODAY = "today", _("今日")
    GRID = "grid", _("取得の一覧")
    TOWN = "town", _("町に聞くこと")


class Due(Owned):
    """One thing a page of many says of a person: the kind of line, and its day where it has one.

    Belongs to the standing, and is reckoned with it. `place`, the beginning of the reading, is the order in a list.
    """

    derived = True

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=8, choices=Page)
    kind = models.CharField(max_length=60)
    on = models.DateField(null=True)
    place = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "resident", "page", "kind"], name="due_once")]
        indexes = [
            models.Index(fields=["organisation", "page", "kind", "on", "place", "resident"], name="due_in_order"),
            models.Index(fields=["resident"], name="due_of_resident"),
        ]
