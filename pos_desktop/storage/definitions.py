"""Turns of SQLAlchemy that several repositories' definitions need. Reached through `repositories.statement`, which
puts them off until a definition is compiled."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, Text, bindparam, func, insert, or_
from sqlalchemy.types import TypeEngine


def one_of(column: ColumnElement[Any], values: Iterable[str]) -> ColumnElement[bool]:
    """`IN` for values known beforehand; SQLAlchemy's own renders its list anew for each execution."""
    return or_(*(column == value for value in values))


def or_blank(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Empty text where nothing is stored."""
    return func.coalesce(column, "", type_=Text())


def values_of(
    table: Table, *without: str, **kinds: TypeEngine[Any] | type[TypeEngine[Any]]
) -> dict[str, Any]:
    """Every column but some, with a value named after it; `kinds` binds it as another type."""
    names = [column.name for column in table.columns if column.name not in without]
    return {name: bindparam(name, type_=kinds.get(name)) for name in names}


def insert_into(table: Table, *without: str, **kinds: TypeEngine[Any] | type[TypeEngine[Any]]) -> Insert:
    """An INSERT of every column but some, each value named after its column; `kinds` binds it as another type."""
    return insert(table).inline().values(values_of(table, *without, **kinds))


def insert_only(table: Table, *names: str) -> Insert:
    """An INSERT of these columns, each value named after its column."""
    return insert(table).inline().values({name: bindparam(name) for name in names})
