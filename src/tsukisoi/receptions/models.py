"""A reception as one side keeps it: what was agreed, who is on the list, who does what, what is brought."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.models import Owned


class Side(models.TextChoices):
    """Which side this organisation is on: its own kind."""

    FACILITY = "facility", _("福祉施設")
    SUPPORT_ORGANISATION = "support_organisation", _("支援団体")
    MUNICIPALITY = "municipality", _("市区町村")
    CONTRACTOR = "contractor", _("委託事業者")


class Kind(models.TextChoices):
    """What sort of reception. The last is the facility's own work without any visit."""

    VISITING_RECEPTION = "visiting_reception", _("出張申請受付（施設等）")
    HOME_VISIT_RECEPTION = "home_visit_reception", _("出張申請受付（個人宅等）")
    APPLICATION_SUPPORT = "application_support", _("申請サポート（施設だけで）")


class StaffedBy(models.TextChoices):
    """Who comes. Only staff of the municipality may check identity; without them it is 出張申請サポート."""

    MUNICIPALITY = "municipality", _("市区町村の職員が来る")
    CONTRACTOR = "contractor", _("委託事業者だけが来る（出張申請サポート）")
    FACILITY = "facility", _("だれも来ない（施設の職員だけ）")


class Channel(models.TextChoices):
    """How the applications are made on the day."""

    PAPER = "paper", _("紙の申請書")
    ONLINE = "online", _("オンライン（スマートフォン・タブレット）")


class Mail(models.TextChoices):
    """How the town of record sends the cards."""

    RESTRICTED = "restricted", _("本人限定受取郵便")
    REGISTERED = "registered", _("簡易書留")
    NONE = "none", _("郵送しない（窓口か代理人で受け取る）")
    UNKNOWN = "", _("まだ聞いていない")


class Started(models.TextChoices):
    """Which side began."""

    INVITATION = "invitation", _("市区町村からの案内")
    REQUEST = "request", _("こちらからの希望（広報などを見て）")


class Stage(models.TextChoices):
    """How far the reception is."""

    PLANNED = "planned", _("準備中")
    HELD = "held", _("受付が終わった")
    CLOSED = "closed", _("すべて終わった")
    CALLED_OFF = "called_off", _("中止")


class Reception(Owned):
    """One day of applications. `shared`: the id under which both sides know it. `partner`: the other side's name."""

    shared = models.UUIDField(default=new_id)
    side = models.CharField(max_length=24, choices=Side)
    kind = models.CharField(_("種類"), max_length=24, choices=Kind, default=Kind.VISITING_RECEPTION)
    staffed_by = models.CharField(_("だれが来るか"), max_length=16, choices=StaffedBy, default=StaffedBy.MUNICIPALITY)
    channel = models.CharField(_("申請のしかた"), max_length=8, choices=Channel, default=Channel.PAPER)
    started = models.CharField(_("はじまり"), max_length=12, choices=Started, default=Started.INVITATION)
    on = models.DateField(_("受付の日"))
    begins = models.TimeField(_("始まり"))
    ends = models.TimeField(_("終わり"))
    place = models.CharField(_("会場"), max_length=80)
    partner = models.CharField(_("相手"), max_length=120, blank=True)
    town = models.CharField(_("受付地市区町村"), max_length=60)
    contact = models.CharField(_("連絡先"), max_length=120, blank=True)
    mail = models.CharField(_("カードの送りかた"), max_length=12, choices=Mail, blank=True, default=Mail.UNKNOWN)
    photo_service = models.BooleanField(_("当日に写真を撮る"), default=True)
    copies_as_photos = models.BooleanField(_("本人確認書類はタブレットで写す"), default=False)
    room_is_dark = models.BooleanField(_("写真をとる場所が暗い"), default=False)
    stage = models.CharField(_("いま"), max_length=12, choices=Stage, default=Stage.PLANNED)
    called_off_why = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("出張申請受付")
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "shared"], name="reception_once")]
        indexes = [models.Index(fields=["organisation", "stage", "on"], name="reception_by_stage")]

    def __str__(self) -> str:
        return f"{self.place} {self.on.isoformat()}"

    @property
    def is_support(self) -> bool:
        """Is it only 出張申請サポート: identity is not checked on the day, and the card is not mailed?"""
        return self.staffed_by != StaffedBy.MUNICIPALITY

    @property
    def is_ours(self) -> bool:
        """Are we the side whose people are on the list?"""
        return self.side in (Side.FACILITY, Side.SUPPORT_ORGANISATION)

    @property
    def to_come(self) -> bool:
        """Is the day still to come?"""
        return self.stage == Stage.PLANNED

    @property
    def open(self) -> bool:
        """Is anything of it still to be done?"""
        return self.stage in (Stage.PLANNED, Stage.HELD)


class Place(models.TextChoices):
    """Where a person stands on the list before the day. What happens on the day belongs to the day."""

    LISTED = "listed", _("名簿にのっている")
    WITHDRAWN = "withdrawn", _("名簿から外した")


class Listed(Owned):
    """One person of one reception, as the list says it.

    The columns are a copy made when the person was put on the list, on both sides: the list is a document, and the
    municipality has no other record of the person. `resident` leads to the facility's own record; on the municipality's
    side, and on a laptop at the venue, it is empty. `shared` is the person's id in files between the sides.
    `number` is the number of the ticket (整理番号), from one, in the order of the list.
    """

    names_person = True

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="+", db_index=False)
    shared = models.UUIDField(default=new_id)
    resident = models.ForeignKey("residents.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("整理番号"))
    place = models.CharField(max_length=12, choices=Place, default=Place.LISTED)
    why_withdrawn = models.CharField(max_length=120, blank=True)
    walk_in = models.BooleanField(_("当日の追加"), default=False)
    name = models.CharField(_("氏名"), max_length=80)
    kana = models.CharField(_("フリガナ"), max_length=80, blank=True)
    birth_date = models.DateField(_("生年月日"), null=True, blank=True)
    sex = models.CharField(_("性別"), max_length=8, blank=True)
    address = models.CharField(_("住民票の住所"), max_length=200, blank=True)
    room = models.CharField(_("居室"), max_length=20, blank=True)
    town_of_record = models.CharField(_("住所地市区町村"), max_length=60, blank=True)
    elsewhere = models.BooleanField(_("ほかの市区町村の住民"), default=False)
    renewal = models.BooleanField(_("更新"), default=False)
    mode = models.CharField(_("通常・顔認証"), max_length=12, blank=True)
    registers_use = models.BooleanField(_("保険証の登録も"), null=True)
    notification_card = models.CharField(_("通知カード"), max_length=16, blank=True)
    basic_resident_card = models.BooleanField(_("住基カード"), null=True)
    identity = models.CharField(_("本人確認書類"), max_length=200, blank=True)
    photo_identity = models.BooleanField(_("写真つきの本人確認書類"), null=True)
    representative = models.CharField(_("法定代理人"), max_length=40, blank=True)
    cares = models.JSONField(_("配慮"), default=list)
    """Codes of `tebiki`'s accommodation vocabulary, as the facility's own record has them."""
    care = models.CharField(_("配慮（ことば）"), max_length=300, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(_("長めにとる時間（分）"), default=0)
    missing = models.JSONField(_("足りないもの"), default=list)
    drawn = models.JSONField(null=True)
    """The columns as the person's own record last gave them: what stands otherwise was written by hand since."""
    call_at = models.TimeField(_("呼ぶ時刻"), null=True, blank=True)
    helper = models.CharField(_("介助する人"), max_length=60, blank=True)
    aid = models.CharField(_("移動のしかた"), max_length=40, blank=True)
    privacy = models.CharField(_("訪問で気をつけること"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("出張申請受付の名簿")
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reception", "shared"], name="listed_once"),
            models.UniqueConstraint(fields=["organisation", "reception", "number"], name="one_ticket_a_number"),
            models.UniqueConstraint(
                fields=["organisation", "reception", "resident"], condition=models.Q(resident__isnull=False),
                name="resident_listed_once",
            ),
        ]  # fmt: skip

    @property
    def listed(self) -> bool:
        """Is the person on the list?"""
        return self.place == Place.LISTED


class By(models.TextChoices):
    """Who does or brings it."""

    FACILITY = "facility", _("施設")
    MUNICIPALITY = "municipality", _("市区町村")
    BOTH = "both", _("両方")


class Step(Owned):
    """One step of the plan: who does it and by when. `reckoned`: the day before it was moved off a closed day."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    by = models.CharField(_("だれが"), max_length=16, choices=By)
    worker = models.ForeignKey("staff.Worker", models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.DateField(_("いつまで"), null=True, blank=True)
    reckoned = models.DateField(null=True, blank=True)
    about = models.BooleanField(_("およそ"), default=False)
    words = models.CharField(_("すること"), max_length=120, blank=True)
    by_hand = models.BooleanField(default=False)
    done_on = models.DateField(_("済んだ日"), null=True, blank=True)

    class Meta:
        verbose_name = _("出張申請受付の段取り")
        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "reception", "code"], name="step_once")]
        indexes = [models.Index(fields=["organisation", "due"], name="step_by_due")]


class Item(Owned):
    """One of the things for the day: who brings it, and whether it is there."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="+", db_index=False)
    code = models.CharField(max_length=24)
    by = models.CharField(_("だれが"), max_length=16, choices=By)
    there = models.BooleanField(_("ある"), default=False)

    class Meta:
        verbose_name = _("当日の物品")
        constraints = [models.UniqueConstraint(fields=["organisation", "reception", "code"], name="item_once")]


class Meeting(Owned):
    """What was settled when the two sides met: one row a reception, an answer a point of the agenda."""

    reception = models.OneToOneField(Reception, models.CASCADE, related_name="+")
    held_on = models.DateField(_("打合せの日"))
    present = models.CharField(_("出席した人"), max_length=200)
    answers = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("打合せ")


class Hall(Owned):
    """The room and the pace of the day: what the drawn plan and the timetable are reckoned from.

    Lengths in centimetres, times in minutes. `minutes`: for one person at one desk, without anything longer.
    """

    reception = models.OneToOneField(Reception, models.CASCADE, related_name="+")
    width = models.PositiveSmallIntegerField(_("部屋の横（cm）"), default=900)
    depth = models.PositiveSmallIntegerField(_("部屋の奥行（cm）"), default=600)
    desks = models.PositiveSmallIntegerField(_("受付の机"), default=2)
    photographers = models.PositiveSmallIntegerField(_("写真をとる人"), default=1)
    minutes = models.PositiveSmallIntegerField(_("机での一人の時間（分）"), default=10)
    photo_minutes = models.PositiveSmallIntegerField(_("写真の一人の時間（分）"), default=4)
    rest_every = models.PositiveSmallIntegerField(_("休みまでの時間（分）"), default=90)
    rest = models.PositiveSmallIntegerField(_("休み（分）"), default=10)
    lift_seats = models.PositiveSmallIntegerField(_("エレベーター1回の人数"), default=0)
    lift_minutes = models.PositiveSmallIntegerField(_("エレベーター1往復（分）"), default=6)

    class Meta:
        verbose_name = _("会場")


class Layout(Owned):
    """Which column of a town's own workbook takes what: remembered for the next list. `columns`: heading → our code."""

    town = models.CharField(max_length=60)
    columns = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "town"], name="layout_once")]


class LeadTime(Owned):
    """How many days a step takes in one town, where that is known: instead of the manual's. Counted from the day of the
    reception, negative before it."""

    town = models.CharField(max_length=60)
    code = models.CharField(max_length=40)
    days = models.SmallIntegerField()
    source = models.CharField(max_length=200)
    checked_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "town", "code"], name="lead_time_once")]


class Correction(Owned):
    """What the other side wrote differently: both versions in words, until a person decides. `field` 「added」:
    they put somebody on the list; 「relisted」: one we took off; `shared` is the reception's own of what was agreed."""

    reception = models.ForeignKey(Reception, models.CASCADE, related_name="+", db_index=False)
    listed = models.ForeignKey(Listed, models.CASCADE, null=True, related_name="+")
    packet = models.UUIDField()
    shared = models.UUIDField()
    field = models.CharField(max_length=24)
    ours = models.CharField(max_length=300, blank=True)
    theirs = models.CharField(max_length=300, blank=True)
    columns = models.JSONField(default=dict)
    """What they wrote, as the file has it: one column, or all of somebody they added."""
    taken = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("相手からの直し")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "reception", "packet", "shared", "field"], name="correction_once"
            )
        ]


class Mark(Owned):
    """One thing that has happened to one application after the day. `turn`: 2 once it had to be made again.

    `followed`: what else was written with it, so that it can be taken back as well; None where nobody wrote that down.
    `entry`: its entry in the record. What was set by mistake stays, with the moment it was taken back; so does the
    first mailing of a letter that was mailed again.
    """

    listed = models.ForeignKey(Listed, models.CASCADE, related_name="+", db_index=False)
    turn = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=16)
    on = models.DateField()
    followed = models.JSONField(null=True)
    entry = models.UUIDField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("受付のあとの記録")
        ordering = ["turn", "on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "listed", "turn", "code"], condition=models.Q(taken_back_at=None),
                name="mark_stands_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "listed"], name="mark_by_person")]


class FormHeld(models.TextChoices):
    """Is a form with a QR code at hand?"""

    QR = "qr", _("QRコードつきの申請書がある")
    ASKED = "asked", _("申請書を取りなおしている")
    BLANK = "blank", _("手書き用の様式と封筒を使う")
    UNKNOWN = "", _("まだ見ていない")


class Sent(models.TextChoices):
    """How the application goes."""

    POST = "post", _("郵便")
    ONLINE = "online", _("オンライン")
    NOT_YET = "", _("まだ")


class Support(Owned):
    """The facility's own help with one application (第6-1): form, by whom filled in, photo, how and when sent."""

    listed = models.OneToOneField(Listed, models.CASCADE, related_name="+")
    form = models.CharField(_("申請書"), max_length=8, choices=FormHeld, blank=True, default="")
    filled_by = models.CharField(_("だれが書いたか"), max_length=60, blank=True)
    photo_on = models.DateField(_("写真をとった日"), null=True, blank=True)
    channel = models.CharField(_("送りかた"), max_length=8, choices=Sent, blank=True, default="")
    sent_on = models.DateField(_("送った日"), null=True, blank=True)

    class Meta:
        verbose_name = _("申請サポート")


class Method(models.TextChoices):
    """How a town pays."""

    REWARD = "reward", _("報償費")
    CONTRACT = "contract", _("委託料")


class Claim(Owned):
    """What was agreed with the town about money, before anything was done, and the amounts it named."""

    reception = models.OneToOneField(Reception, models.CASCADE, related_name="+")
    method = models.CharField(_("方式"), max_length=10, choices=Method, default=Method.REWARD)
    consulted_on = models.DateField(_("協議した日"), null=True, blank=True)
    consulted_with = models.CharField(_("協議の相手"), max_length=80, blank=True)
    own_account = models.BooleanField(_("施設・団体の名義の口座がある"), default=False)
    yen_support = models.PositiveIntegerField(_("申請サポート1件の額（円）"), null=True, blank=True)
    yen_proxy = models.PositiveIntegerField(_("代理受取1件の額（円）"), null=True, blank=True)
    invoiced_on = models.DateField(_("請求した日"), null=True, blank=True)

    class Meta:
        verbose_name = _("報償費・委託料")
