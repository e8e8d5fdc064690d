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
from datetime import datetime
from urllib.parse import urlsplit

from pos_desktop.platforms.shopify.fake import rest
from pos_desktop.platforms.shopify.fake.state import Record, State

API_VERSION = "2026-10"
_KEPT = 10_000
_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it goes out. `status` is what the other side answered; 0: it was not reached."""

    topic: str
    body: bytes
    shop: str
    secret: str = field(repr=False)
    triggered_at: datetime
    event_id: str
    webhook_id: str = ""
    address: str = ""
    status: int | None = None

    @property
    def payload(self) -> Record:
        """What it tells."""
        told: Record = json.loads(self.body)
        return told

    @property
    def headers(self) -> dict[str, str]:
        """As they are sent, the signature over the raw body among them."""
        return {
            "Content-Type": "application/json",
            "X-Shopify-Topic": self.topic,
            "X-Shopify-Hmac-Sha256": signature(self.secret, self.body),
            "X-Shopify-Shop-Domain": self.shop,
            "X-Shopify-API-Version": API_VERSION,
            "X-Shopify-Webhook-Id": self.webhook_id,
            "X-Shopify-Event-Id": self.event_id,
            "X-Shopify-Triggered-At": self.triggered_at.isoformat().replace("+00:00", "Z"),
        }


def signature(secret: str, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 over a raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


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
        self._last: tuple[object, bytes] = (None, b"")
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

    def _heard(self, topic: str, record: Record) -> None:
        if self.muted:
            return
        delivery = Delivery(
            topic,
            self._worded(topic, record),
            self._state.shop["myshopifyDomain"],
            self._secret,
            self._state.clock.now(),
            str(uuid.uuid4()),
            str(uuid.uuid4()),
        )
        self.told.append(delivery)
        wanted = topic.replace("/", "_").upper()
        for subscription in self._state.all("WebhookSubscription"):
            if subscription["topic"] == wanted and not self.paused:
                webhook = str(uuid.uuid4())
                self._queue.put(replace(delivery, webhook_id=webhook, address=subscription["uri"]))

    def _worded(self, topic: str, record: Record) -> bytes:
        """The body; topics of one moment about one record share it."""
        key = (topic == "products/delete", record["id"], self._state.writes)
        if key != self._last[0]:
            told = rest.payload(self._state, topic, record)
            self._last = (key, json.dumps(told, separators=(",", ":")).encode())
        return self._last[1]

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
