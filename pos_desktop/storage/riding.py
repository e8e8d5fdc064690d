"""SQLAlchemy on a connection of SQLite's driver that is open already, transaction and all.

It rides along: when a transaction begins and ends is the business of whoever holds the connection.
"""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from pos_desktop.storage.sqlcipher import sqlcipher


class RidingDialect(SQLiteDialect_pysqlite):
    """SQLite, with transactions that somebody else begins and ends."""

    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        pass

    def do_commit(self, dbapi_connection: Any) -> None:
        pass

    def do_rollback(self, dbapi_connection: Any) -> None:
        pass

    def do_close(self, dbapi_connection: Any) -> None:
        pass

    def do_terminate(self, dbapi_connection: Any) -> None:
        pass


_URL = make_url("sqlite+pysqlite://")
_COMPILED: LRUCache[Any, Any] = LRUCache(500)
"""Statements that were compiled once, for every connection: a file has several, and a program may open many files."""


def mount(driver: Any) -> Connection:
    """SQLAlchemy's connection over the driver's. Stays usable from transaction to transaction."""
    dialect = sqlite_dialect()
    pool = StaticPool(lambda: driver, dialect=dialect)
    core = Engine(pool, dialect, _URL, hide_parameters=True).connect()
    core = core.execution_options(compiled_cache=_COMPILED)
    if getattr(dialect, "server_version_info", None) is None:
        dialect.initialize(core)
    core.begin()
    return core


def dismount(core: Connection) -> None:
    """Lets go of the driver's connection, which stays open."""
    core.close()
    core.engine.dispose()


@cache
def sqlite_dialect() -> RidingDialect:
    """What statements for the register's file are compiled for."""
    return RidingDialect(dbapi=sqlcipher)


def wrapped(error: Exception, sql: str) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without the values: they may be personal."""
    return DBAPIError.instance(
        sql, None, error, sqlcipher.Error, hide_parameters=True, dialect=sqlite_dialect()
    )
