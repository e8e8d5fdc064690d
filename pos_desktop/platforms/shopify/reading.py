"""Reads Shopify's answers and messages: what must be there is, or ShapeChanged names the field."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import orjson

from pos_desktop.application.platform.trouble import ShapeChanged
from pos_desktop.platforms.shopify.amounts import MOST_DIGITS, as_minor

_MOST = 10**MOST_DIGITS
# Beyond 64 bits; in a text it does no harm.
_LONG_NUMBER = re.compile(rb"\d{19}")


def parsed(body: bytes) -> Any:
    """What a JSON text says; ValueError for what is none. Half a letter, of a text that was cut in the middle of one
    that takes two, becomes a question mark: no database takes it as it is."""
    try:
        found = _plain(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if b"\\u" not in body or b"\\ud" not in body.lower():
        return found
    return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))


def _plain(body: bytes) -> Any:
    """A catalogue has a line for each variant and each of its levels, which orjson reads in a third of the time. What
    it does not take (another character set, half a letter), or would round, the standard library may."""
    if _LONG_NUMBER.search(body) is None:
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
    return json.loads(body)


class Node:
    """An object of an answer, and where in it that object is.

    A first import makes half a million of them: where it is is put into words only when somebody wants to know.
    """

    __slots__ = ("_inside", "_name", "body")

    def __init__(self, body: Mapping[str, Any], inside: Node | str, name: str = "") -> None:
        """`inside`: the object that holds it under this name; or the whole path, without a name."""
        self.body = body
        self._inside = inside
        self._name = name

    @property
    def path(self) -> str:
        """As in order.lineItems[0].title."""
        return self._inside if isinstance(self._inside, str) else f"{self._inside.path}.{self._name}"

    def has(self, name: str) -> bool:
        """Whether the field is there with a value."""
        return self.body.get(name) is not None

    def text(self, name: str) -> str:
        """A text that is not empty."""
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise self._not_as_it_must_be(name, value)
        return value

    def text_or(self, name: str, default: str = "") -> str:
        """A text that may be missing or null."""
        value = self.body.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._not_as_it_must_be(name, value)
        return value

    def whole(self, name: str) -> int:
        """A whole number."""
        value = self.body.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= _MOST:
            raise self._not_as_it_must_be(name, value)
        return value

    def whole_or(self, name: str, default: int = 0) -> int:
        """A whole number that may be missing or null."""
        return default if self.body.get(name) is None else self.whole(name)

    def number(self, name: str) -> Decimal:
        """A number, whole or not."""
        value = self.body.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise self._not_as_it_must_be(name, value)
        return Decimal(str(value))

    def flag(self, name: str) -> bool:
        """A yes or no."""
        value = self.body.get(name)
        if not isinstance(value, bool):
            raise self._not_as_it_must_be(name, value)
        return value

    def flag_or(self, name: str, default: bool) -> bool:
        """A yes or no that may be missing."""
        value = self.body.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._not_as_it_must_be(name, value)
        return value

    def moment(self, name: str) -> datetime:
        """A moment with its zone (ISO 8601)."""
        value = self.body.get(name)
        try:
            moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self._not_as_it_must_be(name, value)
        return moment.astimezone(UTC)

    def moment_or_none(self, name: str) -> datetime | None:
        """A moment that may be missing or null."""
        return None if self.body.get(name) is None else self.moment(name)

    def minor(self, name: str, code: str) -> int:
        """An amount, a decimal text, in minor units of a currency."""
        value = self.body.get(name)
        try:
            if isinstance(value, str):
                return as_minor(value, code)
        except ValueError:
            pass
        raise self._not_as_it_must_be(name, value)

    def minor_or_none(self, name: str, code: str) -> int | None:
        """An amount that may be missing or null."""
        return None if self.body.get(name) is None else self.minor(name, code)

    def part(self, name: str) -> Node:
        """An object inside."""
        value = self.body.get(name)
        if not isinstance(value, dict):
            raise self._not_as_it_must_be(name, value)
        return Node(value, self, name)

    def part_or_none(self, name: str) -> Node | None:
        """An object inside that may be missing or null."""
        return None if self.body.get(name) is None else self.part(name)

    def parts(self, name: str) -> tuple[Node, ...]:
        """The objects of a list, or of a connection's `nodes`."""
        value = self.body.get(name)
        if isinstance(value, dict):
            return self.part(name).parts("nodes")
        if not isinstance(value, list):
            raise self._not_as_it_must_be(name, value)
        found = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                raise self._not_as_it_must_be(f"{name}[{number}]", item)
            found.append(Node(item, self, f"{name}[{number}]"))
        return tuple(found)

    def parts_or_none(self, name: str) -> tuple[Node, ...]:
        """As `parts`; none when it is missing or null."""
        return () if self.body.get(name) is None else self.parts(name)

    def texts_or_none(self, name: str) -> tuple[str, ...]:
        """The texts of a list that may be missing."""
        value = self.body.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._not_as_it_must_be(name, value)
        return tuple(value)

    def money(self, name: str) -> tuple[int, str]:
        """A MoneyBag in the shop's currency, or a MoneyV2: minor units and currency."""
        bag = self.part(name)
        money = bag.part("shopMoney") if "shopMoney" in bag.body else bag
        code = money.text("currencyCode")
        return money.minor("amount", code), code

    def next_page(self) -> str:
        """Of a connection: the cursor after which there is more; empty when this was the last page."""
        info = self.part("pageInfo")
        return info.text("endCursor") if info.flag_or("hasNextPage", False) else ""

    def rest(self, known: frozenset[str]) -> dict[str, Any]:
        """The fields that are not among the known ones, kept as they are."""
        return {name: value for name, value in self.body.items() if name not in known}

    def _not_as_it_must_be(self, name: str, value: object) -> ShapeChanged:
        """Tells the kind of what was found, never the value: it may be a person's."""
        return ShapeChanged(f"{self.path}.{name}", _kind_of(value))


def _kind_of(value: object) -> str:
    names = {
        type(None): "nothing",
        str: "text",
        int: "number",
        float: "fraction",
        bool: "yes/no",
        list: "list",
    }
    if value == "":
        return "empty text"
    return names.get(type(value), "object")
