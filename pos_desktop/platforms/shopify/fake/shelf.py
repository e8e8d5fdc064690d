"""Records of one type: in the order of their making, sorted on demand, found by their codes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]
Key = tuple[Any, int]

# Fields that are looked up by value, by the type that has them.
_LOOKED_UP: dict[str, tuple[str, ...]] = {
    "ProductVariant": ("sku", "barcode"),
    "InventoryItem": ("sku",),
    "Order": ("sourceIdentifier", "name"),
    "Customer": ("email", "phone"),
    "DiscountCodeNode": ("code",),
}
_WORD = re.compile(r"\w+")


def words(value: Any) -> list[str]:
    """A text in the pieces that a search knows it by."""
    return _WORD.findall(str(value).casefold()) if value else []


class Shelf:
    """The records of a type."""

    def __init__(self, kind: str) -> None:
        self.records: dict[str, Record] = {}
        self._looked_up = _LOOKED_UP.get(kind, ())
        self._words: dict[str, dict[str, dict[str, None]]] = {name: {} for name in self._looked_up}
        self._known: dict[str, dict[str, Any]] = {}
        self._version = 0
        self._sorted: dict[str, tuple[int, list[Key], list[Record]]] = {}

    def keep(self, record: Record) -> None:
        """New or changed."""
        self.records[record["id"]] = record
        self._version += 1
        if self._looked_up:
            self._index(record)

    def drop(self, gid: str) -> None:
        """Gone."""
        self.records.pop(gid, None)
        self._version += 1
        for name, value in self._known.pop(gid, {}).items():
            self._forget(name, value, gid)

    def having(self, name: str, value: Any) -> list[Record] | None:
        """Records whose field shares the rarest word with a value; None where the field is not looked up."""
        if name not in self._words:
            return None
        found = [self._words[name].get(word, {}) for word in words(value)]
        return [self.records[gid] for gid in min(found, key=len)] if found else []

    def _index(self, record: Record) -> None:
        gid = record["id"]
        known = self._known.setdefault(gid, {})
        for name in self._looked_up:
            value = record.get(name)
            if known.get(name) == value:
                continue
            self._forget(name, known.get(name), gid)
            known[name] = value
            for word in words(value):
                self._words[name].setdefault(word, {})[gid] = None

    def _forget(self, name: str, value: Any, gid: str) -> None:
        for word in words(value):
            holders = self._words[name].get(word)
            if holders is not None:
                holders.pop(gid, None)

    # -- in an order

    def walk(
        self, name: str, after: Key | None, before: Key | None, reverse: bool
    ) -> Iterator[tuple[Key, Record]]:
        """Records by a field and their number, between two keys; `after` and `before` as the walk goes."""
        keys, records = self._in_order(name)
        low, high = (before, after) if reverse else (after, before)
        begin = bisect_right(keys, low) if low is not None else 0
        end = bisect_left(keys, high) if high is not None else len(keys)
        span = range(end - 1, begin - 1, -1) if reverse else range(begin, end)
        for index in span:
            yield keys[index], records[index]

    def _in_order(self, name: str) -> tuple[list[Key], list[Record]]:
        version, keys, records = self._sorted.get(name, (-1, [], []))
        if version != self._version:
            pairs = sorted(((sort_key(record, name), record) for record in self.records.values()), key=_first)
            keys, records = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
            self._sorted[name] = (self._version, keys, records)
        return keys, records


def sort_key(record: Record, name: str) -> Key:
    """Where a record stands when sorted by a field; ties are settled by the number in its id."""
    number = int(record["id"].partition("?")[0].rpartition("/")[2])
    if not name:
        return (0, number)
    value = record.get(name)
    return ("" if value is None else value.casefold() if isinstance(value, str) else value, number)


def _first(pair: tuple[Key, Record]) -> Key:
    return pair[0]
