"""The fields of a message: bitmaps of known length, and the container of tagged data (PA00P015, chapters 9 and 10).

What is not needed is measured and passed over. Of a card's number only its last four digits are ever read; tracks,
expiry and check codes are skipped unread. Pure: whatever bytes come in, the answer is fields or `NotZvt`.
"""

from __future__ import annotations

from collections.abc import Iterator

from pos_desktop.payments.zvt.apdu import NotZvt

AMOUNT, TRACE, TIME, DATE, STATUS_BYTE = 0x04, 0x0B, 0x0C, 0x0D, 0x19
CARD_NUMBER, RESULT, TERMINAL_ID, CONTRACT = 0x22, 0x27, 0x29, 0x2A
ORIGINAL_TRACE, AUTHORISATION, TEXT, CURRENCY = 0x37, 0x3B, 0x3C, 0x49
RECEIPT, TURNOVER, CARD_TYPE, CARD_NAME = 0x87, 0x88, 0x8A, 0x8B
SERVICE_BYTE, CONTAINER, FULL_DATE = 0x03, 0x06, 0xAA

_FIXED = {
    0x01: 1, 0x02: 1, SERVICE_BYTE: 1, AMOUNT: 6, 0x05: 1, TRACE: 3, TIME: 3, DATE: 2, 0x0E: 2, 0x17: 2,
    STATUS_BYTE: 1, RESULT: 1, TERMINAL_ID: 4, CONTRACT: 15, ORIGINAL_TRACE: 3, 0x3A: 2, AUTHORISATION: 8,
    0x3D: 3, CURRENCY: 2, RECEIPT: 2, TURNOVER: 3, CARD_TYPE: 1, 0x8C: 1, 0xA0: 1, FULL_DATE: 3, 0xBA: 5,
    0xD0: 1, 0xD2: 1, 0xD3: 1, 0xE0: 1, 0xE9: 1, 0xEA: 1, 0xEB: 8, 0xF0: 1, 0xF9: 1, 0xFA: 1, 0xFB: 1,
    0xFC: 1, 0xFD: 1,
}  # fmt: skip
_MEASURED = {
    CARD_NUMBER: 2, 0x23: 2, 0x24: 3, 0x2D: 2, 0x2E: 3, TEXT: 3, 0x4C: 2, 0x60: 3, CARD_NAME: 2, 0x9A: 3,
    0xA7: 2, 0xAF: 3, 0xD1: 2,
    **dict.fromkeys(range(0xE1, 0xE9), 2), **dict.fromkeys(range(0xF1, 0xF9), 2),
}  # fmt: skip
"""How many digits of length go before the data: F0 F0 to F9 F9 each."""
_SKIPPED = frozenset({0x0E, 0x23, 0x24, 0x2D, 0x2E, 0x3A, 0x3D, 0xA7, 0xAF, 0xD1, 0xE8})
"""A card's secrets: measured, never kept."""
_DEEPEST = 8

Fields = dict[int, bytes]
Tagged = list[tuple[int, bytes]]


def read_fields(data: bytes) -> Fields:
    """The bitmaps of a message by their number; the first of each counts. Raises NotZvt."""
    found: Fields = {}
    at = 0
    while at < len(data):
        number = data[at]
        begin, end = _bounds(number, data, at + 1)
        if end > len(data):
            raise NotZvt("a field is longer than its message")
        value = data[begin:end]
        if number == CARD_NUMBER:
            found.setdefault(number, last_four_of(value).encode())
        elif number not in _SKIPPED:
            found.setdefault(number, value)
        at = end
    return found


def _bounds(number: int, data: bytes, at: int) -> tuple[int, int]:
    """Where a field's data begins and ends."""
    if number == CONTAINER:
        size, begin = _tag_size(data, at)
        return begin, begin + size
    if number in _FIXED:
        return at, at + _FIXED[number]
    if number not in _MEASURED:
        raise NotZvt("a field that the protocol does not have")
    digits = data[at : at + _MEASURED[number]]
    if len(digits) < _MEASURED[number] or any(digit & 0x0F > 9 for digit in digits):
        raise NotZvt("a length that is no number")
    size = 0
    for digit in digits:
        size = size * 10 + (digit & 0x0F)
    return at + len(digits), at + len(digits) + size


def read_container(data: bytes) -> Tagged:
    """The tags of a container in their order, those within others left whole. Raises NotZvt."""
    found: Tagged = []
    at = 0
    while at < len(data):
        tag, at = _tag(data, at)
        size, at = _tag_size(data, at)
        if at + size > len(data):
            raise NotZvt("a tag is longer than its container")
        found.append((tag, data[at : at + size]))
        at += size
    return found


def leaves(data: bytes, depth: int = 0) -> Iterator[tuple[int, bytes]]:
    """All tags of a container that hold data, those within others included. Raises NotZvt."""
    for tag, value in read_container(data):
        if _constructed(tag) and depth < _DEEPEST:
            yield from leaves(value, depth + 1)
        else:
            yield tag, value


def _constructed(tag: int) -> bool:
    return bool(tag.to_bytes(3, "big").lstrip(b"\0")[:1][0] & 0x20) if tag else False


def _tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    at += 1
    if tag & 0x1F == 0x1F:
        for _ in range(2):
            if at >= len(data):
                raise NotZvt("a tag breaks off")
            tag = tag << 8 | data[at]
            at += 1
            if not data[at - 1] & 0x80:
                return tag, at
        raise NotZvt("a tag of more than three bytes")
    return tag, at


def _tag_size(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise NotZvt("a length breaks off")
    first = data[at]
    if first < 0x80:
        return first, at + 1
    more = {0x81: 1, 0x82: 2}.get(first)
    if more is None or at + 1 + more > len(data):
        raise NotZvt("a length that means nothing")
    return int.from_bytes(data[at + 1 : at + 1 + more], "big"), at + 1 + more


def sized(size: int) -> bytes:
    """The length of a tag or a container."""
    if size < 0x80:
        return bytes([size])
    return bytes([0x81, size]) if size < 0x100 else bytes([0x82]) + size.to_bytes(2, "big")


def number_of(digits: bytes) -> int:
    """Packed decimal digits as a number. Raises NotZvt."""
    text = digits.hex()
    if not text.isdecimal():
        raise NotZvt("a number that is none")
    return int(text)


def packed_number(number: int, size: int) -> bytes:
    """A number as packed decimal digits of so many bytes; ValueError when it does not fit."""
    text = str(number).zfill(size * 2)
    if number < 0 or len(text) > size * 2:
        raise ValueError("the number does not fit")
    return bytes.fromhex(text)


def last_four_of(number: bytes) -> str:
    """The last four digits of a card's packed number, if all four are shown; E stands for a masked one, F fills up."""
    shown = number.hex().rstrip("f")[-4:]
    return shown if len(shown) == 4 and shown.isdecimal() else ""
