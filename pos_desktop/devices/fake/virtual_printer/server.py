"""The network side: one connection at a time, read only while the printer has room.

The reader thread knows sockets and nothing of ESC/POS.
"""

import contextlib
import selectors
import socket
import struct
import threading
from typing import Protocol

_CHUNK = 4096
_WINDOW = 65_536
"""Bytes the operating system may hold for us; more would hide the back pressure from the sender."""
_STOP_WITHIN = 30.0


class Receiver(Protocol):
    """Who the bytes are for. Called on the reader thread."""

    def room(self) -> int:
        """How many bytes may be handed over now; 0 leaves the sender waiting."""

    def connected(self, session: int) -> None:
        """A sender came; `session` numbers connections from 1."""

    def received(self, data: bytes) -> None:
        """Bytes of the present connection, in order."""

    def disconnected(self) -> None:
        """The sender went, or was cut off."""


class Server:
    """Listens, reads, answers. `wake()` makes it look again whether there is room."""

    def __init__(self, host: str, port: int, receiver: Receiver, *, refuse_second: bool) -> None:
        self.host = host
        self.port = port
        self._receiver = receiver
        self._refuse_second = refuse_second
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._session = 0
        self._dies_after: int | None = None

    def start(self) -> None:
        """Bind and listen. Raises OSError when the port is taken. A port of 0 is chosen once and kept."""
        self._listener = socket.create_server((self.host, self.port), backlog=4)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="virtual-printer-reader", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close everything and end the thread."""
        if self._thread is None:
            return
        self._stopping = True
        self.wake()
        self._thread.join(_STOP_WITHIN)
        self._thread = None
        self._bell.close()
        self._ear.close()

    def wake(self) -> None:
        """Have the reader look at the world again; safe from every thread."""
        with contextlib.suppress(OSError, AttributeError):
            self._bell.send(b"!")

    def dies_after(self, count: int | None) -> None:
        """Reset the connection once `count` more bytes have been read."""
        self._dies_after = count
        self.wake()

    def answer(self, data: bytes, session: int | None = None) -> None:
        """Send without waiting; what the sender never reads is lost, as with real printers."""
        with self._lock:
            if self._connection is None or session not in (None, self._session):
                return
            with contextlib.suppress(OSError):
                self._connection.send(data)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector, self._listener:
            selector.register(self._ear, selectors.EVENT_READ)
            while not self._stopping:
                self._look(selector)
            self._hang_up(reset=False)

    def _look(self, selector: selectors.BaseSelector) -> None:
        """One turn: watch what is of interest now, then serve it."""
        room = self._receiver.room()
        self._watch(selector, self._listener, self._connection is None or self._refuse_second)
        reading = self._connection
        if reading is not None:
            self._watch(selector, reading, room > 0)
        for key, _ in selector.select():
            if key.fileobj is self._ear:
                with contextlib.suppress(OSError):
                    self._ear.recv(_CHUNK)
            elif key.fileobj is self._listener:
                self._accept()
            elif key.fileobj is reading:
                self._read(selector, reading, room)

    @staticmethod
    def _watch(selector: selectors.BaseSelector, sock: socket.socket, wanted: bool) -> None:
        watched = sock in selector.get_map()
        if wanted and not watched:
            selector.register(sock, selectors.EVENT_READ)
        elif watched and not wanted:
            selector.unregister(sock)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        if self._connection is not None:
            connection.close()
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with self._lock:
            self._connection = connection
            self._session += 1
        self._receiver.connected(self._session)

    def _read(self, selector: selectors.BaseSelector, connection: socket.socket, room: int) -> None:
        limit = room if self._dies_after is None else min(room, self._dies_after)
        try:
            data = connection.recv(max(1, limit)) if limit else b""
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._receiver.received(data)
        dead = self._count_down(len(data))
        if dead or not data:
            selector.unregister(connection)
            self._hang_up(reset=dead)

    def _count_down(self, count: int) -> bool:
        if self._dies_after is None:
            return False
        self._dies_after -= count
        if self._dies_after > 0:
            return False
        self._dies_after = None
        return True

    def _hang_up(self, *, reset: bool) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is None:
            return
        if reset:
            # Without lingering the sender gets a reset, as from a printer whose plug was pulled.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        self._receiver.disconnected()
