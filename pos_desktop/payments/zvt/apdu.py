"""ZVT's messages as bytes: two bytes that say what, a length, and the data (PA00P015, chapter 1; PA00P016, chapter 3).

Pure: no wire, no clock. Whatever bytes come in, the answer is a message or `NotZvt`.
"""

from __future__ import annotations

from enum import IntEnum

from pos_desktop.domain.record import record

_LONG = 0xFF
_SHORT_HEAD, _LONG_HEAD = 3, 5


class NotZvt(ValueError):
    """Bytes that are no message, or a field that is not what the protocol says."""


class Kind(IntEnum):
    """What a message is: class and instruction."""

    SET_TIME = 0x0401
    STATUS = 0x040F
    INTERMEDIATE = 0x04FF
    REGISTRATION = 0x0600
    AUTHORISATION = 0x0601
    COMPLETION = 0x060F
    ABORTED = 0x061E
    REPEAT_RECEIPT = 0x0620
    REVERSAL = 0x0630
    REFUND = 0x0631
    END_OF_DAY = 0x0650
    ABORT = 0x06B0
    PRINT_LINE = 0x06D1
    PRINT_BLOCK = 0x06D3
    DONE = 0x8000  # the positive acknowledgement


REFUSED_CLASS = 0x84
"""The class of a negative acknowledgement; its instruction is the reason. 84 00 is an old positive one."""


@record
class Apdu:
    """One message."""

    control: int
    data: bytes = b""

    @property
    def accepted(self) -> bool:
        """A positive acknowledgement."""
        return self.control in (Kind.DONE, REFUSED_CLASS << 8)

    @property
    def refusal(self) -> int | None:
        """The reason of a negative acknowledgement."""
        return self.control & 0xFF if self.control >> 8 == REFUSED_CLASS and self.control & 0xFF else None


def packed(apdu: Apdu) -> bytes:
    """The message as it goes over a network, or into a serial frame."""
    size = len(apdu.data)
    if size > 0xFFFF:
        raise ValueError("longer than a message can be")
    head = apdu.control.to_bytes(2, "big")
    if size < _LONG:
        return head + bytes([size]) + apdu.data
    return head + bytes([_LONG]) + size.to_bytes(2, "little") + apdu.data


def size_of(head: bytes) -> int | None:
    """How long the message that begins so is altogether; None while the head is not whole."""
    if len(head) < _SHORT_HEAD:
        return None
    if head[2] != _LONG:
        return _SHORT_HEAD + head[2]
    if len(head) < _LONG_HEAD:
        return None
    return _LONG_HEAD + int.from_bytes(head[3:5], "little")


def read_apdu(raw: bytes) -> Apdu:
    """Exactly one message; NotZvt for fewer bytes or more."""
    size = size_of(raw)
    if size is None or size != len(raw):
        raise NotZvt("not one whole message")
    head = _LONG_HEAD if raw[2] == _LONG else _SHORT_HEAD
    return Apdu(int.from_bytes(raw[:2], "big"), bytes(raw[head:]))
