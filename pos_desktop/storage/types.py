"""Column types that mean the same on SQLite and PostgreSQL."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from pos_desktop.storage import values
from pos_desktop.storage.values import to_micros

# TypeDecorator's own processors call a method on a method for every value; those of `values` are handed to
# the driver as they are, which is a third of the cost of storing an order.
_Processor = Callable[[Any], Any]


class Id(TypeDecorator[UUID]):
    """A UUID: sixteen bytes on SQLite, `uuid` on PostgreSQL."""

    impl = LargeBinary(16)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import UUID as PostgresqlUuid

            return dialect.type_descriptor(PostgresqlUuid(as_uuid=True))
        return dialect.type_descriptor(LargeBinary(16))

    def bind_processor(self, dialect: Dialect) -> _Processor | None:
        if dialect.name == "postgresql":
            return None
        return values.id_in

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor | None:
        if dialect.name == "postgresql":
            return None
        return values.id_out

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        if dialect.name == "postgresql":
            return lambda value: f"'{value}'"
        return lambda value: f"X'{value.hex}'"


class Micros(TypeDecorator[datetime]):
    """An aware moment, stored as UTC microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def bind_processor(self, dialect: Dialect) -> _Processor:
        return values.moment_in

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return values.moment_out

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return lambda value: str(to_micros(value))


class JsonText(TypeDecorator[Any]):
    """A value of JSON kept as canonical text, so that what was hashed or sent can be compared."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> _Processor:
        return values.json_in

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return values.json_out

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal number as text: rates, never amounts. Not for comparing in the database."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> _Processor:
        return values.decimal_in

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return values.decimal_out


def long_integer() -> TypeEngine[int]:
    """Sixty-four bits everywhere: SQLite's INTEGER already is, and only INTEGER may be its rowid."""
    return BigInteger().with_variant(Integer, "sqlite")
