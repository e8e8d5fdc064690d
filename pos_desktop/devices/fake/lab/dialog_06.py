"""Dialog 06: the register sends a unit price, the scale answers weight, price and amount (9600 baud, 7O1).

Source: Dialog 06 (also 'Checkout-Dialogue 06', DIAL06), records 01 to 11. Every answer of the scale is
acknowledged by the register with EOT, which resets the interface.
"""

import re
from collections.abc import Callable

from pos_desktop.devices.fake.lab.dialog_check import Gate
from pos_desktop.devices.fake.lab.platter import Platter
from pos_desktop.devices.fake.lab.scale_protocol import Answer, Keys

STX, ETX, EOT, ENQ, ACK, NAK, ESC = 0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x1B
_LONGEST = 64

NO_ERROR, GENERAL = "00", "01"
BAD_RECORD, BAD_PRICE, BAD_TARE, BAD_TEXT = "10", "11", "12", "13"
MOVING, NOT_MOVED, NOT_FINISHED = "20", "21", "22"
TOO_LITTLE, UNDER, OVER = "30", "31", "32"

_FIELDS = {"01": "", "03": "t", "04": "x", "05": "tx"}
_ACK, _NAK = Answer(bytes([ACK])), Answer(bytes([NAK]))


class Dialog06:
    """`least_milli`: below that the scale does not sell. With a `gate` it asks for check sums.

    After a result it wants the load to have moved before the next one (status 21).
    """

    key = "dialog_06"
    every: float | None = None

    def __init__(self, *, least_milli: int = 20, gate: Gate | None = None) -> None:
        self._least = least_milli
        self._gate = gate
        self._buffer = bytearray()
        self._status = NO_ERROR
        self._price: int | None = None
        self._sold = False

    def reset(self) -> None:
        self._buffer.clear()
        self._price = None
        self._status = NO_ERROR
        if self._gate is not None:
            self._gate.close()

    def moved(self) -> None:
        self._sold = False

    def unasked(self, platter: Platter) -> Answer | None:
        return None

    def heard(self, data: bytes, keys: Keys, odd: Callable[[str], None]) -> list[Answer]:
        answers: list[Answer] = []
        self._buffer += data
        while (message := self._next(odd)) is not None:
            if message:
                answers.append(self._answer(message, keys))
        return answers

    # Framing ----------------------------------------------------------------------------------------

    def _next(self, odd: Callable[[str], None]) -> bytes | None:
        """ENQ, or a record with its STX and ETX; empty for what says nothing; None when more must come."""
        buffer = self._buffer
        if buffer and buffer[0] != EOT:
            odd(f"no EOT before {bytes(buffer[:8])!r}")
            place = buffer.find(EOT)
            del buffer[: place if place >= 0 else len(buffer)]
        if len(buffer) < 2:
            return None
        if buffer[1] == ENQ:
            del buffer[:2]
            return bytes([ENQ])
        if buffer[1] != STX:
            del buffer[0]  # EOT alone resets the interface
            return b"" if buffer[0] == EOT else self._next(odd)
        end = buffer.find(ETX)
        if end < 0:
            if len(buffer) > _LONGEST:
                odd("a record without end")
                buffer.clear()
            return None
        message = bytes(buffer[1 : end + 1])
        del buffer[: end + 1]
        return message

    # What is answered ---------------------------------------------------------------------------------

    def _answer(self, message: bytes, keys: Keys) -> Answer:
        if message == bytes([ENQ]):
            return self._result(keys)
        number, *fields = re.split("\x1b", message[1:-1].decode("ascii", "replace"))
        if number == "08":
            return self._record(f"09\x1b{self._status}")
        if number == "10" and self._gate is not None and len(fields) == 1:
            self._gate.take(fields[0])
            return _ACK
        if number not in _FIELDS:
            return self._refuse(BAD_RECORD)
        return self._order(number, [field for field in fields if field or number in ("04", "05")], keys)

    def _order(self, number: str, fields: list[str], keys: Keys) -> Answer:
        kinds = _FIELDS[number]
        price, *rest = fields or [""]
        if not re.fullmatch(r"\d{5,6}", price):
            return self._refuse(BAD_PRICE)
        given = dict(zip(kinds, rest, strict=False))
        if "t" in kinds and not re.fullmatch(r"\d{4}", given.get("t", "")):
            return self._refuse(BAD_TARE)
        if "x" in kinds and not 1 <= len(given.get("x", "")) <= 13:
            return self._refuse(BAD_TEXT)
        if self._gate is not None and self._gate.closed:
            return self._record(f"11\x1b2{self._gate.ask()}")
        if "t" in kinds:
            keys.take_tare(int(given["t"]) * (1 if keys.platter.unit == "kg" else 10))
        self._price, self._status = int(price), NO_ERROR
        return _ACK

    def _result(self, keys: Keys) -> Answer:
        if self._gate is not None and self._gate.verdict is not None:
            return self._record(f"11\x1b{int(self._gate.tell())}")
        platter = keys.platter
        trouble = self._trouble(platter)
        if trouble is not None or self._price is None:
            return self._refuse(trouble or NOT_FINISHED)
        price, self._price, self._sold = self._price, None, True
        if self._gate is not None:
            self._gate.weighed()
        amount = (2 * price * platter.net_milli + 1000) // 2000
        weight = platter.figure(platter.net_milli)
        words = f"02\x1b{_scale_status(platter)}\x1b{weight:05d}\x1b{price:06d}\x1b{amount:06d}"
        return self._record(words, platter.net_milli)

    def _trouble(self, platter: Platter) -> str | None:
        if self._price is None:
            return NOT_FINISHED
        states = (
            (MOVING, platter.moving),
            (GENERAL, platter.zero_lost),
            (OVER, platter.over),
            (UNDER, platter.under),
            (TOO_LITTLE, platter.net_milli < max(1, self._least)),
            (NOT_MOVED, self._sold),
        )
        return next((code for code, so in states if so), None)

    def _refuse(self, status: str) -> Answer:
        self._status = status
        return _NAK

    def _record(self, words: str, weight_milli: int | None = None) -> Answer:
        return Answer(bytes([STX]) + words.encode() + bytes([ETX]), weight_milli, other=_ACK.data)


def _scale_status(platter: Platter) -> int:
    """Unit and division of record 02: 1 pounds by 0.01 (the weight in hundredths), 2 pounds by 0.005 (in thousandths),
    3 kilograms."""
    if platter.unit == "kg":
        return 3
    return 1 if platter.decimals == 2 else 2
