"""Column types that mean the same on SQLite and PostgreSQL."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Integer, LargeBinary, Text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment, exactly; a naive one is a bug and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs its time zone")
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The UTC moment that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no blanks: the same value always gives the same text."""
    return _CANONICAL.encode(value)


# TypeDecorator's own processors call a method on a method for every value; the ones below are handed to
# the driver as they are, which is a third of the cost of storing an order.
_Processor = Callable[[Any], Any]


def _unless_null(convert: Callable[[Any], Any]) -> _Processor:
    def process(value: Any) -> Any:
        return None if value is None else convert(value)

    return process


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
        return _unless_null(lambda value: value.bytes)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor | None:
        if dialect.name == "postgresql":
            return None
        return _unless_null(lambda value: UUID(bytes=value))

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
        return _unless_null(to_micros)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return _unless_null(from_micros)

    def literal_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        return lambda value: str(to_micros(value))


class JsonText(TypeDecorator[Any]):
    """A value of JSON kept as canonical text, so that what was hashed or sent can be compared."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> _Processor:
        return _unless_null(canonical_json)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return _unless_null(json.loads)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        return self


class DecimalText(TypeDecorator[Decimal]):
    """An exact decimal number as text: rates, never amounts. Not for comparing in the database."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> _Processor:
        return _unless_null(lambda value: format(value, "f"))

    def result_processor(self, dialect: Dialect, coltype: object) -> _Processor:
        return _unless_null(Decimal)


def long_integer() -> TypeEngine[int]:
    """Sixty-four bits everywhere: SQLite's INTEGER already is, and only INTEGER may be its rowid."""
    return BigInteger().with_variant(Integer, "sqlite")
