"""What a home keeps for people: on what basis, in which pouch, and who has it now. Movements stand in the journal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tsukisoi.papers.ids import LENGTH
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.models import Owned


class Kind(models.TextChoices):
    """The closed list of things that may lie in a pouch."""

    CARD = "my_number_card", _("マイナンバーカード")
    CERTIFICATE = "eligibility_certificate", _("資格確認書")
    NOTICE = "eligibility_notice", _("資格情報のお知らせ")
    CARE = "care_insurance_card", _("介護保険被保険者証")
    CARE_SHARE = "care_share_certificate", _("介護保険負担割合証")
    RECIPIENT = "medical_recipient_certificate", _("医療受給者証")
    VOUCHER = "medical_voucher", _("医療券")
    HANDBOOK = "disability_handbook", _("障害者手帳")
    CLINIC = "clinic_card", _("診察券")
    SEALED = "sealed_number_paper", _("通知カード・個人番号通知書（封筒のまま）")
    OLD_CARD = "health_insurance_card", _("健康保険証（以前のもの）")


class Matter(models.TextChoices):
    """What an arrangement is about: a home may keep papers and no cards."""

    CARD = "card", _("マイナンバーカード")
    PAPERS = "papers", _("資格確認書などの紙")


class Keeper(models.TextChoices):
    """Who keeps it."""

    SELF = "self", _("ご本人")
    FAMILY = "family", _("ご家族")
    FACILITY = "facility", _("施設")


class Basis(models.TextChoices):
    """On what the keeping rests."""

    NONE = "", _("まだない")
    CONTRACT = "contract", _("入所契約")
    RECEIPT = "receipt", _("預かり証")
    CONSENT = "consent", _("ご本人の同意")


class Capacity(models.TextChoices):
    """In which capacity somebody signs or receives."""

    SELF = "self", _("ご本人")
    LEGAL = "legal", _("法定代理人（後見人・親権者など）")
    FAMILY = "family", _("ご家族（代理権なし。立ち会い）")
    SCRIBE = "scribe", _("代筆した人（本人の意思を確かめた）")


class How(models.TextChoices):
    """How the agreement was signed."""

    DRAWN = "drawn", _("画面に署名")
    TYPED = "typed", _("名前を入れて確かめた")
    PAPER = "paper", _("紙に署名（紙は施設で保管）")


class Why(models.TextChoices):
    """Why something leaves the pouch."""

    VISIT = "visit", pgettext_lazy("理由", "受診")
    URGENT = "urgent", _("緊急受診")
    AMBULANCE = "ambulance", _("救急隊へ")
    PROCEDURE = "procedure", _("手続き・更新")
    PERSON = "person", _("ご本人へ")
    FAMILY = "family", _("ご家族へ")


class Condition(models.TextChoices):
    """How it came back."""

    GOOD = "good", _("異常なし")
    WORN = "worn", _("傷・汚れ")
    DAMAGED = "damaged", _("使えない")


class End(models.TextChoices):
    """Why the home no longer keeps it."""

    PERSON = "person", _("ご本人に返した")
    FAMILY = "family", _("ご家族に返した")
    REPRESENTATIVE = "representative", _("法定代理人に返した")
    OFFICE = "office", _("市区町村・保険者に返した")
    DEAD = "dead", _("期限切れの紙を処分した")
    LOST = "lost", _("紛失した")
    MISTAKE = "mistake", _("まちがえて書いた")


class PlaceKind(models.TextChoices):
    """From the locked cupboard down to the pouch."""

    LOCKER = "locker", _("鍵のかかる保管庫")
    SHELF = "shelf", _("棚・引き出し")
    POUCH = "pouch", _("袋")


class House(Owned):
    """How this home keeps things. One row an organisation; without it the defaults hold."""

    two_people = models.BooleanField(_("出し入れは2人でする"), default=False)
    night_place = models.CharField(_("夜、鍵と袋はどこにあるか"), max_length=80, blank=True)
    loud_after = models.PositiveSmallIntegerField(_("何分すぎたら強く知らせるか"), default=60)
    clean_up_days = models.PositiveSmallIntegerField(_("根拠のないものを何日以内に整えるか"), default=30)
    face_photos = models.BooleanField(_("見分ける写真を使う（同意があるときだけ）"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="custody_house_once")]


class Custodian(Owned):
    """A worker appointed in writing to handle what is kept, in one unit or the whole house, from a day to a day."""

    worker = models.ForeignKey("staff.Worker", models.CASCADE, related_name="+", verbose_name=_("職員"))
    unit = models.ForeignKey("staff.Unit", models.SET_NULL, null=True, blank=True, related_name="+")
    since = models.DateField(_("いつから"))
    until = models.DateField(_("いつまで"), null=True, blank=True)
    appointed_by = models.UUIDField()

    class Meta:
        ordering = ["since", "id"]
        indexes = [models.Index(fields=["organisation", "worker"], name="custodian_by_worker")]


class Place(Owned):
    """A locker, a shelf in it, or one person's pouch. Its label bears the code."""

    kind = models.CharField(max_length=8, choices=PlaceKind)
    number = models.PositiveIntegerField()
    name = models.CharField(_("名前"), max_length=40, blank=True)
    code = models.CharField(max_length=LENGTH)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    resident = models.ForeignKey("residents.Resident", models.SET_NULL, null=True, blank=True, related_name="+")
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("置き場所")
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code"], name="place_code_once"),
            models.UniqueConstraint(fields=["organisation", "kind", "number"], name="place_number_once"),
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(retired_on=None), name="one_pouch_a_person"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "number"], name="place_by_number")]

    def __str__(self) -> str:
        return self.name or f"{self.get_kind_display()} {self.number:02}"

    @property
    def whole(self) -> str:
        """With the locker or shelf in which it stands, so that somebody at night finds it."""
        return f"{self.parent}の{self}" if self.parent else str(self)


class Agreement(Owned):
    """The text that was agreed, as it stood on the paper, and the signature under it. Never changed.

    `signature` is a drawing in letters, encrypted; `parties` names guarantor and custodians, so that a change shows.
    """

    append_only = True

    resident = models.ForeignKey("residents.Resident", models.PROTECT, related_name="+")
    text = models.JSONField()
    digest = models.CharField(max_length=64)
    parties = models.JSONField(default=dict)
    how = models.CharField(_("署名のしかた"), max_length=8, choices=How)
    capacity = models.CharField(_("署名した人の立場"), max_length=8, choices=Capacity)
    signer = models.CharField(_("署名した人"), max_length=60)
    signature = models.TextField(blank=True)
    paper_place = models.CharField(_("署名した紙の置き場所"), max_length=80, blank=True)
    signed_on = models.DateField(_("署名の日"))
    taken_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("預かり証")
        ordering = ["-at", "-id"]


class Keeping(Owned):
    """Who keeps one person's card, or papers, from a day on. The one without an end is in force."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    matter = models.CharField(max_length=8, choices=Matter)
    keeper = models.CharField(_("だれが保管しますか"), max_length=8, choices=Keeper)
    basis = models.CharField(_("根拠"), max_length=8, choices=Basis, blank=True)
    basis_on = models.DateField(_("根拠の日"), null=True, blank=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    where = models.CharField(_("どこに"), max_length=60, blank=True)
    told_on = models.DateField(_("保管のしかたの紙を渡した日"), null=True, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("保管の取り決め")
        ordering = ["matter", "-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "matter"], condition=models.Q(ended_on=None), name="one_keeping"
            )
        ]


class Item(Owned):
    """One thing the home keeps. Of a card nothing else is written here; of a paper the day to which it is good."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(_("品目"), max_length=32, choices=Kind)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    found = models.BooleanField(default=False)
    put_right_by = models.DateField(null=True, blank=True)
    valid_until = models.DateField(_("紙に書かれた期限"), null=True, blank=True)
    return_by = models.DateField(_("返す日（ショートステイ）"), null=True, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.UUIDField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=16, choices=End, blank=True)
    ended_to = models.CharField(max_length=60, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("預かっているもの")
        ordering = ["kind", "taken_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "kind"],
                condition=models.Q(ended_at=None, kind__in=[Kind.CARD, Kind.CERTIFICATE, Kind.CARE]),
                name="one_of_a_kind",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "resident", "ended_at"], name="item_by_resident"),
            models.Index(fields=["organisation", "ended_at", "kind"], name="item_held"),
            # Few things have such a day; a house that keeps ten thousand need not look at each of them for it.
            models.Index(
                fields=["organisation", "ended_at", "put_right_by"],
                condition=models.Q(put_right_by__isnull=False),
                name="item_to_put_right",
            ),
            models.Index(
                fields=["organisation", "ended_at", "return_by"],
                condition=models.Q(return_by__isnull=False),
                name="item_to_return",
            ),
            models.Index(
                fields=["organisation", "ended_at", "valid_until"],
                condition=models.Q(valid_until__isnull=False),
                name="item_good_until",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class HandOut(Owned):
    """One time out. The one that has not come back is open; the database allows one such for each item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="+", db_index=False)
    why = models.CharField(_("なぜ"), max_length=12, choices=Why)
    where = models.CharField(_("どこへ・だれに"), max_length=60, blank=True)
    out_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.UUIDField()
    second = models.UUIDField(null=True, blank=True)
    emergency = models.BooleanField(default=False)
    entered_later = models.BooleanField(default=False)
    approved_by = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.UUIDField(null=True, blank=True)
    condition = models.CharField(max_length=8, choices=Condition, blank=True)
    undone = models.BooleanField(default=False)
    last_step = models.UUIDField(default=new_id)
    """Made with each step out and back: its time says how long an undo is still offered."""

    class Meta:
        verbose_name = _("持ち出し")
        ordering = ["-out_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "item"], condition=models.Q(back_at=None), name="one_open_hand_out"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "item", "-out_at"], name="hand_out_by_item"),
            models.Index(fields=["organisation", "due_at"], condition=models.Q(back_at=None), name="hand_out_open"),
            models.Index(
                fields=["organisation", "out_at"],
                condition=models.Q(emergency=True, approved_at=None),
                name="hand_out_to_approve",
            ),
        ]

    @property
    def never_back(self) -> bool:
        """Did the keeping end while it was out: lost, or in the hand of whoever it went to?"""
        return self.back_at is not None and not self.condition and not self.undone


class Count(Owned):
    """One month's count: the book against what really lies there."""

    month = models.DateField()
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField()
    on_paper = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.UUIDField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.UUIDField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="one_count_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Seen(models.TextChoices):
    """What the count found of one thing in the book."""

    OPEN = "", _("まだ見ていない")
    THERE = "there", _("ある")
    OUT = "out", _("持ち出し中")
    ELSEWHERE = "elsewhere", _("ちがう袋にあった")
    MISSING = "missing", _("ない")


class CountLine(Owned):
    """One thing in the book on the day of the count, and what was found."""

    count = models.ForeignKey(Count, models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    seen = models.CharField(max_length=12, choices=Seen, blank=True)
    seen_in = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    explanation = models.CharField(_("わけと処置"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "count", "item"], name="counted_once")]
        indexes = [models.Index(fields=["organisation", "count", "seen"], name="count_line_by_seen")]


class Recipient(Owned):
    """Somebody the person, or the legal representative, named for the quarterly statement."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    contact = models.ForeignKey("residents.Contact", models.CASCADE, related_name="+")
    named_by = models.CharField(max_length=8, choices=Capacity)
    named_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("お知らせの宛先")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "contact"],
                condition=models.Q(ended_on=None),
                name="recipient_once",
            )
        ]


class Purpose(models.TextChoices):
    """What a picture is kept for, and for nothing else."""

    AGREEMENT = "agreement", _("署名した預かり証の写し")
    IDENTIFY = "identify", _("ご本人を見分ける写真")


class Picture(Owned):
    """A picture with its one purpose and the day on which it goes. Masked before it came here; encrypted.

    When it goes, `content` is emptied and what is left says only that there was one. `consent_*` only of a face.
    """

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+", db_index=False)
    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    purpose = models.CharField(_("何のためか"), max_length=12, choices=Purpose)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    consent_by = models.CharField(_("同意した人の立場"), max_length=8, choices=Capacity, blank=True)
    consent_on = models.DateField(_("同意の日"), null=True, blank=True)
    kept_at = models.DateTimeField()
    by = models.UUIDField()
    delete_on = models.DateField(_("消す日"))
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("預かりの写真・写し")
        ordering = ["-kept_at", "-id"]
        indexes = [models.Index(fields=["organisation", "resident", "purpose"], name="picture_by_resident")]
