"""The register's end of the line: one request, one answer, within a time; every failure as one of two kinds.

What failed before the whole request was handed over was not sent. All that fails later has no answer: the terminal
may have done it.
"""

import contextlib
import select
import socket
import time
from itertools import count
from typing import Any

from pos_desktop.application.payment_provider import NoAnswer, NotSent
from pos_desktop.application.wording import tr
from pos_desktop.payments.fake.framing import HEAD, NotAMessage, framed, length_of, read_message

_CHUNK = 65_536


class Line:
    """A connection that is made when it is needed and kept while it is sound."""

    def __init__(self, host: str, port: int, seconds: float) -> None:
        self._address = (host, port)
        self._seconds = seconds
        self._connection: socket.socket | None = None
        self._numbers = count(1)

    def ask(self, call: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The status and the body of the answer. Raises NotSent or NoAnswer."""
        until = time.monotonic() + self._seconds
        number = next(self._numbers)
        connection = self._connected(until)
        try:
            connection.settimeout(_left(until))
            connection.sendall(framed({"id": number, "call": call, "body": body}))
        except OSError:
            self.close()
            raise not_reached() from None
        try:
            return self._answer_to(number, connection, until)
        except (OSError, NotAMessage, EOFError):
            self.close()
            raise no_answer() from None

    def close(self) -> None:
        """Lets go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connected(self, until: float) -> socket.socket:
        if self._connection is not None and not _is_quiet(self._connection):
            self.close()  # it ended, or says something that nobody asked for
        if self._connection is None:
            self._connection = self._connect(until)
        return self._connection

    def _connect(self, until: float) -> socket.socket:
        try:
            connection = socket.create_connection(self._address, timeout=_left(until))
        except OSError:
            raise not_reached() from None
        if connection.getsockname() == connection.getpeername():
            connection.close()  # nobody listens, and the system joined the socket to itself
            raise not_reached()
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _answer_to(self, number: int, connection: socket.socket, until: float) -> tuple[int, dict[str, Any]]:
        """The answer with our number; a second answer to an earlier request is passed over."""
        while True:
            length = length_of(_exactly(connection, HEAD, until))
            answer = read_message(_exactly(connection, length, until))
            given = answer.get("id")
            if type(given) is int and given < number:
                continue
            status, body = answer.get("status"), answer.get("body")
            if given != number or type(status) is not int or not isinstance(body, dict):
                raise NotAMessage("no answer to what was asked")
            return status, body


def _left(until: float) -> float:
    """Seconds left; TimeoutError, an OSError, when there are none."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _exactly(connection: socket.socket, length: int, until: float) -> bytes:
    data = bytearray()
    while len(data) < length:
        connection.settimeout(_left(until))
        part = connection.recv(min(_CHUNK, length - len(data)))
        if not part:
            raise EOFError
        data += part
    return bytes(data)


def _is_quiet(connection: socket.socket) -> bool:
    """Whether nothing is to be read, an end included."""
    readable, _, _ = select.select([connection], [], [], 0)
    return not readable


def not_reached() -> NotSent:
    """The terminal was not reached; nothing happened."""
    return NotSent(
        tr("The card terminal is not reached"),
        tr("The request was not sent."),
        tr("Check its cable and its power, then try again."),
    )


def no_answer() -> NoAnswer:
    """The terminal was asked and its answer is missing."""
    return NoAnswer(
        tr("The card terminal did not answer"),
        tr("The card may have been charged. The register asks until it knows."),
    )
