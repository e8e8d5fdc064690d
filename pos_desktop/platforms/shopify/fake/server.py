"""The shop's HTTP side: who may come in, what goes wrong on the way, and the answers."""

import contextlib
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from pos_desktop.platforms.shopify.fake.faults import NOTHING_DONE, Fault, Plan, spoilt
from pos_desktop.system.virtual.web_server import WebServer

VERSIONS = ("2026-04", "2026-07", "2026-10")
HANG_SECONDS_MAX = 60.0
_NO_ENTRY = "[API] Invalid API key or access token (unrecognized login or wrong password)"
_PAGE = b"<!DOCTYPE html><html><head><title>Something went wrong</title></head><body></body></html>"


@dataclass(frozen=True, slots=True)
class Result:
    """An answer."""

    status: int
    body: bytes
    kind: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What came in. `token` is what it gave to be let in."""

    method: str
    path: str
    body: bytes
    kind: str
    token: str

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def form(self) -> dict[str, str]:
        """The body of a token request, in either of its two forms."""
        if "json" in self.kind:
            found = self.json()
            return found if isinstance(found, dict) else {}
        return dict(parse_qsl(self.body.decode()))


class Desk:
    """What the server asks of the shop."""

    def __init__(
        self,
        operations: Callable[[Request], frozenset[str]],
        answer: Callable[[Request], Result],
        fault: Callable[[frozenset[str]], Plan | None],
        refusal: Callable[[Plan], Result],
    ) -> None:
        self.operations = operations
        self.answer = answer
        self.fault = fault
        self.refusal = refusal
        self.last = told({"data": None})  # the answer that went out before
        self.seen: list[tuple[str, frozenset[str]]] = []


def told(body: Any, status: int = 200, *headers: tuple[str, str]) -> Result:
    """An answer in JSON."""
    return Result(status, json.dumps(body, separators=(",", ":")).encode(), headers=headers)


def no_entry() -> Result:
    """The token is none, or has ended."""
    return told({"errors": _NO_ENTRY}, 401)


def not_found() -> Result:
    """There is nothing at this path."""
    return told({"errors": "Not Found"}, 404)


def page(status: int, retry_after: str = "") -> Result:
    """A page of HTML, as what stands before the shop gives it."""
    headers = (("Retry-After", retry_after),) if retry_after else ()
    return Result(status, _PAGE, "text/html; charset=utf-8", headers)


def _says_later(result: Result) -> bool:
    """Whether it says that nothing was done because it was too much at once. It is never given to a request that was
    carried out: what asks again at its word, as it should, would do it twice, and no program could help that."""
    return result.status == 429 or b'"THROTTLED"' in result.body


class Server(WebServer):
    """Its threads end with it."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, port: int, desk: Desk) -> None:
        super().__init__(port, _Conversation)
        self.desk = desk


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body go out together

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""

    def _serve(self) -> None:
        desk = cast(Server, self.server).desk
        request = self._read()
        operations = desk.operations(request)
        desk.seen.append((request.path, operations))
        plan = desk.fault(operations)
        if plan is None:
            self._send(desk, desk.answer(request))
        elif plan.fault in NOTHING_DONE:
            self._refuse(desk, plan)
        else:
            self._spoil(desk, request, plan)

    def _read(self) -> Request:
        length = int(self.headers.get("Content-Length") or 0)
        return Request(
            self.command,
            urlsplit(self.path).path,
            self.rfile.read(length) if length else b"",
            self.headers.get("Content-Type", ""),
            self.headers.get("X-Shopify-Access-Token", ""),
        )

    def _refuse(self, desk: Desk, plan: Plan) -> None:
        if plan.fault is Fault.LOSE_REQUEST:
            self._hang_up()
        elif plan.fault is Fault.HANG_BEFORE:
            plan.let_go.wait(HANG_SECONDS_MAX)
            self._hang_up()
        else:
            self._send(desk, desk.refusal(plan))

    def _spoil(self, desk: Desk, request: Request, plan: Plan) -> None:
        before = desk.last
        if plan.fault is Fault.TWICE:
            desk.answer(request)
        result = desk.answer(request)
        fault = plan.fault
        if fault is Fault.LOSE_ANSWER:
            self._hang_up()
        elif fault is Fault.HANG:
            plan.let_go.wait(HANG_SECONDS_MAX)
            self._hang_up()
        elif fault is Fault.HALF_ANSWER:
            self._send_half(result)
        elif fault is Fault.SLOW:
            plan.let_go.wait(plan.seconds)
            self._send(desk, result)
        elif fault is Fault.STATUS_AFTER:
            self._send(desk, page(plan.status, plan.retry_after))
        elif fault is Fault.RUBBISH:
            self._send(desk, page(200))
        elif fault is Fault.OTHERS:
            self._send(desk, before)
        elif fault is Fault.SHAPE:
            self._send(desk, told(spoilt(json.loads(result.body), plan), result.status))
        else:
            self._send(desk, result)
            if fault is Fault.ANSWER_TWICE:
                self._send(desk, result)
                self.close_connection = True

    def _send(self, desk: Desk, result: Result) -> None:
        if not _says_later(result):
            desk.last = result
        self._head(result)
        self.wfile.write(result.body)
        self.wfile.flush()

    def _send_half(self, result: Result) -> None:
        self._head(result)
        self.wfile.write(result.body[: len(result.body) // 2])
        self.wfile.flush()
        self._hang_up()

    def _head(self, result: Result) -> None:
        self.send_response(result.status)
        self.send_header("Content-Type", result.kind)
        self.send_header("Content-Length", str(len(result.body)))
        for name, value in result.headers:
            self.send_header(name, value)
        self.end_headers()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
