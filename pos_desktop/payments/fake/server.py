"""The terminal's end of the line: listens on loopback, takes requests, sends what it is told to.

One thread serves all connections, so that a request that gets no answer holds up nobody. The line can be cut:
connections are reset and new ones refused until it is mended.
"""

import contextlib
import logging
import selectors
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pos_desktop.payments.fake.framing import Framer, NotAMessage

log = logging.getLogger(__name__)

_CHUNK = 65_536
_STOP_WITHIN = 30.0
_TRY_AGAIN = 0.1


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes back: bytes, or none; and whether the connection breaks after them."""

    data: bytes = b""
    hang_up: bool = False


Serve = Callable[[dict[str, Any]], Sent]


class Server:
    """`port` 0 picks a free one at the first start and keeps it."""

    def __init__(self, host: str, port: int, serve: Serve) -> None:
        self.host, self.port = host, port
        self._serve = serve
        self._thread: threading.Thread | None = None
        self._cut = False
        self._stopping = False
        self._settled = threading.Condition()
        self._wanted = self._served = 0
        """How often the line was cut or joined, and how many of these the thread has carried out."""

    def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        if self._thread is not None:
            return
        self._stopping = False
        self._listener: socket.socket | None = None
        self._connections: dict[socket.socket, Framer] = {}
        self._selector = selectors.DefaultSelector()
        if not self._cut:
            self._listen()
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._run, name="card-terminal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hangs up everywhere and ends the thread."""
        if self._thread is None:
            return
        self._stopping = True
        self._bell.send(b"!")
        self._thread.join(_STOP_WITHIN)
        self._thread = None
        self._bell.close()
        self._ear.close()

    @property
    def is_cut(self) -> bool:
        return self._cut

    def cut(self) -> None:
        """Breaks the line; back when it is broken."""
        self._settle(cut=True)

    def mend(self) -> None:
        """Joins the line again; back when it is joined."""
        self._settle(cut=False)

    def _settle(self, *, cut: bool) -> None:
        with self._settled:
            self._cut = cut
            self._wanted += 1
            mine = self._wanted
        if self._thread is None or threading.current_thread() is self._thread:
            return  # the thread looks at the line after each turn
        self._bell.send(b"!")
        with self._settled:
            self._settled.wait_for(lambda: self._served >= mine, _STOP_WITHIN)

    # On the thread ------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._turn()
        finally:
            self._hang_up_all(reset=False)
            self._selector.close()

    def _turn(self) -> None:
        missing = not self._cut and self._listener is None
        ready = {key.fileobj for key, _ in self._selector.select(_TRY_AGAIN if missing else None)}
        if self._ear in ready:
            with contextlib.suppress(OSError):
                self._ear.recv(_CHUNK)
        # The oldest line first: what was asked before is done before what is asked later, whatever its line.
        for connection in [one for one in self._connections if one in ready]:
            self._read(connection)
        if self._listener in ready:
            self._accept()
        self._follow_line()

    def _follow_line(self) -> None:
        with self._settled:  # a hand may change it again meanwhile
            cut, wanted = self._cut, self._wanted
        if cut and self._listener is not None:
            self._hang_up_all(reset=True)
        elif not cut and self._listener is None:
            with contextlib.suppress(OSError):  # the port is taken for a moment
                self._listen()
        with self._settled:
            self._served = wanted
            self._settled.notify_all()

    def _listen(self) -> None:
        self._listener = socket.create_server((self.host, self.port), backlog=8)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._selector.register(self._listener, selectors.EVENT_READ)

    def _accept(self) -> None:
        assert self._listener is not None
        with contextlib.suppress(OSError):
            connection, _ = self._listener.accept()
            connection.settimeout(_STOP_WITHIN)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections[connection] = Framer()
            self._selector.register(connection, selectors.EVENT_READ)

    def _read(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(_CHUNK)
            requests = self._connections[connection].feed(data)
        except (OSError, NotAMessage):
            data, requests = b"", []
        if not data:
            self._hang_up(connection, reset=False)
            return
        for request in requests:
            if connection not in self._connections:
                return
            self._answer(connection, request)

    def _answer(self, connection: socket.socket, request: dict[str, Any]) -> None:
        try:
            sent = self._serve(request)
        except Exception:
            log.exception("the virtual card terminal failed at a request")
            sent = Sent(hang_up=True)
        try:
            if sent.data and not self._cut:
                connection.sendall(sent.data)
        except OSError:
            self._hang_up(connection, reset=False)
            return
        if sent.hang_up:
            self._hang_up(connection, reset=not sent.data)

    def _hang_up(self, connection: socket.socket, *, reset: bool) -> None:
        if self._connections.pop(connection, None) is None:
            return
        self._selector.unregister(connection)
        if reset:
            # Without lingering the register gets a reset, as from a plug that was pulled.
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    def _hang_up_all(self, *, reset: bool) -> None:
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None
        for connection in list(self._connections):
            self._hang_up(connection, reset=reset)
