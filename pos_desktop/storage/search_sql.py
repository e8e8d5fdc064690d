# ruff: noqa: S608 - table and column names are constants of these modules; values are always parameters
"""The few turns of SQL that the two databases spell differently."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pos_desktop.storage.connection import SQLITE, Connection


def on_sqlite(connection: Connection) -> bool:
    """Whether this is the register's file, and not the hub's server."""
    return connection.dialect_name == SQLITE


def placeholder(connection: Connection) -> str:
    """How a driver wants a parameter marked."""
    return "?" if on_sqlite(connection) else "%s"


def marks(connection: Connection, count: int) -> str:
    """That many parameters, separated by commas."""
    return ", ".join([placeholder(connection)] * count)


def insert_into(connection: Connection, table: str, columns: Sequence[str]) -> str:
    """A plain INSERT of one row, to be executed with many."""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks(connection, len(columns))})"


def insert_ignoring(connection: Connection, table: str, columns: Sequence[str]) -> str:
    """An INSERT that leaves rows alone that are there already."""
    return f"{insert_into(connection, table, columns)} ON CONFLICT DO NOTHING"


def any_of(connection: Connection, column: str) -> str:
    """`column` is one of a list that is handed over as one parameter; see `list_parameter`."""
    if on_sqlite(connection):
        return f"{column} IN (SELECT value FROM json_each(?))"
    return f"{column} = ANY(%s)"


def each_of(connection: Connection, kind: str = "text") -> str:
    """A table `asked (value)` made of a list that is handed over as one parameter; `kind` is PostgreSQL's.

    To be put before a CROSS JOIN, by which SQLite looks each value up. Where an index's first columns are given and
    the list is of its last one, `any_of` reads every row of the first ones instead.
    """
    return "json_each(?) AS asked" if on_sqlite(connection) else f"unnest(%s::{kind}[]) AS asked (value)"


def id_parameter(connection: Connection, id_: UUID) -> Any:
    """An id as the driver takes it."""
    return id_.bytes if on_sqlite(connection) else id_


def list_parameter(connection: Connection, values: Sequence[Any]) -> Any:
    """The list for `any_of`: JSON on SQLite, an array on PostgreSQL."""
    if on_sqlite(connection):
        import json

        return json.dumps(values)
    return list(values)


def rows_parameter(connection: Connection, rows: Sequence[int]) -> Any:
    """The same for whole numbers, for which Python's own spelling is JSON already."""
    return str(list(rows)) if on_sqlite(connection) else list(rows)


def retired_index(connection: Connection) -> str:
    """Has SQLite look for products that are not sold any more in the small index of these. By itself it prefers the
    one of all products, which tells it that there is one row at most, and reads two pages for each."""
    return "INDEXED BY ix_product_retired" if on_sqlite(connection) else ""
