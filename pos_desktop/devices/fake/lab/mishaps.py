"""What may go wrong with a message on its way from a device to the register."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Spoil = Callable[[bytes], bytes]
"""Makes a message one that the protocol's own check refuses."""

GLITCH = b"\x00\xff\xf8\xff"
"""What a line picks up when a plug is moved: breaks and full bytes, none of them a control character."""
_PIECE_SECONDS = 0.02


class Mishap(StrEnum):
    """Strikes one message."""

    NOISE = "noise"  # rubbish comes before it
    HALF = "half"  # its second half never comes
    PIECES = "pieces"  # byte by byte, with pauses
    DROPPED = "dropped"  # the plug falls out in the middle of it
    WRONG_CHECK = "wrong_check"
    TWICE = "twice"
    OTHER = "other"  # an answer to something else comes instead
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes to be sent `after` seconds; `unplug` ends the line behind them."""

    data: bytes
    after: float = 0.0
    unplug: bool = False


def high_bit(message: bytes) -> bytes:
    """A parity error as a port without parity check sees it: the eighth bit set in the middle."""
    middle = len(message) // 2
    return message[:middle] + bytes([message[middle] | 0x80]) + message[middle + 1 :]


def pieces(mishap: Mishap | None, message: bytes, spoil: Spoil, other: bytes) -> list[Piece]:
    """What is sent in a message's place."""
    half = message[: (len(message) + 1) // 2]
    match mishap:
        case None:
            return [Piece(message)]
        case Mishap.NOISE:
            return [Piece(GLITCH + message)]
        case Mishap.HALF:
            return [Piece(half)]
        case Mishap.PIECES:
            return [Piece(bytes([byte]), place * _PIECE_SECONDS) for place, byte in enumerate(message)]
        case Mishap.DROPPED:
            return [Piece(half, unplug=True)]
        case Mishap.WRONG_CHECK:
            return [Piece(spoil(message))]
        case Mishap.TWICE:
            return [Piece(message + message)]
        case Mishap.OTHER:
            return [Piece(other)]
        case Mishap.SILENT:
            return []


class Mishaps:
    """Those to come, in order, one a message."""

    def __init__(self) -> None:
        self._coming: deque[Mishap] = deque()

    def add(self, mishap: Mishap) -> None:
        """Strikes the message after those that are struck already."""
        self._coming.append(mishap)

    def take(self) -> Mishap | None:
        """The one that strikes this message."""
        return self._coming.popleft() if self._coming else None

    def clear(self) -> None:
        """What was to go wrong does not."""
        self._coming.clear()

    def __len__(self) -> int:
        return len(self._coming)
