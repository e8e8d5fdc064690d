"""A device behind a TCP port of the shop's network."""

from __future__ import annotations

import contextlib
import socket
import sys

from pos_desktop.system.wires.channel import ChannelLost


class TcpChannel:
    """A connected socket with its own time-outs."""

    two_way = True

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def write_some(self, data: bytes, seconds: float) -> int:
        self._socket.settimeout(seconds)
        try:
            return self._socket.send(data)
        except (TimeoutError, BlockingIOError):
            return 0
        except OSError as error:
            raise ChannelLost(str(error)) from error

    def read_some(self, seconds: float) -> bytes:
        self._socket.settimeout(seconds)
        try:
            data = self._socket.recv(4096)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise ChannelLost(str(error)) from error
        if not data:
            raise ChannelLost("closed by the other side")
        return data

    def close(self) -> None:
        """Unread answers are taken first: with them in the buffer a close would throw our data away."""
        with contextlib.suppress(ChannelLost):
            self.read_some(0)
        self._socket.close()


def open_tcp(host: str, port: int, seconds: float, *, watched: bool = False) -> TcpChannel:
    """Connects within the time; OSError (socket.gaierror for a name that does not exist) when it cannot.

    `watched` has the operating system notice within three seconds that the other side is gone without a word, for a
    device that is listened to and not asked.
    """
    connection = socket.create_connection((host, port), seconds)
    if watched:
        _watch(connection)
    return TcpChannel(connection)


def _watch(connection: socket.socket) -> None:
    """A question each second to the other side's network card; two that go unanswered end the connection."""
    if sys.platform == "win32":  # gives up after ten questions, one each 200 ms
        connection.ioctl(socket.SIO_KEEPALIVE_VALS, (1, 1_000, 200))
        return
    for name, value in (("TCP_KEEPIDLE", 1), ("TCP_KEEPALIVE", 1), ("TCP_KEEPINTVL", 1), ("TCP_KEEPCNT", 2)):
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
    unanswered = getattr(socket, "TCP_USER_TIMEOUT", None)
    if unanswered is not None:
        connection.setsockopt(socket.IPPROTO_TCP, unanswered, 3_000)
