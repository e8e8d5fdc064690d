"""What lines have in common whose device listens at a socket and serves one caller at a time."""

import socket
from abc import abstractmethod

from pos_desktop.devices.fake.lab.lines import CHUNK, Line


class SocketLine(Line):
    """Subclasses make the listener, say who is let in, and how a caller is let go."""

    def __init__(self) -> None:
        super().__init__()
        self._listener: socket.socket | None = None
        self._connection: socket.socket | None = None

    @abstractmethod
    def _accept(self, listener: socket.socket) -> None:
        """Somebody calls."""

    @abstractmethod
    def _hang_up(self) -> None:
        """Ends the connection with the caller, if there is one."""

    def _watched(self) -> list[int]:
        return [each.fileno() for each in (self._listener, self._connection) if each is not None]

    def _look(self, ready: set[int]) -> None:
        if self._connection is not None and self._connection.fileno() in ready:
            self._read(self._connection)
        if self._listener is not None and self._listener.fileno() in ready:
            self._accept(self._listener)

    def _read(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._hear(data)
        else:
            self._hang_up()
            self._go()

    def _write(self, data: bytes) -> None:
        if self._connection is not None:
            self._connection.send(data)
