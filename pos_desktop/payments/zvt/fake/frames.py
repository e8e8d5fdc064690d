"""The serial transport: DLE STX, the message with DLE doubled, DLE ETX, a check sum; ACK and NAK between.

The check sum is the CRC of 16 bits with the polynomial of CCITT, bits reversed, from 0, over the message as it was
before doubling and the ETX; its lower byte goes first (PA00P016, 'Serial transport protocol').
"""

from dataclasses import dataclass

STX, ETX, ACK, DLE, NAK = 0x02, 0x03, 0x06, 0x10, 0x15
LARGEST = 70_000
"""Bytes; what is longer is noise."""


def crc(data: bytes) -> int:
    """The check sum of a message, ETX added here."""
    rest = 0
    for byte in data + bytes([ETX]):
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ 0x8408 if rest & 1 else rest >> 1
    return rest


def framed(data: bytes) -> bytes:
    """A message as it goes on the wire."""
    doubled = data.replace(bytes([DLE]), bytes([DLE, DLE]))
    return bytes([DLE, STX]) + doubled + bytes([DLE, ETX]) + crc(data).to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Frame:
    """A message from the wire, and whether its check sum is right."""

    data: bytes
    sound: bool


Heard = Frame | int
"""A frame, ACK or NAK."""


class Frames:
    """Feed it bytes as they come, it gives back what they mean; noise between frames is passed over."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._inside = self._escaped = False
        self._sum: bytearray | None = None

    @property
    def within(self) -> bool:
        """Whether a frame has begun and is not complete."""
        return self._inside

    def drop(self) -> None:
        """What came of the frame is void: its next byte took too long."""
        self._inside = self._escaped = False
        self._sum = None

    def feed(self, data: bytes) -> list[Heard]:
        found = []
        for byte in data:
            heard = self._within(byte) if self._inside else self._between(byte)
            if heard is not None:
                found.append(heard)
        return found

    def _between(self, byte: int) -> Heard | None:
        if self._escaped and byte == STX:
            self._data.clear()
            self._inside, self._escaped, self._sum = True, False, None
            return None
        self._escaped = byte == DLE
        return byte if byte in (ACK, NAK) else None

    def _within(self, byte: int) -> Heard | None:
        if self._sum is not None:
            return self._summed(byte)
        if not self._escaped:
            self._escaped = byte == DLE
            if not self._escaped:
                self._data.append(byte)
            return self._too_long()
        self._escaped = False
        if byte == DLE:
            self._data.append(byte)
        elif byte == ETX:
            self._sum = bytearray()
        elif byte == STX:
            self._data.clear()  # the other side began anew
        else:
            self.drop()
            return Frame(bytes(self._data), sound=False)
        return None

    def _summed(self, byte: int) -> Frame | None:
        assert self._sum is not None
        self._sum.append(byte)
        if len(self._sum) < 2:
            return None
        data, told = bytes(self._data), int.from_bytes(self._sum, "little")
        self.drop()
        return Frame(data, told == crc(data))

    def _too_long(self) -> Frame | None:
        if len(self._data) <= LARGEST:
            return None
        self.drop()
        return Frame(b"", sound=False)
