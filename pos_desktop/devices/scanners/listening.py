"""The turns of a scanner: what comes is put together into codes, each told once it is whole."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from pos_desktop.application.device_states import DeviceState, DeviceStatus
from pos_desktop.devices.scanners.code_reader import Code, Refused
from pos_desktop.devices.wired_device import WiredDevice

if TYPE_CHECKING:
    from pos_desktop.devices.base import Log
    from pos_desktop.devices.wired import WireSettings

Heard = Callable[[str], None]


class Reader(Protocol):
    """Puts together what comes."""

    @property
    def waiting(self) -> bool:
        """Whether a code has begun."""
        ...

    def take(self, data: bytes) -> list[Code | Refused]: ...
    def pause(self) -> list[Code | Refused]: ...


class ListeningScanner(WiredDevice):
    """A scanner as an `AttendedDevice` but for its reader. Tells each whole code on its thread."""

    def __init__(self, settings: WireSettings, log: Log, heard: Heard) -> None:
        super().__init__(settings, log)
        self._heard = heard
        self._reader = self._new_reader()
        self._silent_since = 0.0

    @abstractmethod
    def _new_reader(self) -> Reader:
        """One that has heard nothing yet."""

    @property
    @abstractmethod
    def _pause_seconds(self) -> float:
        """How long a code may stop before it is dropped, or whole."""

    def _connected(self) -> None:
        self._reader = self._new_reader()

    def _turn(self, deadline: float) -> DeviceStatus:
        """All codes until then: a code does not end the turn, so that the next is not waiting for what goes between."""
        while True:
            self._listen(deadline)
            if time.monotonic() >= deadline or self._called.is_set():
                return DeviceStatus(DeviceState.READY)

    def _listen(self, deadline: float) -> None:
        """The next bytes, or the pause that ends a code."""
        pause = self._pause_seconds
        if self._reader.waiting:
            deadline = min(deadline, self._silent_since + pause)
        data = self._hear(deadline)
        now = time.monotonic()
        if data:
            self._silent_since = now
            self._tell(self._reader.take(data))
        elif self._reader.waiting and now >= self._silent_since + pause:
            self._tell(self._reader.pause())

    def _tell(self, said: list[Code | Refused]) -> None:
        for one in said:
            if isinstance(one, Refused):
                self._log("in", f"refused: {one.why}", "attention")
            else:
                self._heard(one.text)
                self._log("in", f"a code of {len(one.text)} characters", "plain")
