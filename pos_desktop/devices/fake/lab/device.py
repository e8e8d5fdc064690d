"""What all virtual devices on a line have in common: start and stop, plug, mishaps, listeners."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Self

from pos_desktop.devices.fake.lab.lines import Line
from pos_desktop.devices.fake.lab.mishaps import Mishap, Mishaps, Spoil, high_bit, pieces
from pos_desktop.system.virtual.listeners import Listeners, Stop
from pos_desktop.system.virtual.switched import Switched

_KEPT = 500
_LOOK_SECONDS = 0.05
"""What is counted without being told as a change is looked at so often."""


class VirtualDevice(Switched):
    """Every method may be called from every thread; call-backs come on the line's thread or on the caller's."""

    family: str
    """As the settings call it: scale, scanner, display, drawer."""
    driver: str
    """The driver that speaks to it."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.muted = False
        """Answers and tells nothing."""
        self.delay = 0.0
        """Seconds before each message."""
        self.exchanged = 0
        """Messages that did their work: weights told, codes sent, texts shown, times opened."""
        self.oddities: deque[str] = deque(maxlen=_KEPT)
        """What was heard that the protocol does not know."""
        self._lock = threading.RLock()
        self._mishaps = Mishaps()
        self._listeners = Listeners()
        self._last_sent = b""

    # Running ------------------------------------------------------------------------------------

    def start(self) -> Self:
        """Switch on. Raises OSError when the line cannot be had."""
        self.line.start(self)
        return self

    def stop(self) -> None:
        """Switch off."""
        self.line.stop()

    @property
    def address(self) -> str:
        """What to enter in the settings."""
        return self.line.address

    @property
    def connected(self) -> bool:
        """Whether the register has the line open."""
        return self.line.peer

    @property
    def plugged(self) -> bool:
        return self.line.plugged

    @property
    def standing(self) -> str:
        """ "connected", "waiting" for the register, "silent" or "unplugged"."""
        if not self.plugged:
            return "unplugged"
        if self.muted:
            return "silent"
        return "connected" if self.connected else "waiting"

    def exchange(self) -> dict[str, object]:
        """What went over the line so far, for a summary."""
        raise NotImplementedError

    def facts(self, name: str) -> dict[str, object]:
        """The device as a list tells it to programs."""
        return {
            "name": name,
            "family": self.family,
            "driver": self.driver,
            "kind": self.line.kind,
            "address": self.address,
            "state": self.standing,
            "exchanged": self.exchanged,
            **self.exchange(),
        }

    def on_change(self, call: Callable[[], None]) -> Stop:
        """Calls after every change, until the answer is called."""
        return self._listeners.add("change", call)

    def wait_until(self, done: Callable[[], bool], seconds: float = 30.0) -> bool:
        """Waits for changes until something is so; False when it does not become so in time."""
        news = threading.Event()
        stop = self.on_change(news.set)
        deadline = time.monotonic() + seconds
        try:
            while not done():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                news.wait(min(left, _LOOK_SECONDS))
                news.clear()
        finally:
            stop()
        return True

    # A hand on the cable --------------------------------------------------------------------------

    def unplug(self) -> None:
        """Pull the plug; the port is gone until `plug`."""
        self.line.unplug()
        self._changed()

    def plug(self, *, elsewhere: bool = False) -> None:
        """Plug it in again, at the same port or at another one."""
        self.line.plug(elsewhere=elsewhere)
        self._changed()

    def mute(self) -> None:
        """Say nothing from now on."""
        self.muted = True
        self._changed()

    def unmute(self) -> None:
        """Speak again."""
        self.muted = False
        self._changed()

    def strike(self, mishap: Mishap | str) -> None:
        """Something happens to the next message."""
        with self._lock:
            self._mishaps.add(Mishap(mishap))
        self._changed()

    @property
    def struck(self) -> int:
        """Messages to which something is going to happen."""
        return len(self._mishaps)

    def behave(self) -> None:
        """What was to go wrong does not."""
        with self._lock:
            self._mishaps.clear()
            self.delay = 0.0
        self.unmute()

    # For the devices -----------------------------------------------------------------------------

    def _say(self, message: bytes, *, spoil: Spoil = high_bit, other: bytes = b"") -> None:
        """Sends a whole message, or what a mishap makes of it. Without `other` the last message is the other one."""
        with self._lock:
            if self.muted:
                return
            parts = pieces(self._mishaps.take(), message, spoil, other or self._last_sent)
            self._last_sent = message
            delay = self.delay
        late = [type(part)(part.data, part.after + delay, part.unplug) for part in parts]
        self.line.send(late)

    def _changed(self) -> None:
        self._listeners.tell("change")

    def _odd(self, words: str) -> None:
        self.oddities.append(words)
        self._changed()

    # What the line tells -----------------------------------------------------------------------------

    def joined(self) -> None:
        """The register opened the line."""
        self._changed()

    def left(self) -> None:
        """The register closed the line, or the plug was pulled."""
        self._changed()

    def heard(self, data: bytes) -> None:
        """Bytes from the register."""
        raise NotImplementedError

    def due(self) -> float | None:
        """When it wants its turn next."""
        return None

    def turn(self) -> None:
        """Its moment has come."""
