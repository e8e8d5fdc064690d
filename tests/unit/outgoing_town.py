"""A server on this machine that answers calls as it is planned to: well, late, by halves, or not at all."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Act = Callable[[BaseHTTPRequestHandler], None]


class Clock:
    """Stands still unless somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Town:
    """A server whose next acts are planned; the last one goes on for ever."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.keys: list[str] = []
        self.let_go = threading.Event()
        self.guard = threading.Lock()
        town = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with town.guard:  # whoever is told that a call came may send the next one at once
                    act = town.acts.pop(0) if len(town.acts) > 1 else town.acts[0]
                    town.keys.append(self.headers.get("Idempotency-Key", ""))
                act(self)

            do_GET = do_POST

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/things"

    def close(self) -> None:
        self.let_go.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def town() -> Iterator[Town]:
    made = Town()
    yield made
    made.close()


def says(status: int, body: bytes = b"{}", **headers: str) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return act


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def half_an_answer(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    hangs_up(handler)


def rubbish(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01 no HTTP at all\r\n\r\n")
    hangs_up(handler)


def hangs(town: Town) -> Act:
    def act(handler: BaseHTTPRequestHandler) -> None:
        town.let_go.wait(100)
        handler.close_connection = True

    return act


def twice(handler: BaseHTTPRequestHandler) -> None:
    says(200, b'{"n": 1}')(handler)
    says(200, b'{"n": 1}')(handler)
