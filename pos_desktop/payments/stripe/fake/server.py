"""The fake's HTTP side: keys, tricks, answers."""

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, Self, cast
from urllib.parse import urlsplit

from pos_desktop.payments.stripe.fake.faults import StripeFault
from pos_desktop.payments.stripe.fake.form import nested
from pos_desktop.payments.stripe.fake.keys import Keys, Result
from pos_desktop.payments.stripe.fake.ledger import Ledger
from pos_desktop.payments.stripe.fake.mischief import Mischief, Plan, Trick
from pos_desktop.payments.stripe.fake.objects import new_id
from pos_desktop.payments.stripe.fake.routes import answer_to
from pos_desktop.system.virtual.switched import Switched
from pos_desktop.system.virtual.web_server import WebServer

HANG_SECONDS_MAX = 60.0
_RUBBISH = Result(200, "<html><body>Welcome to the guest network</body></html>")


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that arrived, for those who want to know what is sent; without its key to the account."""

    method: str
    path: str
    params: dict[str, Any]
    raw: str
    key: str


class FakeStripe(Switched):
    """A Stripe on this machine. Any secret key for tests is taken, until it is withdrawn."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.keys = Keys()
        self.mischief = Mischief()
        self.seen: list[Seen] = []
        self.answered: Callable[[str, str, Result], None] = lambda method, path, result: None
        self.withdrawn_keys: set[str] = set()
        self._server: _Server | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Listens, on the same port as before if it did before."""
        self._server = _Server(self._port, self)
        self._port = self._server.server_address[1]
        self.ledger.address = self.address
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self) -> None:
        """Gone from the network: connections break, new ones are refused."""
        self.mischief.clear()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.hang_up()
            self._server = None

    def reply(self, seen: Seen, secret: str) -> tuple[Result, bool]:
        """The answer to a request, and whether it is the stored one of an earlier request."""
        if not secret.startswith(("sk_test_", "rk_test_")) or secret in self.withdrawn_keys:
            return _error(
                StripeFault(401, "invalid_request_error", "Invalid API Key provided.", stored=False)
            ), False
        if not seen.key or seen.method != "POST":
            return self._carry_out(seen)[0], False
        try:
            stored = self.keys.begin(seen.key, f"{seen.method} {seen.path} {seen.raw}")
        except StripeFault as fault:
            return _error(fault), False
        if stored is not None:
            return stored, True
        result, keep = self._carry_out(seen)
        if keep:
            self.keys.keep(seen.key, result)
        else:
            self.keys.drop(seen.key)
        return result, False

    def _carry_out(self, seen: Seen) -> tuple[Result, bool]:
        try:
            found = answer_to(self.ledger, seen.method, seen.path, dict(seen.params))
        except StripeFault as fault:
            return _error(fault), fault.stored
        return Result(200, json.dumps(found)), True


def _error(fault: StripeFault) -> Result:
    return Result(fault.status, json.dumps(fault.body))


class _Server(WebServer):
    def __init__(self, port: int, fake: FakeStripe) -> None:
        super().__init__(port, _Conversation)
        self.fake = fake


class _Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are two writes

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are in `seen`; nothing is printed."""

    def _serve(self) -> None:
        fake = cast(_Server, self.server).fake
        seen = self._read()
        fake.seen.append(seen)
        plan = fake.mischief.take(seen.method, seen.path, fake.keys.knows(seen.key))
        if plan is None:
            self._answer(fake, seen)
        else:
            self._spoil(fake, seen, plan)

    def _read(self) -> Seen:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length).decode() if length else parts.query
        return Seen(self.command, parts.path, nested(raw), raw, self.headers.get("Idempotency-Key", ""))

    def _answer(self, fake: FakeStripe, seen: Seen) -> None:
        result, replayed = fake.reply(seen, self._secret())
        fake.answered(seen.method, seen.path, result)
        self._send(result, {"Idempotent-Replayed": "true"} if replayed else {})

    def _spoil(self, fake: FakeStripe, seen: Seen, plan: Plan) -> None:
        if plan.trick is Trick.LOSE_REQUEST:
            self._hang_up()
            return
        if plan.trick is Trick.STATUS:
            after = {"Retry-After": plan.retry_after} if plan.retry_after else {}
            fault = StripeFault(plan.status, "api_error", "Something went wrong.")
            self._send(_error(fault), after)
            return
        result, replayed = fake.reply(seen, self._secret())
        if plan.trick is Trick.STORED_FAULT and replayed:
            self._send(result, {"Idempotent-Replayed": "true"})  # what is stored stays
        elif plan.trick is Trick.LOSE_ANSWER:
            self._hang_up()
        elif plan.trick is Trick.HANG:
            plan.let_go.wait(HANG_SECONDS_MAX)
            self._hang_up()
        elif plan.trick is Trick.STORED_FAULT:
            stored = _error(StripeFault(plan.status, "api_error", "Something went wrong."))
            fake.keys.keep(seen.key, stored)
            self._send(stored, {"Stripe-Should-Retry": "false"})
        elif plan.trick is Trick.RUBBISH:
            self._send(_rubbish(result, plan), {})
        elif plan.trick is Trick.OTHERS:
            self._send(_of_another(result), {})
        else:
            self._send(result, {"Idempotent-Replayed": "true"} if replayed else {}, times=2)

    def _secret(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ").strip()

    def _send(self, result: Result, headers: dict[str, str], times: int = 1) -> None:
        body = result.body.encode()
        for _ in range(times):
            self.send_response(result.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Request-Id", new_id("req"))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _rubbish(result: Result, plan: Plan) -> Result:
    if plan.change is None:
        return _RUBBISH
    return Result(result.status, json.dumps(plan.change(json.loads(result.body))))


def _of_another(result: Result) -> Result:
    """The answer as if it were about somebody else's payment."""
    body = json.loads(result.body)
    return Result(result.status, json.dumps(_foreign(body)))


def _foreign(value: Any) -> Any:
    if isinstance(value, list):
        return [_foreign(item) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {name: _foreign(item) for name, item in value.items()}
    if isinstance(changed.get("metadata"), dict) and changed["metadata"]:
        changed["metadata"] = dict.fromkeys(changed["metadata"], "00000000-0000-7000-8000-000000000000")
    if isinstance(changed.get("payment_intent"), str):
        changed["payment_intent"] = new_id("pi")
    if "amount" in changed and isinstance(changed["amount"], int):
        changed["amount"] += 1
    return changed
