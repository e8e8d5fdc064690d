"""Commands and answers: two bytes that say what, a length, the data (specification, chapter 1)."""

from dataclasses import dataclass

LONG = 0xFF
"""Behind it the length has two bytes, the lower one first."""
MOST = 0xFFFF

REGISTRATION, AUTHORISATION, LOG_OFF, COMPLETION = 0x0600, 0x0601, 0x0602, 0x060F
ABORTED, REPEAT_RECEIPT, REVERSAL, REFUND = 0x061E, 0x0620, 0x0630, 0x0631
END_OF_DAY, DIAGNOSIS, INITIALISATION, ABORT = 0x0650, 0x0670, 0x0693, 0x06B0
PRINT_LINE, PRINT_BLOCK, STATUS_ENQUIRY = 0x06D1, 0x06D3, 0x0501
STATUS, INTERMEDIATE = 0x040F, 0x04FF


@dataclass(frozen=True, slots=True)
class Apdu:
    """One message of either side."""

    control: int  # class and instruction, as 0x0601
    data: bytes = b""

    def encoded(self) -> bytes:
        """As it goes on the line."""
        size = len(self.data)
        if size > MOST:
            raise OverflowError(f"{size} bytes of data")
        length = bytes([size]) if size < LONG else bytes([LONG]) + size.to_bytes(2, "little")
        return self.control.to_bytes(2) + length + self.data

    @property
    def is_answer(self) -> bool:
        """Whether it answers a command: 80 00, or 84 and a reason."""
        return self.control >> 8 in (0x80, 0x84)


def positive() -> Apdu:
    """80 00 00."""
    return Apdu(0x8000)


def negative(reason: int) -> Apdu:
    """84 xx 00."""
    return Apdu(0x8400 | reason)


def take(data: bytes) -> tuple[Apdu, int] | None:
    """The first message of `data` and how long it was; None while it is not complete."""
    if len(data) < 3:
        return None
    size, start = data[2], 3
    if size == LONG:
        if len(data) < 5:
            return None
        size, start = int.from_bytes(data[3:5], "little"), 5
    if len(data) < start + size:
        return None
    return Apdu(int.from_bytes(data[:2]), bytes(data[start : start + size])), start + size


class Stream:
    """Feed it bytes as they come, it gives back the messages that are complete."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, data: bytes) -> list[Apdu]:
        self._waiting += data
        found = []
        while (taken := take(bytes(self._waiting))) is not None:
            found.append(taken[0])
            del self._waiting[: taken[1]]
        return found
