"""Report descriptors and reports of virtual USB scanners and scales.

Source: USB-IF, HID Point of Sale Usage Tables 1.02, pages 0x8C and 0x8D; HID 1.11, section 6.2.2.
"""

from collections.abc import Callable, Iterator

from pos_desktop.devices.fake.lab.platter import Platter
from pos_desktop.devices.fake.lab.scale_protocol import Answer, Keys

WEIGHT_ID, ZERO_ID, CODE_ID = 3, 2, 2
ROOM = 56
"""Signs of a code in one report."""
KILOGRAM, POUND = 3, 12
"""Places in the list of units, which begins with milligrams at 1."""

SCALE = bytes.fromhex(
    "058D 0920 A101"  # page Weighing Devices, a scale device: application
    "0932 A102 8503"  # scale data report 3
    "0970 A102 1501 2508 7508 9501 1971 2978 8100 C0"  # status: an array of eight
    "0950 A102 1501 250C 1951 295C 8100 C0"  # unit: an array of twelve
    "0941 1581 257F 8102"  # scaling, signed
    "0940 1500 27FFFF0000 7510 8102 C0"  # weight
    "0931 A102 8502 1500 2501 7501 9502 0980 0981 9102 9506 9103 C0"  # control report 2: zero, enforced zero return
    "C0"
)
SCANNER = bytes.fromhex(
    "058C 0902 A101"  # page Bar Code Scanner, a bar code scanner: application
    "0912 A102 8502 1500 26FF00 7508 9501"  # scanned data report 2
    "0501 093B 8102"  # byte count, of the page Generic Desktop
    "058C 9503 09FB 09FC 09FD 8102"  # symbology identifier, three signs
    "9538 09FE 820201"  # decoded data, buffered bytes
    "9503 8103"  # three bytes for nothing
    "2501 7501 9501 09FF 8102 9507 8103"  # decode data continued, seven bits for nothing
    "C0 C0"
)


class HidWeights:
    """A scale that tells its weight by itself, eight times a second."""

    key = "hid_scale"

    def __init__(self, *, every: float = 1 / 8) -> None:
        self.every: float | None = every

    def heard(self, data: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        if len(data) == 2 and data[0] == ZERO_ID:
            if data[1] & 1:
                keys.zero()
        else:
            odd(f"unknown report {data[:8].hex(' ')}")
        return []

    def unasked(self, platter: Platter) -> Answer | None:
        weight = platter.net_milli if platter.has_weight else None
        shown = platter.figure(abs(platter.net_milli)) & 0xFFFF
        unit, scaling = (KILOGRAM if platter.unit == "kg" else POUND), -platter.decimals
        data = bytes([WEIGHT_ID, _status(platter), unit, scaling & 0xFF]) + shown.to_bytes(2, "little")
        return Answer(data, weight, spoil=_cut_short)

    def reset(self) -> None:
        """Remembers nothing."""

    def moved(self) -> None:
        """Tells whatever lies on it."""


def _status(platter: Platter) -> int:
    """The place in the list of statuses: fault 1, at zero 2, in motion 3, stable 4, under zero 5, over 6, calibrate 7,
    zero it 8."""
    if platter.zero_lost:
        return 8
    if platter.over:
        return 6
    if platter.moving:
        return 3
    if platter.under:
        return 5
    return 4 if platter.net_milli else 2


def _cut_short(message: bytes) -> bytes:
    """USB checks what it carries: what is left of a spoilt report is a short one."""
    return message[:-1]


def code_reports(identifier: str, code: bytes) -> Iterator[bytes]:
    """A code in as many reports as it needs."""
    parts = [code[at : at + ROOM] for at in range(0, len(code), ROOM)] or [b""]
    for place, part in enumerate(parts):
        more = place + 1 < len(parts)
        mark = identifier.encode("ascii").ljust(3, b"\x00")
        yield bytes([CODE_ID, len(part)]) + mark + part.ljust(ROOM, b"\x00") + bytes([0, 0, 0, more])
