"""The schema with its scalars and resolvers, made once a process."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
)

from pos_desktop.platforms.shopify.fake.amounts import text
from pos_desktop.platforms.shopify.fake.resolvers import RESOLVERS
from pos_desktop.platforms.shopify.fake.rules import legacy_id, type_name


@cache
def schema() -> GraphQLSchema:
    """Ready to be run."""
    made = build_schema((Path(__file__).parent / "schema.graphql").read_text(encoding="utf-8"))
    for name, (parse, serialize) in _SCALARS.items():
        scalar = made.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        scalar.parse_value = parse  # type: ignore[method-assign, assignment]  # for literals
        scalar.coerce_input_value = parse
        scalar.coerce_output_value = serialize
    for name, of in made.type_map.items():
        if isinstance(of, GraphQLObjectType):
            _resolve(name, of)
        elif hasattr(of, "resolve_type"):
            of.resolve_type = type_name
    return made


def _resolve(name: str, of: GraphQLObjectType) -> None:
    for field_name, field in of.fields.items():
        if field_name == "legacyResourceId":
            field.resolve = legacy_id
        found = RESOLVERS.get((name, field_name))
        if found is not None:
            field.resolve = found


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise GraphQLError(f"invalid decimal {value!r}")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise GraphQLError(f"invalid decimal {value!r}") from None
    if not found.is_finite():
        raise GraphQLError(f"invalid decimal {value!r}")
    return found


def _moment(value: Any) -> str:
    try:
        datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise GraphQLError(f"invalid ISO 8601 moment {value!r}") from None
    return str(value)


def _address(value: Any) -> str:
    if not isinstance(value, str) or "://" not in value:
        raise GraphQLError(f"invalid URL {value!r}")
    return value


def _same(value: Any) -> Any:
    return value


_SCALARS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "Decimal": (_decimal, text),
    "Money": (_decimal, str),
    "DateTime": (_moment, str),
    "Date": (_moment, str),
    "URL": (_address, str),
    "UnsignedInt64": (_same, str),
}
