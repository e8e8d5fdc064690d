"""Rows of an older file among those of a newer schema: added, or brought to their newest state."""

from collections.abc import Collection
from typing import Any

from pos_desktop.storage.connection import Connection
from pos_desktop.storage.damaged_file import Row


class NotWhole(Exception):
    """A part of what belongs together cannot be stored; nothing of it is."""


def add(connection: Connection, table: str, row: Row) -> bool:
    """Adds a row unless it is there or breaks a rule of the schema; whether it was added.

    A column that the schema has no more is left behind. Raises IntegrityError when what it refers to is missing.
    """
    columns = _known(table, row)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - names of our own schema
    return connection.tell(statement, tuple(row[name] for name in columns)) == 1


def change(connection: Connection, table: str, row: Row, but: Collection[str] = ()) -> bool:
    """Brings the row of the same key to what it says, `but` for some columns; whether there was one."""
    keys = _keys(table)
    columns = [name for name in _known(table, row) if name not in keys and name not in but]
    values = ", ".join(f"{name} = ?" for name in columns)
    where = " AND ".join(f"{name} = ?" for name in keys)
    statement = f"UPDATE OR IGNORE {table} SET {values} WHERE {where}"  # noqa: S608 - names of our own schema
    return connection.tell(statement, tuple(row[name] for name in (*columns, *keys))) == 1


def stored(connection: Connection, table: str, row: Row) -> Row | None:
    """The row of the same key in the columns that both have, None when there is none."""
    columns, keys = _known(table, row), _keys(table)
    where = " AND ".join(f"{name} = ?" for name in keys)
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE {where}"  # noqa: S608 - names of our own schema
    found = connection.ask(query, tuple(row[name] for name in keys))
    return dict(zip(columns, found[0], strict=True)) if found else None


def differs(connection: Connection, table: str, row: Row) -> bool:
    """Whether it is missing, or stored in another state."""
    present = stored(connection, table, row)
    return present is None or any(row[name] != value for name, value in present.items())


def wins(row: Row, present: Row, *, newer: bool, ended: Collection[str]) -> bool:
    """Whether a row goes before the one that is stored: what has ended does, whichever file is the newer one."""
    if (row["state"] in ended) != (present["state"] in ended):
        return row["state"] in ended
    return newer


def settle(connection: Connection, table: str, row: Row, *, newer: bool, ended: Collection[str]) -> bool:
    """Adds a row, or brings the stored one to its state where that wins; whether it was added.

    Raises NotWhole when a rule of the schema leaves no room for it.
    """
    present = stored(connection, table, row)
    if present is None:
        if not add(connection, table, row):
            raise NotWhole(table)
        return True
    if wins(row, present, newer=newer, ended=ended):
        change(connection, table, row)
    return False


def _known(table: str, row: Row) -> list[str]:
    columns = _table(table).columns
    return [name for name in row if name in columns]


def _keys(table: str) -> list[str]:
    return [column.name for column in _table(table).primary_key]


def _table(name: str) -> Any:
    from pos_desktop.storage import tables

    return tables.metadata.tables[name]
