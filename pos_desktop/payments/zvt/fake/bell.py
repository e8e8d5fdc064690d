"""A thread that watches files and sockets, and is woken to look again."""

import contextlib
import selectors
import socket
import threading
from typing import Any

STOP_WITHIN = 30.0
"""Seconds until a thread must have ended."""


class Watcher:
    """Runs `_turn` on a thread of its own whenever something is to be read, a bell rings or time is up."""

    _name = "virtual-zvt-line"

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._stopping = self._is_cut = False
        self._settled = threading.Condition()
        self._wanted = self._served = 0  # how often the line was to change, and how often it has

    def start(self) -> None:
        """Opens what it watches. Raises OSError."""
        if self._thread is not None:
            return
        self._stopping = False
        self._selector = selectors.DefaultSelector()
        try:
            self._open()
        except OSError:
            self._selector.close()
            raise
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Closes all and ends the thread."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping = True
        self._ring()
        if thread is not threading.current_thread():
            thread.join(STOP_WITHIN)
        self._bell.close()
        self._ear.close()

    def cut(self) -> None:
        self._settle(cut=True)

    def mend(self) -> None:
        self._settle(cut=False)

    def _settle(self, *, cut: bool) -> None:
        with self._settled:
            self._is_cut = cut
            self._wanted += 1
            mine = self._wanted
        if self._thread is None:
            return
        self._ring()
        if threading.current_thread() is not self._thread:
            with self._settled:
                self._settled.wait_for(lambda: self._served >= mine, STOP_WITHIN)

    def _ring(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self._bell.send(b"!")

    def _run(self) -> None:
        try:
            while not self._stopping:
                ready = {key.fileobj for key, _ in self._selector.select(self._patience())}
                if self._ear in ready:
                    with contextlib.suppress(OSError):
                        self._ear.recv(4096)
                with self._settled:
                    wanted = self._wanted
                self._turn(ready)
                with self._settled:
                    self._served = wanted
                    self._settled.notify_all()
        finally:
            self._close()
            self._selector.close()

    # Of each line -------------------------------------------------------------------------------

    def _open(self) -> None:
        """Before the thread runs; registers with the selector."""
        raise NotImplementedError

    def _turn(self, ready: set[Any]) -> None:
        """On the thread."""
        raise NotImplementedError

    def _close(self) -> None:
        """The last thing on the thread."""
        raise NotImplementedError

    def _patience(self) -> float | None:
        """Seconds until `_turn` is wanted without anything to read."""
        return None
