"""What the reports of a HID device hold, by its own report descriptor; without any wire.

Source: USB-IF, Device Class Definition for Human Interface Devices 1.11, sections 5.4 to 6.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

MOST_BYTES = 4_096
_MOST_USAGES = 1_024
_MOST_BITS = 8 * 4_096
_MAIN, _GLOBAL, _LOCAL = 0, 1, 2
_INPUT, _OUTPUT = 8, 9
_CONSTANT, _VARIABLE = 1, 2
_LONG_ITEM = 0xFE
_SIZES = (0, 1, 2, 4)


class BadDescriptor(ValueError):
    """The descriptor makes no sense."""


@dataclass(frozen=True, slots=True)
class Field:
    """Values of one kind, one beside the other. `usages` are page and number (0x8D0040); the last one holds for all
    values that are left. An array tells which of its usages are on, by their place counted from `least`."""

    report: int
    at: int  # bits before it, the report's number left out
    bits: int
    count: int
    usages: tuple[int, ...]
    is_array: bool
    least: int

    def values(self, body: bytes) -> list[int]:
        """Its values in a report without number; below nothing where `least` is."""
        whole = int.from_bytes(body, "little") >> self.at
        mask = (1 << self.bits) - 1
        found = [whole >> self.bits * n & mask for n in range(self.count)]
        if self.least >= 0:
            return found
        top = 1 << self.bits - 1
        return [value - 2 * top if value & top else value for value in found]

    def on(self, body: bytes) -> set[int]:
        """The usages that are on, of an array or of switches."""
        if not self.is_array:
            return {self.usage_of(n) for n, value in enumerate(self.values(body)) if value}
        places = [value - self.least for value in self.values(body)]
        return {self.usages[place] for place in places if 0 <= place < len(self.usages)}

    def usage_of(self, place: int) -> int:
        """What the value at this place is for; 0 where the descriptor does not say."""
        return self.usages[min(place, len(self.usages) - 1)] if self.usages else 0


@dataclass(frozen=True, slots=True)
class Reports:
    """All that a device sends and takes. `numbered`: a report begins with its number."""

    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    numbered: bool
    sizes: dict[tuple[int, int], int] = field(default_factory=dict)
    """Bits of a report by direction and number."""

    def body(self, report: bytes, number: int) -> bytes | None:
        """An input report without its number; None for another report. ValueError when its length is wrong."""
        if not report or (self.numbered and report[0] != number):
            return None
        body = report[1:] if self.numbered else report
        if len(body) != self.length(number):
            raise ValueError(f"report {number} has {len(body)} bytes, not {self.length(number)}")
        return body

    def length(self, number: int, direction: int = _INPUT) -> int:
        """Bytes of a report without its number."""
        return (self.sizes.get((direction, number), 0) + 7) // 8

    def find(self, usage: int) -> tuple[Field, int] | None:
        """The field of an input report that has this usage, and the place in it."""
        return _find(self.inputs, usage)

    def switch(self, usage: int) -> bytes | None:
        """The output report that turns this one usage on; None where the device takes none."""
        found = _find(self.outputs, usage)
        if found is None:
            return None
        place, (where, nth) = 1, found
        if where.is_array:
            place, nth = nth + where.least, 0
        length = self.length(where.report, _OUTPUT)
        data = (place << where.at + nth * where.bits).to_bytes(length + 8, "little")[:length]
        return (bytes([where.report]) if self.numbered else b"") + data


def _find(fields: tuple[Field, ...], usage: int) -> tuple[Field, int] | None:
    for each in fields:
        if usage in each.usages:
            return each, each.usages.index(usage)
    return None


@dataclass(frozen=True, slots=True)
class _Globals:
    page: int = 0
    least: int = 0
    bits: int = 0
    count: int = 0
    report: int = 0


class _Locals:
    """Named anew for each main item."""

    def __init__(self) -> None:
        self.usages: list[int] = []
        self.first = 0

    def take(self, tag: int, usage: int) -> None:
        if tag == 0:
            self.usages.append(usage)
        elif tag == 1:
            self.first = usage
        elif tag == 2:
            self.usages += range(self.first, min(usage, self.first + _MOST_USAGES) + 1)
        if len(self.usages) > _MOST_USAGES:
            raise BadDescriptor("too many usages")


def read_descriptor(data: bytes) -> Reports:
    """Raises `BadDescriptor`."""
    reader = _Reader()
    for kind, tag, value, size in _items(data):
        reader.take(kind, tag, value, size)
    return reader.reports()


class _Reader:
    def __init__(self) -> None:
        self._now, self._kept = _Globals(), list[_Globals]()
        self._local = _Locals()
        self._numbered = False
        self._sizes: dict[tuple[int, int], int] = {}
        self._fields: dict[int, list[Field]] = {_INPUT: [], _OUTPUT: []}

    def reports(self) -> Reports:
        inputs, outputs = (tuple(self._fields[each]) for each in (_INPUT, _OUTPUT))
        return Reports(inputs, outputs, self._numbered, self._sizes)

    def take(self, kind: int, tag: int, value: bytes, size: int) -> None:
        plain = int.from_bytes(value, "little")
        if kind == _GLOBAL:
            self._take_global(tag, plain, int.from_bytes(value, "little", signed=True))
        elif kind == _LOCAL:
            self._local.take(tag, plain if size == 4 else self._now.page << 16 | plain)
        elif kind == _MAIN:
            if tag in self._fields:
                self._take_field(tag, plain)
            self._local = _Locals()

    def _take_global(self, tag: int, plain: int, signed: int) -> None:
        match tag:
            case 0:
                self._now = replace(self._now, page=plain & 0xFFFF)
            case 1:
                self._now = replace(self._now, least=signed)
            case 7:
                self._now = replace(self._now, bits=plain)
            case 8:
                if not 0 < plain < 256:
                    raise BadDescriptor(f"report number {plain}")
                self._now, self._numbered = replace(self._now, report=plain), True
            case 9:
                self._now = replace(self._now, count=plain)
            case 10:
                self._kept.append(self._now)
            case 11:
                if not self._kept:
                    raise BadDescriptor("nothing was put aside")
                self._now = self._kept.pop()

    def _take_field(self, direction: int, flags: int) -> None:
        now, key = self._now, (direction, self._now.report)
        at = self._sizes.get(key, 0)
        if now.bits > 32 or at + now.bits * now.count > _MOST_BITS:
            raise BadDescriptor(f"{now.count} values of {now.bits} bits")
        self._sizes[key] = at + now.bits * now.count
        if flags & _CONSTANT or not now.bits or not now.count:
            return
        is_array = not flags & _VARIABLE
        usages = tuple(self._local.usages)
        made = Field(now.report, at, now.bits, now.count, usages, is_array, now.least)
        self._fields[direction].append(made)


def _items(data: bytes) -> Iterator[tuple[int, int, bytes, int]]:
    """Kind, tag, value and its size of each short item; long ones are passed over."""
    if len(data) > MOST_BYTES:
        raise BadDescriptor("too long")
    at = 0
    while at < len(data):
        prefix = data[at]
        if prefix == _LONG_ITEM:
            at += 3 + (data[at + 1] if at + 1 < len(data) else 0)
            continue
        size = _SIZES[prefix & 3]
        value = data[at + 1 : at + 1 + size]
        if len(value) < size:
            raise BadDescriptor("it breaks off")
        yield prefix >> 2 & 3, prefix >> 4, value, size
        at += 1 + size
