"""The terminal on the network: listens on TCP, one message behind the other without any frame."""

import contextlib
import selectors
import socket
import struct
import threading
from typing import Any

from pos_desktop.payments.zvt.fake.apdu import Apdu, Stream
from pos_desktop.payments.zvt.fake.bell import STOP_WITHIN, Watcher
from pos_desktop.payments.zvt.fake.channel import Gone, Received, spoilt_bytes
from pos_desktop.payments.zvt.fake.faults import Fault

PORT = 20_007
"""Where terminals listen unless they are told otherwise."""
_CHUNK = 65_536
_TRY_AGAIN = 0.1


class Connection:
    """A register that is connected."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire
        self.stream = Stream()
        self._lock = threading.Lock()
        self._open = True

    @property
    def open(self) -> bool:
        return self._open

    def send(self, apdu: Apdu, spoilt: Fault | None = None) -> None:
        with self._lock:
            if not self._open:
                return
            try:
                self.wire.sendall(spoilt_bytes(apdu.encoded(), spoilt))
            except OSError:
                self._open = False

    def hang_up(self, *, reset: bool = True) -> None:
        """The line's thread sees the end and closes the socket."""
        with self._lock:
            if not self._open:
                return
            self._open = False
            with contextlib.suppress(OSError):
                if reset:  # without lingering the register gets a reset, as from a plug that was pulled
                    linger = struct.pack("ii", 1, 0)
                    self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.wire.shutdown(socket.SHUT_RD if reset else socket.SHUT_RDWR)


class Network(Watcher):
    """`port` 0 picks a free one at the first start and keeps it."""

    serial_path = ""

    def __init__(self, host: str, port: int, received: Received, gone: Gone) -> None:
        super().__init__()
        self.host, self.port = host, port
        self._received, self._gone = received, gone
        self._listener: socket.socket | None = None
        self._connections: dict[socket.socket, Connection] = {}

    def _open(self) -> None:
        if not self._is_cut:
            self._listen()

    def _listen(self) -> None:
        self._listener = socket.create_server((self.host, self.port), backlog=128)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._selector.register(self._listener, selectors.EVENT_READ)

    def _patience(self) -> float | None:
        return _TRY_AGAIN if self._listener is None and not self._is_cut else None

    def _turn(self, ready: set[Any]) -> None:
        for wire in [one for one in self._connections if one in ready]:
            self._read(self._connections[wire])
        if self._listener is not None and self._listener in ready:
            self._accept(self._listener)
        if self._is_cut and self._listener is not None:
            self._close()
        elif not self._is_cut and self._listener is None:
            with contextlib.suppress(OSError):  # the port is taken for a moment
                self._listen()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            wire, _ = listener.accept()
            wire.settimeout(STOP_WITHIN)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections[wire] = Connection(wire)
            self._selector.register(wire, selectors.EVENT_READ)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.wire.recv(_CHUNK)
        except OSError:
            data = b""
        if not data or not connection.open:
            self._forget(connection)
            return
        for apdu in connection.stream.feed(data):
            self._received(connection, apdu)

    def _forget(self, connection: Connection) -> None:
        self._selector.unregister(connection.wire)
        del self._connections[connection.wire]
        connection.hang_up(reset=False)
        connection.wire.close()
        self._gone()

    def _close(self) -> None:
        if self._listener is not None:
            self._selector.unregister(self._listener)
            self._listener.close()
            self._listener = None
        for connection in list(self._connections.values()):
            connection.hang_up()
            self._forget(connection)
