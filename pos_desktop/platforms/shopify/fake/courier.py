"""Signed messages to those who asked for them: sent one after the other, kept in a list, sent again on demand."""

import base64
import hashlib
import hmac
import http.client
import json
import queue
import threading
import uuid
from collections import deque
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from pos_desktop.platforms.shopify.fake import rest
from pos_desktop.platforms.shopify.fake.state import Record, State

API_VERSION = "2026-10"
_KEPT = 10_000
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it goes out. `status` is what the other side answered; 0: it was not reached."""

    topic: str
    body: bytes
    headers: dict[str, str] = field(repr=False)
    address: str = ""
    status: int | None = None

    @property
    def payload(self) -> Record:
        """What it tells."""
        told: Record = json.loads(self.body)
        return told


class Courier:
    """Listens to the state and delivers to its subscriptions. `paused`: messages are only kept."""

    def __init__(self, state: State, secret: str) -> None:
        self._state = state
        self._secret = secret
        self._queue: queue.Queue[Delivery | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self.told: deque[Delivery] = deque(maxlen=_KEPT)  # of every topic, asked for or not
        self.sent: deque[Delivery] = deque(maxlen=_KEPT)
        self.paused = False
        self.muted = False  # nothing is put into words: a catalogue is filled, a benchmark runs
        state.told = self._heard

    def start(self) -> None:
        """Begins to deliver."""
        self._thread = threading.Thread(target=self._run, name="practice-shop-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Delivers what is on its way and no more."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(_SECONDS + 1)
            self._thread = None

    def wait(self) -> None:
        """Until everything that was to be delivered has been tried."""
        self._queue.join()

    def again(self, delivery: Delivery) -> None:
        """Sends a message once more: the same event, the same ids, as after a time-out."""
        self._queue.put(delivery)

    def of(self, topic: str) -> list[Delivery]:
        """The messages of a topic, in order."""
        return [delivery for delivery in self.told if delivery.topic == topic]

    def signature(self, body: bytes) -> str:
        """Base64 of the HMAC-SHA256 over the raw body."""
        return base64.b64encode(hmac.new(self._secret.encode(), body, hashlib.sha256).digest()).decode()

    def _heard(self, topic: str, record: Record) -> None:
        if self.muted:
            return
        body = json.dumps(rest.payload(self._state, topic, record), separators=(",", ":")).encode()
        delivery = Delivery(topic, body, self._headers(topic, body))
        self.told.append(delivery)
        wanted = topic.replace("/", "_").upper()
        for subscription in self._state.all("WebhookSubscription"):
            if subscription["topic"] == wanted and not self.paused:
                webhook = {"X-Shopify-Webhook-Id": str(uuid.uuid4())}
                headers = {**delivery.headers, **webhook}
                self._queue.put(replace(delivery, headers=headers, address=subscription["uri"]))

    def _headers(self, topic: str, body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": self.signature(body),
            "X-Shopify-Shop-Domain": self._state.shop["myshopifyDomain"],
            "X-Shopify-API-Version": API_VERSION,
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": str(uuid.uuid4()),
            "X-Shopify-Triggered-At": self._state.clock.now().isoformat().replace("+00:00", "Z"),
        }

    def _run(self) -> None:
        while True:
            delivery = self._queue.get()
            try:
                if delivery is None:
                    return
                self.sent.append(replace(delivery, status=_post(delivery)))
            finally:
                self._queue.task_done()


def _post(delivery: Delivery) -> int:
    parts = urlsplit(delivery.address)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path or "/", delivery.body, delivery.headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
