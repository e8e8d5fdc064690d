"""Toledo continuous output: eighteen bytes, several times a second, whatever happens.

Source: Mettler Toledo Wildcat technical manual, appendix 2, tables 6-8 to 6-11.
"""

from collections.abc import Callable

from pos_desktop.devices.fake.lab.platter import Platter
from pos_desktop.devices.fake.lab.scale_protocol import Answer, Keys

STX, CR = b"\x02", b"\r"
SECONDS = 1 / 7
"""The manual's 'approximately 7 times per second'."""
_INCREMENTS = {1: 0x08, 2: 0x10, 5: 0x18}
_POINTS = {0: 0x02, 1: 0x03, 2: 0x04, 3: 0x05}


class ToledoContinuous:
    """`checksum`: the optional last byte. Takes the letters Z (zero), T (tare) and C (clear tare)."""

    key = "toledo_continuous"

    def __init__(self, *, checksum: bool = True, every: float = SECONDS) -> None:
        self.every: float | None = every
        self._checksum = checksum

    def heard(self, data: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        presses = {ord("Z"): keys.zero, ord("T"): keys.take_tare, ord("C"): keys.clear_tare}
        for letter in data:
            if letter in presses:
                presses[letter]()
            elif letter not in b"P\r\n":
                odd(f"unknown command {bytes([letter])!r}")
        return []

    def unasked(self, platter: Platter) -> Answer | None:
        message = _message(platter)
        weight = platter.net_milli if platter.has_weight else None
        if not self._checksum:
            return Answer(message, weight)
        return Answer(message + bytes([checksum(message)]), weight, spoil=_wrong)

    def reset(self) -> None:
        """Remembers nothing."""

    def moved(self) -> None:
        """Tells whatever lies on it."""


def _message(platter: Platter) -> bytes:
    shown = abs(platter.figure(platter.net_milli)) % 1_000_000
    tare = platter.figure(platter.tare_milli) % 1_000_000
    return STX + words(platter) + f"{shown:06d}{tare:06d}".encode() + CR


def words(platter: Platter) -> bytes:
    """The status words A, B and C."""
    step = platter.figure(platter.division_milli)
    first = 0x20 | _POINTS[platter.decimals] | _INCREMENTS[step]
    bits = (
        (0x01, platter.tare_milli > 0),
        (0x02, platter.net_milli < 0),
        (0x04, platter.over or platter.under),
        (0x08, platter.moving),
        (0x10, platter.unit == "kg"),
        (0x40, platter.zero_lost),
    )
    second = 0x20 | sum(bit for bit, on in bits if on)
    return bytes([first, second, 0x20])


def checksum(message: bytes) -> int:
    """The two's complement of the seven low bits of the sum of all bytes before it."""
    return -sum(message) & 0x7F


def _wrong(message: bytes) -> bytes:
    return message[:-1] + bytes([message[-1] ^ 0x15])
