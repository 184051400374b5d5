"""Organisations, units and workers. A worker belongs to exactly one organisation."""

from functools import lru_cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.models import Owned, Read


class OrganisationKind(models.TextChoices):
    """What sort of organisation uses the program."""

    FACILITY = "facility", _("福祉施設")
    SUPPORT_ORGANISATION = "support_organisation", _("支援団体")
    MUNICIPALITY = "municipality", _("市区町村")
    CONTRACTOR = "contractor", _("委託事業者")


class Custody(models.TextChoices):
    """What a home looks after for its residents."""

    CARDS = "cards", _("カードと資格確認書を預かる")
    CERTIFICATES = "certificates", _("資格確認書だけ預かる")
    NOTHING = "nothing", _("何も預からない")


class Role(models.TextChoices):
    """What a worker is. What each role may do stands in permits.py."""

    HEAD = "head", _("施設長")
    DEPUTY = "deputy", _("施設長の代理")
    WORKER = "worker", _("担当")
    CUSTODIAN = "custodian", _("預かり担当")
    CLERK = "clerk", _("窓口職員")
    VIEWER = "viewer", _("見るだけ")


class Organisation(Read):
    """One facility, support organisation, municipality or contractor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("種類"), max_length=24, choices=OrganisationKind)
    facility_type = models.CharField(_("施設の種類"), max_length=60, blank=True)
    municipality = models.CharField(_("所在地の市区町村"), max_length=60)
    head_title = models.CharField(_("長の肩書"), max_length=30, default="施設長")
    custody = models.CharField(_("預かりの方針"), max_length=16, choices=Custody, default=Custody.NOTHING)
    idle_minutes = models.PositiveSmallIntegerField(_("共用パソコンに鍵がかかるまでの分"), default=5)
    created_at = models.DateTimeField(auto_now_add=True)
    # True for the one organisation that the first run made, so that of two first runs at once the database lets one in.
    founding = models.BooleanField(null=True, unique=True, editable=False)

    def __str__(self) -> str:
        return self.name


class Unit(Owned):
    """A unit or floor of a facility."""

    name = models.CharField(_("ユニット"), max_length=60)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_once")]

    def __str__(self) -> str:
        return self.name


class Workers(BaseUserManager["Worker"]):
    """Finds workers for signing in, before any organisation is known."""

    def get_by_natural_key(self, username: str | None) -> "Worker":
        """The worker who signs in by that name."""
        return self.get(username=username)


class Worker(Read, AbstractBaseUser):
    """A person who works here. Signs in by user name: staff have no e-mail address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="workers")
    username = models.CharField(_("ユーザー名"), max_length=60, unique=True)
    name = models.CharField(_("氏名"), max_length=60)
    role = models.CharField(_("役割"), max_length=16, choices=Role, default=Role.WORKER)
    is_active = models.BooleanField(_("使える"), default=True)
    ended_on = models.DateField(_("終えた日"), null=True, blank=True)
    email = models.EmailField(blank=True, default="")
    own_code = models.CharField(max_length=128, blank=True, editable=False)
    """The hash of the worker's own short code, for a shared computer: it opens nothing by itself elsewhere."""
    badge = models.CharField(max_length=8, null=True, blank=True, unique=True, editable=False)
    """What stands on the worker's badge as a QR code: says who, proves nothing."""
    stands_in_from = models.DateField(null=True, blank=True, editable=False)
    stands_in_until = models.DateField(null=True, blank=True, editable=False)
    """While the head is away: from and until when this person has the rights of the head, both days counted."""
    must_change_password = models.BooleanField(_("つぎに入るとき新しくする"), default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: Any = Workers()

    class Meta:
        indexes = [models.Index(fields=["organisation", "name"], name="worker_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must know of the password. It is reckoned of both once, not at every request."""
        return _session_hash(self.password, settings.SECRET_KEY)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: permits.py is the one page of rights."""
        return False


@lru_cache(256)
def _session_hash(password: str, secret: str) -> str:
    return str(Worker(password=password)._get_session_auth_hash(secret))  # type: ignore[attr-defined]  # Django's own


class Post(Owned):
    """A worker's unit, where a home limits people to units. No post: the whole house."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "worker", "unit"], name="post_once")]
