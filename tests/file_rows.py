"""Whole tables of a register's file, read without a statement being compiled anew for every database that is opened."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import dialect

_DIALECT = dialect()


def all_rows(connection: Any, table: Table) -> list[Any]:
    """Its rows in the order of the key, values as the repositories know them."""
    sql, row, converters = _reading(table)
    read = []
    for raw in connection.ask(sql):
        values = list(raw)
        for place, convert in converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        read.append(row(values))
    return read


@cache
def _reading(table: Table) -> tuple[str, Callable[..., Any], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    """Its statement, what makes a row of values, and what converts those that are stored in another form."""
    names = [column.name for column in table.columns]
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    columns = ", ".join(f'"{name}"' for name in names)
    found = (column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for column in table.columns)
    converters = tuple((place, convert) for place, convert in enumerate(found) if convert is not None)
    row = namedtuple(table.name, names)  # noqa: PYI024  columns are not known beforehand
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}', row._make, converters
