"""HTTP on loopback, as the virtual shop and the virtual bank on the web speak it."""

import contextlib
import socket
import threading
from http.server import ThreadingHTTPServer
from typing import Any


class WebServer(ThreadingHTTPServer):
    """A thread for each connection; it knows them all and can break them."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, conversation: Any) -> None:
        super().__init__(("127.0.0.1", port), conversation)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Remembers who is connected."""
        connection, address = super().get_request()
        with self._open_lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forgets them."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Breaks all connections."""
        with self._open_lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no event."""
