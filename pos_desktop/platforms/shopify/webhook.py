"""Messages that Shopify sends: whether one is genuine, which it is, and what it says.

Source: shopify.dev, webhooks: base64 of HMAC-SHA256 over the raw body with the app's client secret. There is no
time in the signature; that a message is taken once is up to whoever stores its id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pos_desktop.application.platform.changes import Change, ChangeKind, Message
from pos_desktop.application.platform.trouble import BadSignature, ShapeChanged
from pos_desktop.platforms.shopify import payloads
from pos_desktop.platforms.shopify.reading import Node, parsed

BODY_BYTES_MAX = 5_000_000


def verified(headers: Mapping[str, str], body: bytes, secret: str | None, shop: str) -> Message:
    """A genuine message for this shop; BadSignature otherwise. `shop` empty: any shop's, as of a practice shop."""
    told = {name.lower(): value for name, value in headers.items()}
    if not secret or len(body) > BODY_BYTES_MAX:
        raise BadSignature("nothing to check it with" if not secret else "too long")
    right = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    given = told.get("x-shopify-hmac-sha256", "").strip().encode("utf-8", "replace")
    if not hmac.compare_digest(right, given):
        raise BadSignature("signature")
    if shop and told.get("x-shopify-shop-domain", "").strip().lower() != shop:
        raise BadSignature("another shop's")
    topic = told.get("x-shopify-topic", "").strip().lower()
    return Message(
        _delivery_id(told, topic, body), topic, body, _moment(told.get("x-shopify-triggered-at", ""))
    )


def _delivery_id(told: Mapping[str, str], topic: str, body: bytes) -> str:
    """A second delivery carries the same id. One event may come under several topics, each under an id of its own."""
    own = told.get("x-shopify-webhook-id", "").strip()
    if own:
        return own
    event = told.get("x-shopify-event-id", "").strip()
    return f"{event} {topic}" if event else hashlib.sha256(topic.encode() + b"\0" + body).hexdigest()


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def changes_in(message: Message, currency: Callable[[], str]) -> list[Change]:
    """What a message says; ShapeChanged names the field that is not as it must be."""
    understand = _TOPICS.get(message.topic)
    if understand is None:
        return [Change(ChangeKind.UNKNOWN, message.topic, message.happened_at)]
    return [understand(_Told(told_in(message), message, currency))]


@dataclass(frozen=True, slots=True)
class _Told:
    """A message, its body, and how to learn the shop's currency, which may mean asking it."""

    body: Node
    message: Message
    currency: Callable[[], str]

    @property
    def at(self) -> datetime | None:
        return self.message.happened_at


def told_in(message: Message) -> Node:
    """The object that is a message's body."""
    try:
        told = parsed(message.body)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ShapeChanged(message.topic, "no object")
    return Node(told, message.topic)


def _order(told: _Told) -> Change:
    order = payloads.order(told.body)
    return Change(ChangeKind.ORDER, order.ref, order.updated_at, order=order)


def _refund(told: _Told) -> Change:
    return Change(
        ChangeKind.REFUND,
        payloads.ref_of(told.body, "Refund"),
        told.body.moment_or_none("processed_at") or told.body.moment_or_none("created_at") or told.at,
        order_ref=payloads.gid("Order", told.body.whole("order_id")),
        amount_minor=payloads.refunded(told.body),
    )


def _product(told: _Told) -> Change:
    product = payloads.product(told.body, told.currency())
    return Change(ChangeKind.PRODUCT, product.ref, product.updated_at, product=product)


def _product_gone(told: _Told) -> Change:
    """The signature is over the body alone: that of another message, sent again under this topic, tells more."""
    if told.body.has("title") or told.body.has("variants"):
        raise ShapeChanged(told.body.path, "a product that is there")
    return Change(ChangeKind.PRODUCT_GONE, payloads.ref_of(told.body, "Product"), told.at)


def _level(told: _Told) -> Change:
    if not told.body.has("available"):  # an item that is connected and not tracked
        return Change(ChangeKind.LEVEL_GONE, payloads.level_gone(told.body), told.at)
    level = payloads.level(told.body)
    return Change(ChangeKind.LEVEL, f"{level.item_ref} {level.location_ref}", level.at, level=level)


def _level_gone(told: _Told) -> Change:
    return Change(ChangeKind.LEVEL_GONE, payloads.level_gone(told.body), told.at)


def _customer(told: _Told) -> Change:
    customer = payloads.customer(told.body)
    return Change(ChangeKind.CUSTOMER, customer.ref, customer.updated_at, customer=customer)


def _discount(told: _Told) -> Change:
    return Change(ChangeKind.DISCOUNT, told.body.text("admin_graphql_api_id"), told.at)


def _app_removed(told: _Told) -> Change:
    told.body.text("domain")  # of a shop, and no other message's body under this topic
    return Change(ChangeKind.APP_REMOVED, payloads.ref_of(told.body, "Shop"), told.at)


_TOPICS: Mapping[str, Callable[[_Told], Change]] = {
    "orders/create": _order,
    "orders/updated": _order,
    "orders/cancelled": _order,
    "orders/fulfilled": _order,
    "orders/paid": _order,
    "inventory_levels/update": _level,
    "inventory_levels/connect": _level,
    "inventory_levels/disconnect": _level_gone,
    "products/create": _product,
    "products/update": _product,
    "products/delete": _product_gone,
    "customers/create": _customer,
    "customers/update": _customer,
    "refunds/create": _refund,
    "discounts/create": _discount,
    "discounts/update": _discount,
    "discounts/delete": _discount,
    "app/uninstalled": _app_removed,
}
TOPICS = tuple(_TOPICS)
"""What is subscribed to: orders, products, levels, customers, discounts, and the app's own end."""


def enum_of(topic: str) -> str:
    """A topic as GraphQL names it: orders/create is ORDERS_CREATE."""
    return topic.replace("/", "_").upper()
