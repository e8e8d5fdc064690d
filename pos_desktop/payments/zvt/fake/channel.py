"""What the terminal's desk knows of a line: whom it may answer, and how a message may be spoilt."""

from collections.abc import Callable
from typing import Protocol

from pos_desktop.payments.zvt.fake.apdu import Apdu
from pos_desktop.payments.zvt.fake.faults import Fault

NOISE = bytes.fromhex("00FF5A1502A5")
"""What interference leaves on a line. As ZVT it is a message of ninety bytes that nobody knows."""


class Channel(Protocol):
    """One register on the line."""

    @property
    def open(self) -> bool:
        """Whether what is sent can still arrive."""

    def send(self, apdu: Apdu, spoilt: Fault | None = None) -> None:
        """Sends without waiting for an answer; a line that is gone swallows it."""

    def hang_up(self, *, reset: bool = True) -> None:
        """Breaks the connection, as a pulled plug does; without `reset` what was sent still arrives."""


Received = Callable[[Channel, Apdu], None]
"""Called on the thread of the line with each message."""
Gone = Callable[[], None]
"""Called on that thread when a register is gone."""


class Line(Protocol):
    """A listening socket or a serial port."""

    host: str
    port: int
    serial_path: str

    def start(self) -> None:
        """Opens it and its thread. Raises OSError."""

    def stop(self) -> None:
        """Closes all and ends the thread."""

    def cut(self) -> None:
        """Breaks every connection and takes none; back when it is so."""

    def mend(self) -> None:
        """Takes connections again; back when it is so."""


def spoilt_bytes(message: bytes, spoilt: Fault | None) -> bytes:
    """What of a message goes on the line."""
    match spoilt:
        case Fault.HALF:
            return message[: max(1, len(message) // 2)]
        case Fault.NOISE:
            return NOISE + message
        case Fault.TWICE:
            return message * 2
        case _:
            return message
