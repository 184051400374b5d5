"""The day of a reception: everything is an event; what stands (`Seat`) follows from the events and can be made anew."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class Place(models.TextChoices):
    """Where a person is on the day."""

    EXPECTED = "expected", _("まだ来ていない")
    WAITING = "waiting", _("待っている")
    CALLED = "called", _("呼ばれた")
    HELD = "held", _("あとで呼ぶ")
    DONE = "done", _("済")
    PARTLY = "partly", _("途中まで")
    NOT_TODAY = "not_today", _("今日はしない")
    HOME_VISIT = "home_visit", _("後日、居宅で受け付ける")
    PROXY = "proxy", _("代理の人が受け取る")


OPEN_PLACES = (Place.EXPECTED, Place.WAITING, Place.CALLED, Place.HELD)
"""Somebody still has to do something for this person today."""


class Topic(models.TextChoices):
    """What an event is about. Of each person and topic, the last event counts."""

    ARRIVAL = "arrival", _("来られた")
    PLACE = "place", _("順番")
    PAPERS = "papers", _("申請書")
    IDENTITY = "identity", _("本人確認")
    PHOTO = "photo", _("写真")
    PIN = "pin", _("暗証番号の依頼書")
    INSURANCE = "insurance", _("保険証利用の同意")
    CHECK = "check", _("確かめ")


STATIONS = (Topic.PAPERS, Topic.IDENTITY, Topic.PHOTO, Topic.PIN, Topic.INSURANCE, Topic.CHECK)
"""The desks, in the order of the room."""


class Day(Owned):
    """One reception, opened on this machine. `machine`: 0 is the server; laptops count from one, and each has its own
    row of turns and of ticket numbers, so that two never give the same."""

    reception = models.ForeignKey("receptions.Reception", models.PROTECT, related_name="+", db_index=False)
    machine = models.PositiveSmallIntegerField(default=0)
    last_turn = models.PositiveIntegerField(default=0)
    machines = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.UUIDField(null=True)
    counted = models.JSONField(default=dict)
    explanation = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("受付の当日")
        constraints = [models.UniqueConstraint(fields=["organisation", "reception"], name="day_once")]


class Seat(Owned):
    """One person of the day as the events leave them. `standing`: topic → the event that counts."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="+", db_index=False)
    listed = models.ForeignKey("receptions.Listed", models.CASCADE, related_name="+", db_index=False)
    machine = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(null=True, blank=True)
    """Which arrival this was, by the machine's own count."""
    place = models.CharField(max_length=12, choices=Place, default=Place.EXPECTED)
    place_at = models.DateTimeField(null=True, blank=True)
    place_event = models.UUIDField(null=True, blank=True)
    """The event that says so: of one moment, its id tells which came first."""
    standing = models.JSONField(default=dict)
    disputed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("当日の一人")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "listed"], name="seat_once"),
            models.UniqueConstraint(fields=["organisation", "day", "machine", "turn"], name="turn_once"),
        ]


class Event(Owned):
    """One thing that happened to one person. `follows`: the events that counted when it was written.

    Two events that nothing follows are a conflict: two machines did not know of each other.
    """

    append_only = True

    day = models.ForeignKey(Day, models.PROTECT, related_name="+", db_index=False)
    listed = models.ForeignKey("receptions.Listed", models.PROTECT, related_name="+", db_index=False)
    topic = models.CharField(max_length=12, choices=Topic)
    data = models.JSONField(default=dict)
    follows = models.JSONField(default=list)
    at = models.DateTimeField()
    written_at = models.DateTimeField()
    by = models.UUIDField()
    machine = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("当日のできごと")
        indexes = [models.Index(fields=["organisation", "day", "listed", "at"], name="event_by_person")]

    @property
    def entered_late(self) -> bool:
        """Was it written down on paper first?"""
        return self.at < self.written_at


class Slate(Owned):
    """The sign with number and code that is photographed before the person. It serves one picture."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="+", db_index=False)
    listed = models.ForeignKey("receptions.Listed", models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    spent_on = models.UUIDField(null=True)
    """The picture it was used for."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "token"], name="slate_token_once")]
        indexes = [models.Index(fields=["organisation", "day", "listed"], name="slate_by_person")]


class Picture(Owned):
    """One shot of one person, sealed. `frame` is the whole shot, `cut` the 35 × 45 mm of the form; both are deleted on
    `delete_on`, and what is left says only that there was one."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="+", db_index=False)
    listed = models.ForeignKey("receptions.Listed", models.CASCADE, related_name="+", db_index=False)
    slate = models.ForeignKey(Slate, models.PROTECT, related_name="+", db_index=False)
    frame = models.BinaryField(null=True)
    cut = models.BinaryField(null=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    box = models.JSONField(default=list)
    digest = models.CharField(max_length=72)
    """Of the shot as the camera wrote it: the same file is never two people's."""
    taken_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    by = models.UUIDField()
    delete_on = models.DateField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("申請用の写真")
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slate"], name="one_picture_a_slate"),
            models.UniqueConstraint(fields=["organisation", "day", "digest"], name="one_person_a_shot"),
        ]
        indexes = [models.Index(fields=["organisation", "delete_on"], name="picture_by_end")]


class Carried(Owned):
    """A reception taken to a laptop, and whether it came back. The code that locks the way back is kept sealed."""

    day = models.ForeignKey(Day, models.CASCADE, related_name="+", db_index=False)
    machine = models.PositiveSmallIntegerField()
    sealed_code = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.UUIDField()
    back_at = models.DateTimeField(null=True, blank=True)
    brought = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("会場へ持ち出したパソコン")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "day", "machine"], name="machine_once")]
