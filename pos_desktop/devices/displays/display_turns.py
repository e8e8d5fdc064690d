"""The turns of a line display: what is shown when, and again after it was away."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_desktop.application.counter import LineText
from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.devices.displays.two_lines import Shows, two_lines
from pos_desktop.devices.settings import number
from pos_desktop.devices.wired import WireSettings
from pos_desktop.devices.wired_device import WiredDevice

if TYPE_CHECKING:
    from pos_desktop.devices.base import Log

AGAIN_SECONDS = 30.0
"""The text is sent again so often: a display that was off for a moment says nothing of it."""


@dataclass(frozen=True, kw_only=True)
class DisplaySettings(WireSettings):
    """`blank_minutes` after the last text the display goes blank; 0 is never."""

    blank_minutes: int = number(0, 0, 240)


class DisplayOnWire(WiredDevice):
    """A `LineDisplay` but for its language."""

    _settings: DisplaySettings

    def __init__(self, settings: DisplaySettings, log: Log) -> None:
        super().__init__(settings, log)
        self._lock = threading.Lock()
        self._text = LineText()
        self._given = time.monotonic()
        self._sent: LineText | None = None
        self._sent_at = 0.0
        self._ready = False

    def show(self, text: LineText) -> None:
        with self._lock:
            self._text = text
            self._given = time.monotonic()
        self.interrupt()

    def _connected(self) -> None:
        self._ready = False
        self._sent = None

    def _turn(self, deadline: float) -> DeviceStatus:
        text = self._wanted()
        if text != self._sent or time.monotonic() > self._sent_at + AGAIN_SECONDS:
            self._send(text)
        else:
            self._hear(min(deadline, self._sent_at + AGAIN_SECONDS))
        return DeviceStatus(DeviceState.READY, _shown(self._sent or text))

    def _wanted(self) -> LineText:
        with self._lock:
            idle = time.monotonic() - self._given
            blank = self._settings.blank_minutes and idle > self._settings.blank_minutes * 60
            return LineText() if blank else self._text

    def _send(self, text: LineText) -> None:
        """The whole picture: a half one from before the wire broke is written over."""
        data = b"" if self._ready else self._start()
        if text == LineText():
            data += self._clear()
        else:
            data += self._page() + self._put(*two_lines(text, self._shows))
        self._log("out", "blank" if text == LineText() else "two lines", "plain")
        self._say(data)
        self._ready = True
        self._sent, self._sent_at = text, time.monotonic()

    # -- what a language fills in --------------------------------------------------------------

    @property
    def _shows(self) -> Shows:
        raise NotImplementedError

    def _start(self) -> bytes:
        """Sets the display up and clears it."""
        raise NotImplementedError

    def _page(self) -> bytes:
        """Selects the characters, without touching what is shown."""
        raise NotImplementedError

    def _clear(self) -> bytes:
        raise NotImplementedError

    def _put(self, upper: bytes, lower: bytes) -> bytes:
        """Both lines, each as wide as the display."""
        raise NotImplementedError


def _shown(text: LineText) -> str:
    """Both lines in one, for the list of devices."""
    lines = (f"{text.upper} {text.upper_end}".strip(), f"{text.lower} {text.lower_end}".strip())
    return " / ".join(line for line in lines if line)
