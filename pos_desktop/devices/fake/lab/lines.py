"""A device's end of a line with one peer: what is sent in its time, what is heard, plug and unplug.

One thread a line does everything that touches it; whoever calls from another thread is served by that thread.
"""

import contextlib
import heapq
import logging
import os
import selectors
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Protocol

from pos_desktop.devices.fake.lab.mishaps import Piece

log = logging.getLogger(__name__)

CHUNK = 4096
_STOP_WITHIN = 30.0
_NEVER_SECONDS = 3600.0


class End(Protocol):
    """The device at this end. Called on the line's thread alone."""

    def joined(self) -> None:
        """Somebody opened the other end."""

    def left(self) -> None:
        """The other end was closed, or the line was pulled out."""

    def heard(self, data: bytes) -> None:
        """Bytes, as they came."""

    def due(self) -> float | None:
        """The moment (monotonic) at which it wants its `turn`; None for none."""

    def turn(self) -> None:
        """Its moment has come."""


class Line(ABC):
    """What serial and network lines have in common."""

    kind: str
    """"serial" or "network"."""

    def __init__(self) -> None:
        self._end: End | None = None
        self._thread: threading.Thread | None = None
        self._stopping = False
        self._asked: deque[tuple[Callable[[], None], threading.Event]] = deque()
        self._outgoing: list[tuple[float, int, Piece]] = []
        self._lock = threading.Lock()
        self._numbers = count()
        self.peer = False
        """Whether somebody has the other end open."""
        self.plugged = False

    # Running ------------------------------------------------------------------------------------

    def start(self, end: End) -> None:
        """Plug it in and listen. Raises OSError when that cannot be."""
        self._end = end
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._stopping = False
        try:
            self._plug(elsewhere=False)
        except OSError:
            self._close_bell()
            raise
        self.plugged = True
        self._thread = threading.Thread(target=self._run, name=f"virtual-{self.kind}-line", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Unplug and end the thread."""
        if self._thread is None:
            return
        self._stopping = True
        self.wake()
        self._thread.join(_STOP_WITHIN)
        self._thread = None
        self._close_bell()

    def unplug(self) -> None:
        """Pull the plug: what was on its way is lost."""
        self._on_thread(self._pull)

    def plug(self, *, elsewhere: bool = False) -> None:
        """Plug it in again, at the same place or as another port."""
        self._on_thread(lambda: self._put(elsewhere=elsewhere))

    def send(self, parts: Iterable[Piece]) -> None:
        """From any thread. What nobody reads is lost, as on a real line."""
        if not self.peer:
            return
        now = time.monotonic()
        with self._lock:
            for part in parts:
                heapq.heappush(self._outgoing, (now + part.after, next(self._numbers), part))
        self.wake()

    def wake(self) -> None:
        """Have the thread look at everything again; safe from every thread."""
        with contextlib.suppress(OSError, AttributeError):
            self._bell.send(b"!")

    @property
    @abstractmethod
    def address(self) -> str:
        """What to enter in the settings."""

    # What kinds of line do ------------------------------------------------------------------------

    @abstractmethod
    def _plug(self, *, elsewhere: bool) -> None: ...

    @abstractmethod
    def _unplug(self) -> None: ...

    @abstractmethod
    def _watched(self) -> list[int]:
        """The descriptors that wake this line."""

    @abstractmethod
    def _look(self, ready: set[int]) -> None:
        """Serves what is ready; calls `_come`, `_hear` and `_go`."""

    @abstractmethod
    def _write(self, data: bytes) -> None:
        """Raises OSError when the peer is gone."""

    def _patience(self) -> float:
        """Seconds after which the line wants to be looked at although nothing is ready."""
        return _NEVER_SECONDS

    # On the thread ----------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._look(self._waited())
                self._do_asked()
                self._send_due()
                self._take_turn()
        finally:
            self._pull()
            self._do_asked()

    def _waited(self) -> set[int]:
        with selectors.DefaultSelector() as selector:
            selector.register(self._ear, selectors.EVENT_READ)
            for descriptor in self._watched():
                selector.register(descriptor, selectors.EVENT_READ)
            ready = {key.fd for key, _ in selector.select(self._seconds())}
        if self._ear.fileno() in ready:
            with contextlib.suppress(OSError):
                self._ear.recv(CHUNK)
        return ready

    def _seconds(self) -> float:
        now, moments = time.monotonic(), [self._patience()]
        with self._lock:
            if self._asked:
                return 0.0
            if self._outgoing:
                moments.append(self._outgoing[0][0] - now)
        due = self._end.due() if self._end else None
        if due is not None:
            moments.append(due - now)
        return max(0.0, min(moments))

    def _send_due(self) -> None:
        while (part := self._next_due()) is not None:
            if not self.peer:
                continue
            try:
                self._write(part.data)
            except BlockingIOError:
                log.debug("nobody reads the line %s: %d bytes are lost", self.address, len(part.data))
            except OSError:
                self._go()
            if part.unplug:
                self._pull()

    def _next_due(self) -> Piece | None:
        with self._lock:
            if self._outgoing and self._outgoing[0][0] <= time.monotonic():
                return heapq.heappop(self._outgoing)[2]
        return None

    def _take_turn(self) -> None:
        due = self._end.due() if self._end else None
        if self._end and due is not None and due <= time.monotonic():
            self._guard(self._end.turn)

    def _come(self) -> None:
        if not self.peer and self._end:
            self.peer = True
            self._guard(self._end.joined)

    def _go(self) -> None:
        with self._lock:
            self._outgoing.clear()
        if self.peer and self._end:
            self.peer = False
            self._guard(self._end.left)

    def _hear(self, data: bytes) -> None:
        if self._end:
            end = self._end
            self._guard(lambda: end.heard(data))

    def _pull(self) -> None:
        if self.plugged:
            self.plugged = False
            self._unplug()
            self._go()

    def _put(self, *, elsewhere: bool) -> None:
        if not self.plugged:
            self._plug(elsewhere=elsewhere)
            self.plugged = True

    def _guard(self, call: Callable[[], None]) -> None:
        """A fault of the device is told to the log; the line goes on."""
        try:
            call()
        except Exception:
            log.exception("the virtual device at %s failed", self.address)

    # Between threads --------------------------------------------------------------------------------

    def _on_thread(self, call: Callable[[], None]) -> None:
        if self._thread is None or threading.current_thread() is self._thread:
            call()
            return
        done = threading.Event()
        with self._lock:
            self._asked.append((call, done))
        self.wake()
        done.wait(_STOP_WITHIN)

    def _do_asked(self) -> None:
        while True:
            with self._lock:
                if not self._asked:
                    return
                call, done = self._asked.popleft()
            self._guard(call)
            done.set()

    def _close_bell(self) -> None:
        self._bell.close()
        self._ear.close()


def usb_line(name: str, descriptor: bytes, folder: Path | None = None) -> Line:
    """A USB device of the class HID, which says of its reports what the descriptor says. Linux only."""
    from pos_desktop.devices.fake.lab.hid_line import HidLine

    return HidLine(name, descriptor, folder)


def new_line(name: str, *, network: bool | None = None, folder: Path | None = None) -> Line:
    """A serial line where there are pseudo-terminals, a network one elsewhere or when asked for."""
    if network or (network is None and os.name != "posix"):
        from pos_desktop.devices.fake.lab.tcp_line import TcpLine

        return TcpLine()
    from pos_desktop.devices.fake.lab.pty_line import PtyLine

    return PtyLine(name, folder)
