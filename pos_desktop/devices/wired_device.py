"""What every device on a wire of its own has in common: the wire, and turns that end when something is asked for."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from pos_desktop.devices.wired import WireSettings, open_wire
from pos_desktop.system.wires.channel import ChannelLost

if TYPE_CHECKING:
    from pos_desktop.application.device_states import DeviceStatus
    from pos_desktop.devices.base import Log
    from pos_desktop.system.wires.channel import Channel

SLICE_SECONDS = 0.05
"""The longest single wait, so that an interrupted turn ends soon."""
STALL_SECONDS = 1.0
"""A device that takes no byte for so long is taken for lost; below the two seconds of a stop."""


class WiredDevice:
    """An `AttendedDevice` but for its `_turn`. The thread that attends it also opens and closes it."""

    def __init__(self, settings: WireSettings, log: Log) -> None:
        self._settings = settings
        self._log = log
        self._channel: Channel | None = None
        self._called = threading.Event()

    def open(self) -> None:
        if self._channel is None:
            self._channel = open_wire(self._settings)
            self._log("note", f"open {self._settings.address}", "good")
            self._connected()

    def attend(self, seconds: float) -> DeviceStatus:
        try:
            return self._turn(time.monotonic() + seconds)
        finally:
            self._called.clear()

    def interrupt(self) -> None:
        self._called.set()

    def close(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()

    # -- what a family fills in ----------------------------------------------------------------

    def _connected(self) -> None:
        """The wire is new: what was known of the device is known no more."""

    def _turn(self, deadline: float) -> DeviceStatus:
        raise NotImplementedError

    # -- bytes ---------------------------------------------------------------------------------

    @property
    def _wire(self) -> Channel:
        if self._channel is None:
            raise ChannelLost("not open")
        return self._channel

    def _hear(self, deadline: float) -> bytes:
        """The next bytes; nothing when none came until then or the turn was interrupted. Raises `ChannelLost`."""
        while True:
            left = deadline - time.monotonic()
            data = self._wire.read_some(max(0.0, min(left, SLICE_SECONDS)))
            if data or left <= 0 or self._called.is_set():
                return data

    def _say(self, data: bytes) -> None:
        """All of it, however slowly it is taken. Raises `ChannelLost` when nothing at all is taken any more."""
        moved = time.monotonic()
        while data:
            written = self._wire.write_some(data, SLICE_SECONDS)
            data = data[written:]
            if written:
                moved = time.monotonic()
            elif time.monotonic() - moved > STALL_SECONDS:
                raise ChannelLost("it takes no data", maybe_sent=0)

    def _drop_waiting(self) -> int:
        """Throws away what has arrived already and says how much that was; -1 when there was no end of it."""
        dropped = 0
        for _ in range(64):
            data = self._wire.read_some(0)
            if not data:
                return dropped
            dropped += len(data)
        return -1
