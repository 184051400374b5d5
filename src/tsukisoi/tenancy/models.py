"""What every row of an organisation has in common."""

from typing import ClassVar, Self

from django.db import models
from django_scopes import ScopedManager

from tsukisoi.tenancy.ids import new_id


class Owned(models.Model):
    """A row of one organisation. Outside a scope its manager raises instead of leaking.

    `append_only` rows can be neither changed nor deleted: the database refuses, whoever asks. `derived` rows can be
    reckoned again from others at any time: they hold nobody back and move nowhere.
    """

    append_only: ClassVar[bool] = False
    derived: ClassVar[bool] = False

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("staff.Organisation", models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager[Self]] = ScopedManager(organisation="organisation_id")

    class Meta:
        abstract = True
