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
    return [
        row(
            *(
                value if out is None or value is None else out(value)
                for out, value in zip(converters, raw, strict=True)
            )
        )
        for raw in connection.ask(sql)
    ]


@cache
def _reading(table: Table) -> tuple[str, Callable[..., Any], tuple[Callable[[Any], Any] | None, ...]]:
    names = [column.name for column in table.columns]
    order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    columns = ", ".join(f'"{name}"' for name in names)
    converters = tuple(
        column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for column in table.columns
    )
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {order}', namedtuple(table.name, names), converters  # noqa: PYI024  columns are not known beforehand
