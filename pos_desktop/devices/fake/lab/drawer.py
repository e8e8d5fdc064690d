"""A cash drawer on a serial line of its own: a byte opens it, another asks how it stands.

Source: IBM SurePOS 500 technical reference (4840), cash drawer commands: BEL opens, ACK asks, ESC ACK has changes
told; bit 6 of the status byte is the sensor. Simpler drawers open at any byte and have no sensor.
"""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.lines import Line

OPEN, ASK, ESC = b"\x07", b"\x06", b"\x1b"
OPEN_STATUS, CLOSED_STATUS = 0x40, 0x00
_KEPT = 500


@dataclass(frozen=True, slots=True)
class ShownDrawer:
    """A moment for a window."""

    is_open: bool
    stuck: bool
    kicks: int


class VirtualDrawer(VirtualDevice):
    """`opening` and `asking` are what it takes; `any_byte`: everything opens it; `sensor`: whether it answers."""

    family = "drawer"
    driver = "serial_drawer"

    def __init__(
        self,
        line: Line,
        *,
        opening: bytes = OPEN,
        asking: bytes = ASK,
        open_status: int = OPEN_STATUS,
        closed_status: int = CLOSED_STATUS,
        any_byte: bool = False,
        sensor: bool = True,
    ) -> None:
        super().__init__(line)
        self._opening, self._asking = opening, asking
        self._statuses = (closed_status, open_status)
        self._any_byte = any_byte
        self._sensor = sensor
        self._tells = False
        self._buffer = bytearray()
        self._is_open = self._stuck = False
        self._kicks = 0
        self.opened_at: deque[datetime] = deque(maxlen=_KEPT)
        """When it sprang open."""

    @property
    def state(self) -> ShownDrawer:
        with self._lock:
            return ShownDrawer(self._is_open, self._stuck, self._kicks)

    def exchange(self) -> dict[str, object]:
        return {"kicks": self._kicks, "opened": len(self.opened_at)}

    # What a hand does ---------------------------------------------------------------------------------

    def open_with_key(self) -> None:
        """Open it without the register."""
        self._stand(is_open=True)

    def close(self) -> None:
        """Push it shut."""
        self._stand(is_open=False)

    def stick(self) -> None:
        """Something holds it: it hears the register and stays shut."""
        self._stuck = True
        self._changed()

    def unstick(self) -> None:
        """Free it."""
        self._stuck = False
        self._changed()

    # Its line -----------------------------------------------------------------------------------------

    def joined(self) -> None:
        self._buffer.clear()
        super().joined()

    def heard(self, data: bytes) -> None:
        self._buffer += data
        while self._buffer:
            if not self._take():
                return

    def _take(self) -> bool:
        """One command off the buffer; False when more must come."""
        for command, act in (
            (ESC + ASK, self._toggle_telling),
            (self._opening, self._kick),
            (self._asking, self._answer),
        ):
            if self._buffer.startswith(command):
                del self._buffer[: len(command)]
                act()
                return True
        if any(one.startswith(self._buffer) for one in (ESC + ASK, self._opening, self._asking)):
            return False
        byte = bytes(self._buffer[:1])
        del self._buffer[:1]
        if self._any_byte:
            self._kick()
        else:
            self._odd(f"unknown command {byte!r}")
        return True

    def _kick(self) -> None:
        self._kicks += 1
        if self._stuck:
            self._changed()
            return
        self.exchanged += 1
        self.opened_at.append(datetime.now(UTC))
        self._stand(is_open=True)

    def _toggle_telling(self) -> None:
        self._tells = not self._tells

    def _answer(self) -> None:
        if self._sensor:
            self._say(bytes([self._statuses[self._is_open]]), spoil=_unlikely)

    def _stand(self, *, is_open: bool) -> None:
        moved = self._is_open != is_open
        self._is_open = is_open
        if moved and self._tells:
            self._answer()
        self._changed()


def _unlikely(message: bytes) -> bytes:
    """A status byte that no drawer sends."""
    return bytes([message[0] ^ 0x8F])
