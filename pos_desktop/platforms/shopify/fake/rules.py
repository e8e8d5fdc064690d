"""Kinds of rules by which a field reads a record: where it points to, what is worked out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pos_desktop.platforms.shopify.fake.amounts import bag
from pos_desktop.platforms.shopify.fake.constants import CONSTANTS
from pos_desktop.platforms.shopify.fake.paging import page_of_list
from pos_desktop.platforms.shopify.fake.request import Info, Resolver, state_of
from pos_desktop.platforms.shopify.fake.state import Record, State, number_of


def read(source: Any, info: Info, **args: Any) -> Any:
    """A field without a rule of its own: by its name, else what is the same for all records of the type."""
    if isinstance(source, dict):
        name = info.field_name
        if name in source:
            return source[name]
        return CONSTANTS.get((info.parent_type.name, name))
    return getattr(source, info.field_name)


def type_name(value: Any, info: Info, of: Any) -> str:
    """Which type of an interface or a union a record is."""
    name: str = value["_type"]
    return name


def legacy_id(source: Record, info: Info) -> str:
    """The number in a record's id."""
    return str(number_of(source["id"]))


def ref(name: str) -> Resolver:
    return lambda source, info, **args: state_of(info).get(source.get(name))


def refs(name: str) -> Resolver:
    """A short list of records, cut to `first`."""
    return lambda source, info, first=None: state_of(info).each(source[name][:first])


def page(name: str) -> Resolver:
    """A connection over ids."""
    return lambda source, info, **args: page_of_list(state_of(info).each(source[name]), args)


def parts(name: str) -> Resolver:
    """A connection over what the record itself holds."""
    return lambda source, info, **args: page_of_list(source[name], args)


def amount(name: str) -> Resolver:
    """A bag of one of the record's amounts."""
    return lambda source, info, **args: bag(source["amounts"][name], source["currencyCode"])


def worked(of: Callable[[Record], Any]) -> Resolver:
    return lambda source, info, **args: of(source)


def worked_with(of: Callable[[State, Record], Any]) -> Resolver:
    return lambda source, info, **args: of(state_of(info), source)


def total(of: Callable[[Record], Decimal]) -> Resolver:
    """A bag of what is worked out from the record."""
    return lambda source, info, **args: bag(of(source), source["currencyCode"])


def count(of: Callable[[Record], int]) -> Resolver:
    return lambda source, info, **args: {"count": of(source), "precision": "EXACT"}
