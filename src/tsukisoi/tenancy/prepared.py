"""Statements that every request repeats, put together once a process: the ORM's own SQL and its own conversions.

What changes from one request to the next are the values alone; building the same statement anew costs ten times what
the database needs to answer it. Constraints, fences, scopes and transactions hold as everywhere: the organisation is
always one of the values.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from inspect import signature
from itertools import chain, count, repeat
from re import compile as pattern
from types import NoneType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.query import FlatValuesListIterable, ModelIterable, RelatedPopulator, ValuesListIterable
from django_scopes import get_scope, scope

from tsukisoi.tenancy.models import Owned

MOST = 512
"""Up to so many values of a list the statement is kept; beyond it is put together anew."""


class _Named(NamedTuple):
    """The place of a value: of which parameter, and the how-manieth where that is a list."""

    name: str
    number: int | None = None


_SCOPE = _Named("the organisation of the scope")


class _Shape(NamedTuple):
    """What of a value decides which statement it is: its type, how many there are, and what must stay as it is."""

    type: type
    length: int = 0
    fixed: bool | int | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """One statement of one engine, and how its rows become what was asked for."""

    sql: str
    values: tuple[Any, ...]
    """What stands at each place: the place of a value, or what is always the same."""
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]
    """At which place what a cell becomes; of nothing comes nothing."""
    made: Callable[[list[Any]], Any]
    scoped: bool
    locks: bool

    def answers(self, given: dict[_Named, Any], connection: Any) -> list[Any]:
        """Every row for these values."""
        if self.locks and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("rows are locked within a transaction only")
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given[one] if isinstance(one, _Named) else one for one in self.values])
            rows = cursor.fetchall()
        return [self.made(self._converted(row, connection)) for row in rows]

    def _converted(self, row: Iterable[Any], connection: Any) -> list[Any]:
        cells = list(row)
        for place, convert, expression in self.converters:
            if cells[place] is not None:
                cells[place] = convert(cells[place], expression, connection)
        return cells


R = TypeVar("R")
Asked = ParamSpec("Asked")


class Question(Generic[R]):
    """A queryset whose values are handed in later: `Question(lambda organisation, id: Seat…filter(pk=id))`.

    The values are ids, texts, days and times, or lists of ids or texts; each must stand in the statement as it is, so
    whoever makes it may neither look at them nor reckon with them. None, truth values and the few numbers that say how
    many rows are wanted may decide what is asked. The statement is put together at the first asking (of that many in a
    list), with whatever it joins and locks. The organisation of the scope stands in it by itself. A question that locks
    rows must be asked within a transaction.
    """

    def __init__(self, make: Callable[..., "models.QuerySet[Any, R]"]) -> None:
        self._make = make
        self._plans: dict[Any, _Plan | None] = {}

    def all(self, **values: Any) -> list[R]:
        """Every row."""
        connection = _here()
        shapes = {name: _shape(value) for name, value in values.items()}
        key = (connection.vendor, *shapes.values())
        if key not in self._plans:
            if any(shape.length > MOST for shape in shapes.values()):
                return list(self._make(**values))
            self._plans[key] = self._compiled(values, shapes, connection)
        plan = self._plans[key]
        if plan is None:
            return []
        given = _given(values, shapes, connection)
        if plan.scoped:
            organisation = _organisation()
            if organisation is None:
                return list(self._make(**values))  # the scope itself says what may be read so
            given[_SCOPE] = _stored(organisation, connection)
        return plan.answers(given, connection)

    def first(self, **values: Any) -> R | None:
        """The first row, if there is one."""
        found = self.all(**values)
        return found[0] if found else None

    def _compiled(self, values: dict[str, Any], shapes: dict[str, _Shape], connection: Any) -> _Plan | None:
        """None: nothing can ever be found so."""
        marks, organisation = _marks(values, shapes), uuid4()
        with scope(organisation=organisation):
            asked = self._make(**marks)
            compiler = asked.query.get_compiler(connection=connection)
        named = {form: place for place, mark in _placed(marks) for form in _forms(mark, connection)}
        every = set(named.values())
        named |= dict.fromkeys(_forms(organisation, connection), _SCOPE)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = tuple(named.get(value, value) if isinstance(value, _VALUES) else value for value in params)
        if missing := every - set(places):
            raise ValueError(f"never asked for: {missing}")
        if fixed := [value for value in places if _is_of_today(value)]:
            raise ValueError(f"must be handed in: {fixed}")
        return _Plan(
            sql, places, tuple(_converters(compiler, connection)), _maker(asked, compiler), _SCOPE in places,
            bool(compiler.query.select_for_update),
        )  # fmt: skip


def prepared(make: "Callable[Asked, models.QuerySet[Any, R]]") -> Callable[Asked, list[R]]:
    """Mark a function that makes a queryset out of its arguments: it then answers with the rows. See `Question`."""
    question = Question(make)
    names = tuple(signature(make).parameters)

    @wraps(make)
    def asked(*args: Asked.args, **named: Asked.kwargs) -> list[R]:
        return question.all(**dict(zip(names, args, strict=False)), **named)

    return asked


_VALUES = (UUID, str, date)
_FIXED = (bool, int, NoneType)
_MANY = (list, tuple, set, frozenset)
_OF_TODAY = pattern(r"\d{4}-\d\d-\d\d\b|[0-9a-f]{32}$")
_MARKS = count()
_OF_ONE = {kind: _Shape(kind) for kind in (UUID, str, date, datetime)}


def _shape(value: Any) -> _Shape:
    return _OF_ONE.get(type(value)) or _odd_shape(value)


def _odd_shape(value: Any) -> _Shape:
    if isinstance(value, _MANY):
        return _Shape(list, 1 << (len(value) - 1).bit_length() if value else 0)
    return _Shape(type(value), fixed=value if isinstance(value, _FIXED) else None)


def _marks(values: dict[str, Any], shapes: dict[str, _Shape]) -> dict[str, Any]:
    """In place of each value something that is found again in the statement."""
    return {
        name: [_mark(next(iter(value))) for _n in range(shapes[name].length)]
        if shapes[name].type is list
        else _mark(value)
        for name, value in values.items()
    }


def _mark(value: Any) -> Any:
    if isinstance(value, _FIXED):
        return value
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return str(uuid4())
    if isinstance(value, datetime):
        return datetime(9000, 1, 1, tzinfo=UTC) + timedelta(seconds=next(_MARKS))
    if isinstance(value, date):
        return date(9000, 1, 1) + timedelta(days=next(_MARKS))
    raise TypeError(f"no value of a kept statement: {type(value)}")


def _placed(marks: dict[str, Any]) -> Iterable[tuple[_Named, Any]]:
    for name, mark in marks.items():
        if isinstance(mark, list):
            yield from ((_Named(name, number), one) for number, one in enumerate(mark))
        elif isinstance(mark, _VALUES):
            yield _Named(name), mark


def _given(values: dict[str, Any], shapes: dict[str, _Shape], connection: Any) -> dict[_Named, Any]:
    """Each value at its place; a list is filled up with its last, which changes nothing."""
    given: dict[_Named, Any] = {}
    for name, value in values.items():
        if isinstance(value, _MANY):
            stored = [_stored(one, connection) for one in value]
            filled = chain(stored, repeat(stored[-1], shapes[name].length - len(stored))) if stored else ()
            given |= {_Named(name, number): one for number, one in enumerate(filled)}
        else:
            given[_Named(name)] = _stored(value, connection)
    return given


def _forms(mark: Any, connection: Any) -> set[Any]:
    return {mark, _stored(mark, connection), str(mark)}


def _is_of_today(value: Any) -> bool:
    """Is this the value of one request, which must not stay in a statement for good?"""
    return isinstance(value, UUID | date) or (isinstance(value, str) and _OF_TODAY.match(value) is not None)


def _organisation() -> UUID | None:
    """The one organisation of the scope, if it is one."""
    here = get_scope()
    found = here.get("organisation") if here.get("_enabled", True) else None
    return found if isinstance(found, UUID) else None


def _converters(compiler: Any, connection: Any) -> Iterable[tuple[int, Callable[..., Any], Any]]:
    """One after another what makes values of cells: where, by what, with which expression."""
    for place, (converters, expression) in compiler.get_converters([one[0] for one in compiler.select]).items():
        for convert in converters:
            if convert(None, expression, connection) is not None:
                raise ValueError(f"makes something of nothing: {expression}")
            yield place, convert, expression


def _maker(asked: "models.QuerySet[Any, Any]", compiler: Any) -> Callable[[list[Any]], Any]:
    """How a row becomes what the queryset would hand out."""
    if asked._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise ValueError("what is fetched beside it cannot be kept")
    kind, length = asked._iterable_class, len(compiler.select)
    if kind is FlatValuesListIterable:
        return lambda cells: cells[0]
    if kind is ValuesListIterable:
        return lambda cells: tuple(cells[:length])
    if kind is not ModelIterable:
        raise ValueError(f"rows of this kind cannot be kept: {kind}")
    return _object_maker(compiler)


def _object_maker(compiler: Any) -> Callable[[list[Any]], Any]:
    shape, select, more = compiler.klass_info, compiler.select, tuple(compiler.annotation_col_map.items())
    model, columns = shape["model"], slice(shape["select_fields"][0], shape["select_fields"][-1] + 1)
    names = [one[0].target.attname for one in select[columns]]
    populators = [RelatedPopulator(one, select, "default") for one in shape.get("related_klass_infos", [])]  # type: ignore[call-arg]

    def made(cells: list[Any]) -> Any:
        found = model.from_db("default", names, cells[columns])
        for populator in populators:
            populator.populate(cells, found)
        for name, place in more:
            setattr(found, name, cells[place])
        return found

    return made


def _here() -> Any:
    """The connection of this thread, itself: what stands for it elsewhere looks it up at every touch."""
    return connections[DEFAULT_DB_ALIAS]


def _stored(value: Any, connection: Any) -> Any:
    """An id, a day or a time as the database at hand keeps it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return str(value) if isinstance(value, str) else value


_AS_IT_IS: dict[type, type] = {
    models.CharField: str, models.TextField: str, models.UUIDField: UUID, models.BooleanField: bool,
    models.PositiveIntegerField: int, models.PositiveSmallIntegerField: int,
}  # fmt: skip
"""Fields that keep a value of this type as it is."""


def _kept(field: Any) -> tuple[Any, type | None]:
    """A field with the type of value that needs none of its conversions."""
    return field, _AS_IT_IS.get(type(field.target_field if isinstance(field, models.ForeignKey) else field))


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
    table, column = row._meta.db_table, fields[0][0].column
    where = 'WHERE "id" = %s AND "organisation_id" = %s'
    connection = _here()
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET "{column}" = "{column}" + 1 {where} RETURNING "{column}"',
            [_stored(row.pk, connection), _stored(row.organisation_id, connection)],
        )
        return int(cursor.fetchone()[0])


def _cells(row: Owned, fields: list[Any], connection: Any, new: bool = True) -> list[Any]:
    return [
        (_stored(value, connection) if kept is UUID and value else value)
        if kept and ((value := getattr(row, field.attname)) is None or type(value) is kept)
        else field.get_db_prep_save(field.pre_save(row, new), connection)
        for field, kept in fields
    ]


@lru_cache(64)
def _inserting(model: type[Owned]) -> tuple[list[Any], str]:
    fields = list(model._meta.concrete_fields)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({", ".join(repeat("%s", len(fields)))})'
    return [_kept(field) for field in fields], sql


@lru_cache(64)
def _updating(model: type[Owned], names: tuple[str, ...]) -> tuple[list[Any], str]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    told = ", ".join(f'"{field.column}" = %s' for field in fields)
    sql = f'UPDATE "{model._meta.db_table}" SET {told} WHERE "id" = %s AND "organisation_id" = %s'
    return [_kept(field) for field in fields], sql
