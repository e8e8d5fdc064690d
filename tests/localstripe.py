"""A running localstripe, a stand-in for Stripe that others wrote, and a relay in front of it.

localstripe speaks an older Stripe: it refuses parameters that it does not know, and leaves out fields that came later.
The relay takes the former out and puts the latter in, both by the lists below and nothing else, and remembers what was
sent so that it can be held against the published description.
"""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from pos_desktop.payments.stripe.fake.form import nested
from pos_desktop.payments.stripe.fake.server import Seen
from tests.kept_port import kept_port

START_SECONDS_MAX = 90.0
UNKNOWN_TO_IT = ("allowed_payment_method_types", "description", "reason", "return_url", "created")
# It expands a charge by itself, and trips over being asked for one that is not there yet.
UNASKED = ("expand",)


class LocalStripe:
    """The process and the relay; `address` is the relay's."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.seen: list[Seen] = []
        self._calls = httpx.Client(base_url=upstream, timeout=60, verify=False)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _relay_for(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def pass_on(self, method: str, path: str, raw: str, headers: dict[str, str]) -> httpx.Response:
        """What localstripe answers to a request of a newer Stripe."""
        fields = [
            (name, value)
            for name, value in parse_qsl(raw, keep_blank_values=True)
            if name.split("[")[0] not in (*UNKNOWN_TO_IT, *UNASKED)
        ]
        if method == "GET":
            return self._calls.get(path, params=fields, headers=headers)
        form = headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._calls.post(path, content=urlencode(fields), headers=form)

    def card(self, number: str, secret: str) -> str:
        """A payment method of a test card, as a page of Stripe would make it; its id."""
        card = {"number": number, "exp_month": "12", "exp_year": "2034", "cvc": "123"}
        fields = {"type": "card", **{f"card[{name}]": value for name, value in card.items()}}
        made = self._calls.post("/v1/payment_methods", data=fields, auth=(secret, ""))
        return str(made.raise_for_status().json()["id"])

    def pass_check(self, intent: str, secret: str, passed: bool) -> None:
        """The customer ends the bank's check."""
        found = self._calls.get(f"/v1/payment_intents/{intent}", auth=(secret, "")).json()
        told = {"client_secret": found["client_secret"], "success": str(passed).lower()}
        path = f"/v1/payment_intents/{intent}/_authenticate"
        self._calls.post(path, data=told, auth=(secret, "")).raise_for_status()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._calls.close()


def of_now(told: Any) -> Any:
    """An answer with the fields that came after localstripe's Stripe."""
    if isinstance(told, dict) and told.get("object") == "list":
        return told | {"data": [of_now(item) for item in told["data"]]}
    if not isinstance(told, dict) or told.get("object") != "payment_intent":
        return told
    charge = told.get("latest_charge") or {}
    captured = charge.get("captured") and charge.get("status") == "succeeded"
    # It books the part that was not captured as a refund of its own.
    parts = charge.get("refunds", {}).get("data", []) if captured else []
    free = sum(item["amount"] for item in parts if item["payment_intent"] is None)
    return told | {"amount_received": charge["amount"] - free if captured else 0}


def _relay_for(local: LocalStripe) -> type[BaseHTTPRequestHandler]:
    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length).decode() if length else parts.query
            key = self.headers.get("Idempotency-Key", "")
            local.seen.append(Seen(self.command, parts.path, nested(raw), raw, key))
            answer = local.pass_on(
                self.command, parts.path, raw, {"Authorization": self.headers.get("Authorization", "")}
            )
            body = json.dumps(of_now(answer.json())).encode()
            self.send_response(answer.status_code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_: object) -> None: ...

    return Relay


@contextmanager
def running_localstripe() -> Iterator[LocalStripe]:
    """A fresh one on a free port, gone afterwards."""
    port = kept_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "localstripe", "--port", str(port), "--from-scratch"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        local = LocalStripe(f"http://127.0.0.1:{port}")
        try:
            yield local
        finally:
            local.close()
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        threading.Event().wait(0.05)
    raise RuntimeError(f"localstripe does not listen on {port}; it ended with {process.poll()}")
