"""A line display on a pole: what it shows, and what the line makes of it."""

from collections import deque
from dataclasses import dataclass

from pos_desktop.devices.fake.lab.device import VirtualDevice
from pos_desktop.devices.fake.lab.display_cd5220 import Cd5220
from pos_desktop.devices.fake.lab.display_escpos import EscPosDisplay
from pos_desktop.devices.fake.lab.glass import Glass
from pos_desktop.devices.fake.lab.lines import Line
from pos_desktop.devices.fake.lab.mishaps import high_bit, pieces

PROTOCOLS: dict[str, type[EscPosDisplay] | type[Cd5220]] = {"escpos_display": EscPosDisplay, "cd5220": Cd5220}
_KEPT = 500


@dataclass(frozen=True, slots=True)
class ShownDisplay:
    """A moment for a window. Both lines have twenty characters."""

    upper: str
    lower: str
    brightness: int
    powered: bool


class VirtualDisplay(VirtualDevice):
    """`protocol` is a key of PROTOCOLS. It hears and says nothing: mishaps strike what it is told."""

    family = "display"

    def __init__(self, protocol: str, line: Line) -> None:
        super().__init__(line)
        self.driver = protocol
        self._glass = Glass()
        self._speech = PROTOCOLS[protocol](self._glass)
        self._powered = True
        self.texts: deque[tuple[str, str]] = deque(maxlen=_KEPT)
        """The latest texts, blanks at their ends taken off, blank ones left out."""

    @property
    def state(self) -> ShownDisplay:
        with self._lock:
            upper, lower = self._glass.lines if self._powered else (" " * 20, " " * 20)
            return ShownDisplay(upper, lower, self._glass.brightness, self._powered)

    @property
    def lines(self) -> tuple[str, str]:
        """What it shows, without the blanks at the ends."""
        state = self.state
        return state.upper.rstrip(), state.lower.rstrip()

    def exchange(self) -> dict[str, object]:
        return {"texts": [list(text) for text in self.texts]}

    def switch_off(self) -> None:
        """Its own power: dark, and what it is told is lost."""
        with self._lock:
            self._powered = False
        self._changed()

    def switch_on(self) -> None:
        """Power again: nothing on it, all settings as delivered."""
        with self._lock:
            self._powered = True
            self._speech.switch_on()
        self._changed()

    def heard(self, data: bytes) -> None:
        with self._lock:
            if self.muted or not self._powered:
                return
            before = self._glass.lines
            parts = pieces(self._mishaps.take() if self._mishaps else None, data, high_bit, b"")
            for part in parts:
                self._speech.heard(part.data, self._odd)
                if part.unplug:
                    self.line.unplug()
            after = self._glass.lines
            if after != before:
                self.exchanged += 1
                if any(line.strip() for line in after):
                    self.texts.append((after[0].rstrip(), after[1].rstrip()))
        if after != before:
            self._changed()
