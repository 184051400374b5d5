"""Statements that every request repeats, put together once a process: the ORM's own SQL and its own conversions.

What changes from one request to the next are the values alone; building the same statement anew costs ten times what
the database needs to answer it. Constraints, fences, scopes and transactions hold as everywhere: the organisation is
always one of the values.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from itertools import repeat
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.query import RelatedPopulator

from tsukisoi.tenancy.models import Owned


@dataclass(frozen=True, slots=True)
class _Plan:
    """One statement of one engine, and how its rows become objects."""

    sql: str
    values: tuple[Any, ...]
    """What stands at each place: the name of a value (as _Named), or what is always the same."""
    converters: tuple[tuple[int, list[Callable[..., Any]], Any], ...]
    model: type[models.Model]
    columns: slice
    names: list[str]
    populators: tuple[Any, ...]
    locks: bool

    def filled(self, given: dict[str, Any]) -> list[Any]:
        """The values in the order of their places."""
        return [given[one.name] if isinstance(one, _Named) else one for one in self.values]

    def made(self, row: Iterable[Any], connection: Any) -> Any:
        """A row as the object it is."""
        cells = list(row)
        for place, converters, expression in self.converters:
            for convert in converters:
                cells[place] = convert(cells[place], expression, connection)
        found = self.model.from_db("default", self.names, cells[self.columns])
        for populator in self.populators:
            populator.populate(cells, found)
        return found


@dataclass(frozen=True, slots=True)
class _Named:
    name: str


M = TypeVar("M", bound=models.Model)


class Question(Generic[M]):
    """A queryset whose values are handed in later: `Question(lambda organisation, id: Seat…filter(pk=id))`.

    The lambda's parameters are ids or texts; each must stand in the statement. It is compiled at the first asking, with
    whatever it joins and locks. A question that locks rows must be asked within a transaction.
    """

    def __init__(self, make: Callable[..., "models.QuerySet[M]"]) -> None:
        self._make = make
        self._plans: dict[str, _Plan] = {}

    def all(self, **values: UUID | str) -> list[M]:
        """Every row."""
        connection = _here()
        plan = self._plans.get(connection.vendor) or self._compiled(connection)
        if plan.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("rows are locked within a transaction only")
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.filled({name: _stored(value, connection) for name, value in values.items()}))
            rows = cursor.fetchall()
        return [plan.made(row, connection) for row in rows]

    def first(self, **values: UUID | str) -> M | None:
        """The first row, if there is one."""
        found = self.all(**values)
        return found[0] if found else None

    def _compiled(self, connection: Any) -> _Plan:
        marks: dict[str, Any] = {name: uuid4() for name in signature(self._make).parameters}
        compiler = self._make(**marks).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        named = {form: _Named(name) for name, mark in marks.items() for form in (_stored(mark, connection), str(mark))}
        places = tuple(named.get(value, value) if isinstance(value, UUID | str) else value for value in values)
        if missing := set(named.values()) - {one for one in places if isinstance(one, _Named)}:
            raise ValueError(f"never asked for: {missing}")
        shape, select = compiler.klass_info, compiler.select
        columns = slice(shape["select_fields"][0], shape["select_fields"][-1] + 1)
        converters = compiler.get_converters([one[0] for one in select])
        plan = _Plan(
            sql, places, tuple((place, *how) for place, how in converters.items()), shape["model"], columns,
            [one[0].target.attname for one in select[columns]],
            tuple(RelatedPopulator(one, select, "default") for one in shape.get("related_klass_infos", [])),  # type: ignore[call-arg]
            bool(compiler.query.select_for_update),
        )  # fmt: skip
        self._plans[connection.vendor] = plan
        return plan


def _here() -> Any:
    """The connection of this thread, itself: what stands for it elsewhere looks it up at every touch."""
    return connections[DEFAULT_DB_ALIAS]


def _stored(value: Any, connection: Any) -> Any:
    """An id as the database at hand keeps it."""
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value


def add(row: Owned) -> None:
    """Write a new row, as `save(force_insert=True)` does."""
    fields, sql = _inserting(type(row))
    connection = _here()
    with connection.cursor() as cursor:
        cursor.execute(sql, _cells(row, fields, connection))
    row._state.adding, row._state.db = False, "default"


def add_unless(row: Owned, known: tuple[str, ...]) -> bool:
    """Write a new row unless there is one of the same `known` columns (a unique constraint); was it written?

    Where somebody else writes that row just now, it is waited for.
    """
    fields, sql = _inserting(type(row))
    connection = _here()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ON CONFLICT ({', '.join(known)}) DO NOTHING", _cells(row, fields, connection))
        return bool(cursor.rowcount == 1)


def change(row: Owned, names: tuple[str, ...]) -> None:
    """Write these fields of a row, as `save(update_fields=…)` does."""
    fields, sql = _updating(type(row), names)
    connection = _here()
    which = [_stored(row.pk, connection), _stored(row.organisation_id, connection)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_cells(row, fields, connection, new=False), *which])
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist(row.pk)


def count_on(row: Owned, name: str) -> int:
    """Add one to a number of a row where it stands, holding the row until the transaction ends; the new number."""
    fields, _sql = _updating(type(row), (name,))
    table, column = row._meta.db_table, fields[0].column
    where = 'WHERE "id" = %s AND "organisation_id" = %s'
    connection = _here()
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = "{column}" + 1 {where} RETURNING "{column}"',
            [_stored(row.pk, connection), _stored(row.organisation_id, connection)],
        )
        return int(cursor.fetchone()[0])


def _cells(row: Owned, fields: list[Any], connection: Any, new: bool = True) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, new), connection) for field in fields]


@lru_cache(64)
def _inserting(model: type[Owned]) -> tuple[list[Any], str]:
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return fields, f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({", ".join(repeat("%s", len(fields)))})'


@lru_cache(64)
def _updating(model: type[Owned], names: tuple[str, ...]) -> tuple[list[Any], str]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    told = ", ".join(f'"{field.column}" = %s' for field in fields)
    return fields, f'UPDATE "{model._meta.db_table}" SET {told} WHERE "id" = %s AND "organisation_id" = %s'
