"""The terminal on a serial port: a pseudo-terminal whose far end the register opens by its path."""

import contextlib
import os
import selectors
import sys
import threading
import time
from collections import deque
from typing import Any

from pos_desktop.payments.zvt.fake.apdu import Apdu, take
from pos_desktop.payments.zvt.fake.bell import Watcher
from pos_desktop.payments.zvt.fake.channel import NOISE, Received
from pos_desktop.payments.zvt.fake.faults import Fault
from pos_desktop.payments.zvt.fake.frames import ACK, NAK, Frame, Frames, framed
from pos_desktop.payments.zvt.fake.times import Times

_CHUNK = 4096
_PULLED = 0.3
"""Seconds that a plug is out when the line breaks."""


class SerialPort(Watcher):
    """One port, one register. It is the line and its only channel.

    A frame stays first in the queue until the register has said ACK; on NAK, or when nothing is said in time, it is
    sent again, `Times.repeats` times altogether, then given up.
    """

    host, port = "", 0

    def __init__(self, received: Received, times: Times) -> None:
        super().__init__()
        self.serial_path = ""
        self._received = received
        self._times = times
        self._lock = threading.Lock()
        self._queue: deque[tuple[bytes, Fault | None]] = deque()
        self._tries = 0
        self._due: float | None = None  # when what was sent is sent again
        self._late: float | None = None  # when a frame that has begun is void
        self._out_until = 0.0
        self._leaving = False  # the plug is pulled once what is queued is through
        self._frames = Frames()

    # The channel --------------------------------------------------------------------------------

    @property
    def open(self) -> bool:
        return not (self._is_deaf or self._leaving)

    def send(self, apdu: Apdu, spoilt: Fault | None = None) -> None:
        with self._lock:
            if self._is_deaf or self._leaving:
                return
            self._queue.append((apdu.encoded(), spoilt))
            if spoilt is Fault.TWICE:
                self._queue.append((apdu.encoded(), None))
        self._ring()

    def hang_up(self, *, reset: bool = True) -> None:
        """The plug is out for a moment; with `reset` what was to be sent is lost."""
        with self._lock:
            self._leaving = True
            if reset or not self._queue:
                self._pull()

    def _pull(self) -> None:
        self._out_until = time.monotonic() + _PULLED
        self._leaving = False
        self._forget()

    @property
    def _is_deaf(self) -> bool:
        return self._is_cut or time.monotonic() < self._out_until

    def _forget(self) -> None:
        self._queue.clear()
        self._tries, self._due, self._late = 0, None, None
        self._frames = Frames()

    # The line -----------------------------------------------------------------------------------

    def _open(self) -> None:
        if sys.platform == "win32":
            raise OSError("this system has no pseudo-terminals")
        import tty

        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self.serial_path = os.ttyname(self._theirs)
        self._selector.register(self._ours, selectors.EVENT_READ)

    def _close(self) -> None:
        self._selector.unregister(self._ours)
        os.close(self._ours)
        os.close(self._theirs)
        self._forget()

    def _patience(self) -> float | None:
        due = [at for at in (self._due, self._late) if at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _turn(self, ready: set[Any]) -> None:
        if self._ours in ready:
            self._read()
        now = time.monotonic()
        if self._late is not None and now >= self._late:
            self._late = None
            self._frames.drop()
            self._write(bytes([NAK]))
        with self._lock:
            self._push(now)

    def _read(self) -> None:
        try:
            data = os.read(self._ours, _CHUNK)
        except OSError:
            data = b""
        if not data or self._is_deaf:
            return
        for heard in self._frames.feed(data):
            if isinstance(heard, Frame):
                self._take(heard)
            else:
                self._acknowledged(heard)
        self._late = time.monotonic() + self._times.between_bytes if self._frames.within else None

    def _take(self, frame: Frame) -> None:
        taken = take(frame.data) if frame.sound else None
        if taken is None or taken[1] != len(frame.data):
            self._write(bytes([NAK]))
            return
        self._received(self, taken[0])  # what it sends is queued, and goes behind the ACK
        self._write(bytes([ACK]))

    def _acknowledged(self, said: int) -> None:
        with self._lock:
            if self._due is None:
                return
            if said == ACK:
                self._done()
            else:
                self._due = 0.0

    def _done(self) -> None:
        """The first of the queue is through, or given up."""
        if self._queue:
            self._queue.popleft()
        self._tries, self._due = 0, None
        if self._leaving and not self._queue:
            self._pull()

    def _push(self, now: float) -> None:
        """Sends the first of the queue when its time has come."""
        if self._due is not None and now < self._due:
            return
        if self._tries >= self._times.repeats:
            self._done()
        if not self._queue or self._is_deaf:
            return
        message, spoilt = self._queue[0]
        self._write(_on_wire(framed(message), spoilt, self._tries))
        self._tries += 1
        if spoilt is Fault.HALF:
            self._done()
        else:
            self._due = now + self._times.acknowledged

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # nobody reads: the port's buffer is full
            os.write(self._ours, data)


def _on_wire(frame: bytes, spoilt: Fault | None, tried: int) -> bytes:
    """The frame, or what became of it; a spoilt one is sound when it is sent again."""
    if tried:
        return frame
    match spoilt:
        case Fault.HALF:
            return frame[: len(frame) // 2]
        case Fault.NOISE:
            return NOISE + frame
        case Fault.WRONG_CRC:
            return frame[:-1] + bytes([frame[-1] ^ 0x5A])
        case _:
            return frame
