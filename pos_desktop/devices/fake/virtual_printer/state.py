"""What the printer's sensors see, and the status bytes that say so.

Bit layouts: Epson ESC/POS reference, DLE EOT, GS r and GS a (basic ASB).
"""

from dataclasses import dataclass
from enum import Enum


class Paper(Enum):
    """The paper roll as its two sensors see it."""

    OK = "ok"
    LOW = "low"
    OUT = "out"


class Trouble(Enum):
    """A fault of the mechanism, the printer stays offline until it is mended."""

    NONE = "none"
    CUTTER = "cutter"
    RECOVERABLE = "recoverable"
    UNRECOVERABLE = "unrecoverable"


@dataclass(frozen=True)
class PrinterState:
    """One moment of the printer; every change makes a new one."""

    paper: Paper = Paper.OK
    cover_open: bool = False
    held_offline: bool = False
    muted: bool = False
    trouble: Trouble = Trouble.NONE
    drawer_open: bool = False
    drawer_open_is_high: bool = True

    @property
    def online(self) -> bool:
        """Online means printing: paper in, cover shut, no fault, not held offline by hand."""
        stopped = self.cover_open or self.held_offline or self.trouble is not Trouble.NONE
        return not stopped and self.paper is not Paper.OUT

    @property
    def drawer_pin_high(self) -> bool:
        """Level of pin 3 of the drawer connector; which level means open differs by drawer."""
        return self.drawer_open == self.drawer_open_is_high

    def realtime(self, kind: int) -> bytes | None:
        """Answer to DLE EOT `kind` (1 printer, 2 offline cause, 3 error cause, 4 paper); None if unknown."""
        bits = {1: self._printer_bits, 2: self._offline_bits, 3: self._error_bits, 4: self._paper_bits}
        return bytes([0x12 | bits[kind]()]) if kind in bits else None

    def _printer_bits(self) -> int:
        return _bit(0x04, self.drawer_pin_high) | _bit(0x08, not self.online)

    def _offline_bits(self) -> int:
        stopped, failed = self.paper is Paper.OUT, self.trouble is not Trouble.NONE
        return _bit(0x04, self.cover_open) | _bit(0x20, stopped) | _bit(0x40, failed)

    def _error_bits(self) -> int:
        faults = {Trouble.CUTTER: 0x08, Trouble.UNRECOVERABLE: 0x20, Trouble.RECOVERABLE: 0x40}
        return faults.get(self.trouble, 0)

    def _paper_bits(self) -> int:
        # An empty roll is seen by both sensors.
        return _bit(0x0C, self.paper is not Paper.OK) | _bit(0x60, self.paper is Paper.OUT)

    def paper_sensors(self) -> bytes:
        """Answer to GS r 1 and ESC v."""
        return bytes([_bit(0x03, self.paper is not Paper.OK) | _bit(0x0C, self.paper is Paper.OUT)])

    def drawer_sensor(self) -> bytes:
        """Answer to GS r 2 and ESC u."""
        return bytes([_bit(0x01, self.drawer_pin_high)])

    def automatic(self) -> bytes:
        """The four bytes of the automatic status back (GS a)."""
        first = 0x10 | self._printer_bits() | _bit(0x20, self.cover_open)
        return bytes([first, self._error_bits(), self.paper_sensors()[0], 0x0F])

    def differs_for(self, other: "PrinterState", mask: int) -> bool:
        """Whether a change between the two is one that GS a `mask` asked to be told of."""
        mine, theirs = self.automatic(), other.automatic()
        changed = _bit(0x01, (mine[0] ^ theirs[0]) & 0x04) | _bit(0x02, (mine[0] ^ theirs[0]) & 0x28)
        changed |= _bit(0x04, mine[1] ^ theirs[1]) | _bit(0x08, mine[2] ^ theirs[2])
        return bool(changed & mask)


def _bit(value: int, wanted: object) -> int:
    return value if wanted else 0
