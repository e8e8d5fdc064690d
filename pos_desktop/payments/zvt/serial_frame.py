"""The frame around a message on a serial line (PA00P016, chapter 2): DLE STX message DLE ETX check.

A DLE within the message is doubled. The check is CRC-CCITT over the message, undoubled, and the ETX: polynomial
x^16 + x^12 + x^5 + 1, bits reflected, begun at nought, low byte first. Pure: no wire, no clock.
"""

from __future__ import annotations

from pos_desktop.payments.zvt.apdu import NotZvt

STX, ETX, ACK, DLE, NAK = 0x02, 0x03, 0x06, 0x10, 0x15
LONGEST = 0xFFFF + 5
"""Bytes that a message can have; a frame that goes on is noise."""


def check_of(message: bytes) -> bytes:
    """The two bytes that follow a frame."""
    check = 0
    for byte in message + bytes([ETX]):
        check ^= byte
        for _ in range(8):
            check = check >> 1 ^ 0x8408 if check & 1 else check >> 1
    return check.to_bytes(2, "little")


def framed(message: bytes) -> bytes:
    """The message in its frame."""
    doubled = message.replace(bytes([DLE]), bytes([DLE, DLE]))
    return bytes([DLE, STX]) + doubled + bytes([DLE, ETX]) + check_of(message)


class FrameReader:
    """Takes a line's bytes one by one and tells what they come to."""

    def __init__(self) -> None:
        self._message = bytearray()
        self._check = bytearray()
        self._escaped = False
        self._where = "outside"

    @property
    def inside(self) -> bool:
        """Whether a frame was begun and is not over."""
        return self._where != "outside"

    def reset(self) -> None:
        """Forgets a frame that broke off."""
        self.__init__()  # type: ignore[misc]  # begins anew

    def take(self, byte: int) -> bytes | int | None:
        """A whole message, ACK or NAK by itself, or None. NotZvt for a frame that is broken."""
        if self._where == "outside":
            return self._outside(byte)
        if self._where == "check":
            return self._check_byte(byte)
        self._inside(byte)
        return None

    def _outside(self, byte: int) -> int | None:
        if self._escaped and byte == STX:
            self.reset()
            self._where = "inside"
            return None
        self._escaped = byte == DLE
        return byte if byte in (ACK, NAK) else None

    def _inside(self, byte: int) -> None:
        if self._escaped:
            self._escaped = False
            if byte == ETX:
                self._where = "check"
            elif byte == DLE:
                self._message.append(DLE)
            elif byte == STX:
                self.reset()
                self._where = "inside"  # the other side began anew
            else:
                self.reset()
                raise NotZvt("a byte after DLE that means nothing")
        elif byte == DLE:
            self._escaped = True
        else:
            self._message.append(byte)
        if len(self._message) > LONGEST:
            self.reset()
            raise NotZvt("a frame without an end")

    def _check_byte(self, byte: int) -> bytes | None:
        self._check.append(byte)
        if len(self._check) < 2:
            return None
        message, check = bytes(self._message), bytes(self._check)
        self.reset()
        if check != check_of(message):
            raise NotZvt("the check does not fit")
        return message
