"""The database wrapper Django looks for. The key is set before anything is read; the rest is Django's own SQLite."""

import datetime
import decimal
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from itertools import tee
from threading import get_ident
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import _functions, base, operations  # type: ignore[attr-defined]
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError
from django.utils.dateparse import parse_datetime, parse_time
from django.utils.safestring import SafeString
from sqlcipher3 import dbapi2 as sqlcipher

# Django registers these on the standard library's module only.
sqlcipher.register_converter("bool", b"1".__eq__)
sqlcipher.register_converter("date", lambda raw: datetime.date.fromisoformat(raw.decode()))
sqlcipher.register_converter("time", lambda raw: parse_time(raw.decode()))
sqlcipher.register_converter("datetime", lambda raw: parse_datetime(raw.decode()))
sqlcipher.register_converter("timestamp", lambda raw: parse_datetime(raw.decode()))
sqlcipher.register_adapter(decimal.Decimal, str)
sqlcipher.register_adapter(datetime.date, lambda value: value.isoformat())
sqlcipher.register_adapter(datetime.datetime, lambda value: value.isoformat(" "))
sqlcipher.register_adapter(SafeString, str)


STATEMENTS = 512
"""So many statements a connection keeps as SQLite has read them; the first page alone asks near a hundred."""
LONGEST = 0.02
"""Seconds at most between two looks whether somebody else has done writing."""
LONG = 10_000
"""Longer statements (letters) bring many rows in at once, and do not come again."""


@lru_cache(1 << 14)
def _id(text: str) -> UUID:
    """An id as the table keeps it: the same few stand in very many rows."""
    return UUID(text)


class Cursor(sqlcipher.Cursor):  # type: ignore[misc]
    """A SQLCipher cursor that takes Django's %s parameters."""

    convert_query = base.SQLiteCursorWrapper.convert_query

    @classmethod
    @lru_cache(1024)
    def _marked(cls, query: str) -> str:
        """A query of plain parameters as SQLite writes it: the same ones come again with every page."""
        return str(cls.convert_query(cls, query))  # type: ignore[arg-type]  # nothing of a cursor is looked at

    def execute(self, query: str, params: Any = None) -> Any:
        """Run one statement."""
        try:
            if params is None:
                return super().execute(query)
            if isinstance(params, Mapping):
                return super().execute(self.convert_query(query, param_names=list(params)), params)
            short = len(query) <= LONG
            return super().execute(self._marked(query) if short else self.convert_query(query), params)
        except Exception:
            self._let_go()
            raise

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Run one statement for each set of parameters."""
        peek, rows = tee(iter(param_list))
        first = next(peek, None)
        names = list(first) if isinstance(first, Mapping) else None
        try:
            return super().executemany(self.convert_query(query, param_names=names), rows)
        except Exception:
            self._let_go()
            raise

    def _let_go(self) -> None:
        """Leave the statement that failed.

        An error keeps its cursor alive until Python sweeps up, in whichever thread that happens; a statement still held
        is reset there, perhaps in the moment in which its own thread closes the connection: the process would end.
        """
        with suppress(sqlcipher.Error):
            next(self, None)


class Asked(CursorWrapper):
    """Django's own around a cursor, with the way shortened that every statement takes."""

    cursor: Cursor

    def execute(self, sql: Any, params: Any = None) -> Any:
        """Run one statement."""
        if self.db.execute_wrappers:
            return super().execute(sql, params)
        self.db.validate_no_broken_transaction()
        with self.db.wrap_database_errors:
            return self.cursor.execute(sql, params)

    def fetchall(self) -> list[Any]:
        """Every row that is left."""
        with self.db.wrap_database_errors:
            return list(self.cursor.fetchall())


class Operations(operations.DatabaseOperations):
    """Django's own, but for ids that were read before, and for moments that the column's type has read already."""

    def convert_uuidfield_value(self, value: str | None, expression: Any, connection: Any) -> UUID | None:
        """The id, or None."""
        return None if value is None else _id(value)

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> datetime.datetime | None:
        """The moment, with the zone in which the database keeps it; or None."""
        if isinstance(value, datetime.datetime) and value.tzinfo is None:
            return value.replace(tzinfo=connection.timezone)
        moment: datetime.datetime | None = super().convert_datetimefield_value(value, expression, connection)
        return moment


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite encrypted at rest. OPTIONS["key"] holds 64 hex digits: a raw key, so opening costs no derivation."""

    Database = sqlcipher
    ops_class = Operations
    display_name = "SQLCipher"

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters, with the key taken out so that it never travels further."""
        params = super().get_connection_params()
        self._key = params.pop("key", "")
        if len(self._key) != 64 or set(self._key.lower()) - set("0123456789abcdef"):
            raise ImproperlyConfigured("the database key must be 64 hex digits")
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open, unlock, and only then let Django at it. A wrong key fails on the first read here."""
        connection = sqlcipher.connect(**conn_params, cached_statements=STATEMENTS)
        connection.execute("PRAGMA cipher_log_level = NONE")  # what goes wrong is raised, and said by whoever asked
        connection.execute(f"""PRAGMA key = "x'{self._key}'" """)
        connection.execute("SELECT count(*) FROM sqlite_master")
        _functions.register(connection)
        for statement in ("PRAGMA foreign_keys = ON", "PRAGMA legacy_alter_table = OFF", *self.init_commands):  # type: ignore[attr-defined]
            if statement.strip():
                connection.execute(statement)
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        """Begin, after whoever writes. Raises OperationalError after `timeout`.

        SQLite by itself looks again ten times a second only: whoever came from another process stood outside for good
        while somebody wrote without a pause.
        """
        patience = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        until, pause = monotonic() + patience, 0.001
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while not self._begun(until):
                sleep(pause)
                pause = min(2 * pause, LONGEST)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")

    def _begun(self, until: float) -> bool:
        known = self.errors_occurred
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's own, without a name in its types
        except OperationalError as error:
            if "locked" not in str(error) or monotonic() > until:
                raise
            self.errors_occurred = known  # somebody else writes: nothing is wrong with this connection
            return False
        return True

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that understands Django's parameters."""
        return self.connection.cursor(factory=Cursor)

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        """A cursor as Django hands it out."""
        return Asked(cursor, self)

    def cursor(self) -> CursorWrapper:
        """The same as Django's; where the connection is open and this thread's own, at once."""
        if self.connection is None or self.force_debug_cursor or self._thread_ident != get_ident():  # type: ignore[attr-defined]
            return super().cursor()
        with self.wrap_database_errors:
            return self.make_cursor(self.create_cursor())
