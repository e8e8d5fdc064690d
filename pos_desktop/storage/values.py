"""Values on their way into SQLite and out of it: the storage forms of ids, moments, JSON and decimals."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

Converter = Callable[[Any], Any]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_quick: Callable[[object], str] | None = None


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment, exactly; a naive one is a bug and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a stored moment needs its time zone")
    return (moment - EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The UTC moment that many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=micros)


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no blanks: the same value always gives the same text.

    By the standard library at first, by orjson once it was asked for: both say the same, but for fractions, which
    nothing that is compared or hashed has.
    """
    return _CANONICAL.encode(value) if _quick is None else _quick(value)


def quicken() -> None:
    """From here on orjson writes it, in an eighth of the time: a payment writes a dozen. It is not loaded with this
    module, since what it loads in turn is a twentieth of the time that a start may take."""
    global _quick
    if _quick is not None:
        return
    import orjson

    # Moments and records have a form of their own in a text, or are a mistake.
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME

    def quick(value: object) -> str:
        try:
            return orjson.dumps(value, option=options).decode()
        except orjson.JSONEncodeError:
            # A whole number beyond 64 bits, keys that are no texts, or what is no JSON.
            return _CANONICAL.encode(value)

    _quick = quick


def id_in(value: UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def id_out(value: bytes | None) -> UUID | None:
    """Raises ValueError for anything but sixteen bytes."""
    return None if value is None else UUID(bytes=value)


def moment_in(value: datetime | None) -> int | None:
    return None if value is None else to_micros(value)


def moment_out(value: int | None) -> datetime | None:
    return None if value is None else from_micros(value)


def json_in(value: Any) -> str | None:
    return None if value is None else canonical_json(value)


def json_out(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def decimal_in(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def decimal_out(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def truth_in(value: bool | None) -> int | None:
    """Raises TypeError for anything but yes, no and unknown: 2 would be stored and be neither."""
    if value is None:
        return None
    if value in (True, False):
        return int(value)
    raise TypeError(f"not a truth value: {value!r}")


def truth_out(value: int | None) -> bool | None:
    return None if value is None else bool(value)


INWARD: dict[str, Converter] = {
    "id": id_in,
    "moment": moment_in,
    "json": json_in,
    "decimal": decimal_in,
    "truth": truth_in,
}
OUTWARD: dict[str, Converter] = {
    "id": id_out,
    "moment": moment_out,
    "json": json_out,
    "decimal": decimal_out,
    "truth": truth_out,
}
