"""Mettler 8217, also spoken by many checkout scales: a letter asks, STX weight CR answers (9600 baud, 7E1).

Source: Mettler Toledo DIVA service manual, 6.1.3.2 (commands) and 6.1.4.3 (status byte).
"""

from collections.abc import Callable

from pos_desktop.devices.fake.lab.platter import Platter
from pos_desktop.devices.fake.lab.scale_protocol import Answer, Keys

STX, CR = b"\x02", b"\r"
_TARE_DIGITS = 5
_CONFIDENT = Answer(STX + CR)


class Mettler8217:
    """Speaks only when spoken to. Line ends after a letter are passed over."""

    key = "mettler_8217"
    every: float | None = None

    def __init__(self) -> None:
        self._tare: bytes | None = None
        self._echoes = False

    def heard(self, data: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        answers: list[Answer] = []
        for place in range(len(data)):
            answers += self._take(data[place : place + 1], keys, odd)
        return answers

    def unasked(self, platter: Platter) -> Answer | None:
        return None

    def reset(self) -> None:
        self._tare = None
        self._echoes = False

    def moved(self) -> None:
        """Weighs whatever lies on it, however often it is asked."""

    def _take(self, letter: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        if self._echoes:
            return self._echo(letter)
        if self._tare is not None:
            return self._take_tare(letter, keys, odd)
        match letter:
            case b"W":
                return [weight(keys.platter)]
            case b"Z":
                keys.zero()
                return [Answer(status(keys.platter))]
            case b"T":
                self._tare = b""
                return []
            case b"C":
                keys.clear_tare()
                return [Answer(status(keys.platter))]
            case b"A":
                return [_CONFIDENT]
            case b"B":
                return [Answer(STX + b"?@" + CR)]
            case b"E":
                self._echoes = True
                return [Answer(STX + b"E" + CR)]
            case b"\r" | b"\n":
                return []
        odd(f"unknown command {letter!r}")
        return []

    def _echo(self, letter: bytes) -> list[Answer]:
        if letter != b"F":
            return [Answer(letter)]
        self._echoes = False
        return [Answer(STX + b"F" + CR)]

    def _take_tare(self, letter: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        assert self._tare is not None
        if letter.isdigit() and len(self._tare) < _TARE_DIGITS:
            self._tare += letter
            return []
        digits, self._tare = self._tare, None
        if letter != CR or len(digits) not in (0, _TARE_DIGITS):
            odd(f"tare {digits + letter!r} makes no sense")
            return []
        milli = None if not digits else int(digits) * (1 if keys.platter.unit == "kg" else 10)
        keys.take_tare(milli)
        return [Answer(status(keys.platter))]


def weight(platter: Platter) -> Answer:
    """The answer to W: a weight, or the status byte where there is none."""
    if not platter.has_weight:
        return Answer(status(platter), other=_CONFIDENT.data)
    places = platter.decimals
    digits = f"{platter.figure(platter.net_milli):0{places + 2}d}"
    net = "N" if platter.tare_milli else ""
    told = f"{digits[:-places]}.{digits[-places:]}{net}".encode()
    return Answer(STX + told + CR, platter.net_milli, other=_CONFIDENT.data)


def status(platter: Platter) -> bytes:
    """STX ? status CR."""
    bits = (
        (0x01, platter.moving),
        (0x02, platter.over),
        (0x04, platter.under),
        (0x08, platter.zero_lost or not platter.near_zero),
        (0x10, platter.at_zero and not platter.moving),
        (0x20, platter.tare_milli > 0),
    )
    return STX + b"?" + bytes([0x40 | sum(bit for bit, on in bits if on)]) + CR
