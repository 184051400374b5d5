"""What only an insurer knows of a person's papers, and what was done to get one.

Whether a paper is in the drawer now, until when and where, is said once, in the list of papers a person holds; for
kinds that prove no identity (the notice, the voucher) it is said here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.models import Owned


class PaperKind(models.TextChoices):
    """The papers by which somebody is seen by a doctor without (or beside) the card."""

    CERTIFICATE = "eligibility_certificate", _("資格確認書")
    NOTICE = "eligibility_notice", _("資格情報のお知らせ")
    VOUCHER = "medical_voucher", _("医療券")
    RECIPIENT = "medical_recipient_certificate", _("医療受給者証")


class Scheme(models.TextChoices):
    """Which insurance, in the words of the rules."""

    LATE_ELDERLY = "late_elderly", _("後期高齢者医療")
    NATIONAL_HEALTH = "national_health", _("国民健康保険")
    EMPLOYER = "employer", _("協会けんぽ・健康保険組合・共済")
    MEDICAL_ASSISTANCE = "medical_assistance", _("医療扶助（生活保護）")


class Membership(Owned):
    """Which insurer a person belongs to, from when to when. Which scheme is a fact of the person.

    Without an `insurer`: the town changed on that day, and who insures now is still to be asked.
    """

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    insurer = models.ForeignKey(
        "municipalities.Office", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    since = models.DateField(_("加入した日"), null=True, blank=True)
    until = models.DateField(_("抜けた日"), null=True, blank=True)

    class Meta:
        verbose_name = _("保険者")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(until=None), name="one_insurer"
            )
        ]


class Paper(Owned):
    """One paper that came: from whom, on which ground, what is printed on it. One of a kind and name is open."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    kind = models.CharField(_("種類"), max_length=40, choices=PaperKind)
    name = models.CharField(_("受給者証の名前"), max_length=40, blank=True)
    insurer = models.ForeignKey(
        "municipalities.Office", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    scheme = models.CharField(max_length=24, choices=Scheme, blank=True)
    ground = models.CharField(max_length=40, blank=True)
    predicted = models.CharField(max_length=40, blank=True)
    """What the rules had expected to come when it came; empty where they could not tell."""
    arrived_on = models.DateField(_("届いた日"))
    expires = models.DateField(_("書いてある有効期限"), null=True, blank=True)
    place = models.CharField(_("どこにある"), max_length=60, blank=True)
    options = models.JSONField(default=list)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=24, blank=True)

    class Meta:
        verbose_name = _("保険の書類")
        ordering = ["-arrived_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident", "kind", "name"], condition=models.Q(ended_on=None),
                name="one_paper_of_a_kind",
            )
        ]  # fmt: skip


class Step(models.TextChoices):
    """What happened to the registration for insurance use."""

    REGISTERED = "registered", _("利用登録をした")
    CANCEL_ASKED = "cancel_asked", _("解除を申し込んだ")
    CANCELLED = "cancelled", _("解除された")
    NOT_REGISTERED = "not_registered", _("登録していないとわかった")


class How(models.TextChoices):
    """How it is known, or where it was done."""

    TOLD = "told", _("本人・家族から聞いた")
    READER = "reader", _("病院・薬局のリーダーで見た・した")
    MUNICIPALITY = "municipality", _("市区町村が受取・切替えの前にした")
    OWN_DEVICE = "own_device", _("本人がスマートフォンなどでした")
    BANK_MACHINE = "bank_machine", _("セブン銀行のATMでした")
    INSURER = "insurer", _("保険者から知らせがあった")


class Registration(Owned):
    """One step of the registration: when, how it is known. What holds now is a fact of the person."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    step = models.CharField(max_length=16, choices=Step)
    how = models.CharField(max_length=16, choices=How)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("利用登録")
        ordering = ["-on", "-at"]


class AskedBy(models.TextChoices):
    """Who asked for the application."""

    SELF = "self", _("本人")
    FAMILY = "family", _("家族")
    REPRESENTATIVE = "representative", _("法定代理人など")
    STAFF = "staff", _("施設の職員が気づいて")


class Application(Owned):
    """One application for a 資格確認書: who asked, how the will was learnt, who applies, with which papers."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    ground = models.CharField(max_length=40)
    asked_by = models.CharField(max_length=16, choices=AskedBy)
    will = models.CharField(max_length=24)
    """What the application rests on: the person's answer, or family_wish where the person cannot say."""
    checked_how = models.CharField(_("意思をどう確かめたか"), max_length=120, blank=True)
    applies = models.CharField(max_length=24)
    insurer = models.ForeignKey(
        "municipalities.Office", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    papers = models.JSONField(default=list)
    options = models.JSONField(default=list)
    prepared_on = models.DateField()
    sent_on = models.DateField(_("出した日"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    why = models.CharField(_("断られたわけ"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("資格確認書の申請")
        ordering = ["-prepared_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "resident"], condition=models.Q(ended_on=None), name="one_open_application"
            )
        ]


class Letter(Owned):
    """A letter that did not come as it should have: it went back, or somebody called about it."""

    resident = models.ForeignKey("residents.Resident", models.CASCADE, related_name="+")
    cycle = models.DateField()
    """The 1 August (or 75th birthday) for which it was expected."""
    returned_on = models.DateField(_("戻ったとわかった日"), null=True, blank=True)
    called_on = models.DateField(_("電話した日"), null=True, blank=True)
    note = models.CharField(_("メモ"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("届かなかった書類")
        constraints = [models.UniqueConstraint(fields=["organisation", "resident", "cycle"], name="letter_once")]
