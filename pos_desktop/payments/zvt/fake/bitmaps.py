"""The data fields of a command, each behind the number of its bitmap (specification, 'Summary of utilised BMPs')."""

from collections.abc import Iterable

from pos_desktop.payments.zvt.fake.digits import Malformed, count_of, counted
from pos_desktop.payments.zvt.fake.tlv import take_length

AMOUNT, TLV, TRACE, TIME, DATE = 0x04, 0x06, 0x0B, 0x0C, 0x0D
SEQUENCE, PAYMENT_TYPE, CARD_NUMBER, RESULT = 0x17, 0x19, 0x22, 0x27
TERMINAL, CONTRACT, ORIGINAL_TRACE, AUTHORISATION = 0x29, 0x2A, 0x37, 0x3B
WORDS, CURRENCY, TOTALS, RECEIPT, TURNOVER = 0x3C, 0x49, 0x60, 0x87, 0x88
CARD_TYPE, CARD_NAME, SERVICE = 0x8A, 0x8B, 0x03

_BY_LENGTH = {
    1: "01 02 03 05 19 27 72 73 74 75 8A 8C A0 D0 D2 D3 E0 E9 EA F0 F9 FA FB FC FD",
    2: "0D 0E 17 3A 49 87",
    3: "0B 0C 37 3D 88 AA",
    4: "29 70 71",
    5: "BA",
    6: "04",
    8: "3B EB",
    15: "2A",
}
_FIXED = {number: length for length, numbers in _BY_LENGTH.items() for number in bytes.fromhex(numbers)}
_TWO_DIGITS = {0x22, 0x23, 0x2D, 0x8B, 0xA7, 0xD1, *range(0xE1, 0xE9), *range(0xF1, 0xF9)}
_THREE_DIGITS = {0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF}


def fields(data: bytes) -> dict[int, bytes]:
    """What the fields hold, lengths taken off, the last of a number wins. Raises Malformed."""
    found, at = {}, 0
    while at < len(data):
        number = data[at]
        start, end = _extent(number, data, at + 1)
        if end > len(data):
            raise Malformed(f"bitmap {number:02X} is cut off")
        found[number] = data[start:end]
        at = end
    return found


def _extent(number: int, data: bytes, at: int) -> tuple[int, int]:
    """Where the value of a bitmap begins and ends."""
    if number in _FIXED:
        return at, at + _FIXED[number]
    if number == TLV:
        length, start = take_length(data, at)
        return start, start + length
    digits = 2 if number in _TWO_DIGITS else 3 if number in _THREE_DIGITS else 0
    if not digits or at + digits > len(data):
        raise Malformed(f"bitmap {number:02X} is not known or cut off")
    return at + digits, at + digits + count_of(data[at : at + digits])


def field(number: int, value: bytes) -> bytes:
    """One field as it goes on the line. The container (06) has its own function, `tlv.container`."""
    if number in _FIXED:
        if len(value) != _FIXED[number]:
            raise ValueError(f"bitmap {number:02X} has {_FIXED[number]} bytes")
        return bytes([number]) + value
    return bytes([number]) + counted(value, 2 if number in _TWO_DIGITS else 3)


def joined(values: Iterable[tuple[int, bytes]]) -> bytes:
    """Fields one behind the other."""
    return b"".join(field(number, value) for number, value in values)
