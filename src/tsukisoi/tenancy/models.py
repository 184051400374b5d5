"""What every row of an organisation has in common."""

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init
from django.utils.encoding import force_str
from django_scopes import ScopedManager

from tsukisoi.tenancy.ids import new_id


class Read(models.Model):
    """Rows that are many: one that was read is filled in one go, not field by field as a new one is."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:
        """The object of a row. As Django's own, without the signals of a new object where nobody listens to them."""
        if pre_init.receivers or post_init.receivers:
            return super().from_db(db, field_names, values, **how)
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True), _state=ModelState())
        row._state.adding, row._state.db = False, db
        return row

    @classmethod
    def fresh(cls, **columns: Any) -> Self:
        """A new row of these columns (`organisation_id`, not `organisation`), the others as they begin."""
        row, begins = cls.__new__(cls), _begins(cls)
        if unknown := columns.keys() - begins.keys():
            raise TypeError(f"no columns of {cls.__name__}: {unknown}")
        row.__dict__.update({name: make() for name, make in begins.items() if name not in columns}, **columns)
        row._state = ModelState()
        return row


class Erasing(models.Model):  # noqa: DJ008  # nobody ever sees one
    """Stands only inside a transaction that erases a person; see `tenancy.erasing`."""


class Owned(Read):
    """A row of one organisation. Outside a scope its manager raises instead of leaking.

    `append_only` rows can be neither changed nor deleted: the database refuses, whoever asks. Those that are also
    `erasable` hold what belongs to a person and can be deleted while `tenancy.erasing` is at work. `derived` rows can
    be reckoned again from others at any time: they hold nobody back and move nowhere.
    """

    append_only: ClassVar[bool] = False
    erasable: ClassVar[bool] = True
    derived: ClassVar[bool] = False
    names_person: ClassVar[bool] = False
    """Do its own columns name the person it points to? Then it goes with them, even where the pointer may be empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("staff.Organisation", models.PROTECT, related_name="+", db_index=False)

    objects: ClassVar[models.Manager[Self]] = ScopedManager(organisation="organisation_id")

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # Django's own name
        """What get_…_display says. Django translates the whole list of choices for each single row."""
        value = getattr(self, field.attname)
        return str(force_str(_words(field).get(value, value), strings_only=True))


@cache
def _begins(model: type[models.Model]) -> dict[str, Callable[[], Any]]:
    """How each column of a new row begins."""
    return {field.attname: field.get_default for field in model._meta.concrete_fields}


@cache
def _words(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    """The words of a field's choices, not yet in any language."""
    return dict(field.flatchoices)
