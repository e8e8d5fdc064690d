"""A line over the network, as an Ethernet-to-serial converter makes one: one connection at a time."""

import contextlib
import socket
import struct

from pos_desktop.devices.fake.lab.socket_line import SocketLine


class TcpLine(SocketLine):
    """`port` 0 picks a free one at the first start and keeps it. A second caller is hung up on."""

    kind = "network"

    def __init__(self, port: int = 0, host: str = "127.0.0.1") -> None:
        super().__init__()
        self.host = host
        self.port = port

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def _plug(self, *, elsewhere: bool) -> None:
        self._listener = socket.create_server((self.host, 0 if elsewhere else self.port), backlog=4)
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]

    def _unplug(self) -> None:
        self._hang_up(reset=True)
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        if self._connection is not None:
            connection.close()
            return
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection
        self._come()

    def _hang_up(self, *, reset: bool = False) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if reset:
            # Without lingering the other side gets a reset, as from a plug that was pulled.
            with contextlib.suppress(OSError):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
