"""Webhook subscriptions."""

from typing import Any
from urllib.parse import urlsplit

from pos_desktop.platforms.shopify.fake.state import Record, State

Problem = dict[str, Any]
_HERE = ("127.0.0.1", "localhost", "::1")


def create(state: State, topic: str, wish: Record) -> tuple[Record | None, list[Problem]]:
    """Asks for messages of a topic at an address; once for each pair. Only https, but on this machine."""
    address = wish.get("uri") or wish.get("callbackUrl") or ""
    parts = urlsplit(address)
    at = ["webhookSubscription", "callbackUrl"]
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _HERE):
        return None, [{"field": at, "message": "Address protocol http:// is not supported"}]
    if any(one["topic"] == topic and one["uri"] == address for one in state.all("WebhookSubscription")):
        return None, [{"field": at, "message": "Address for this topic has already been taken"}]
    record = state.add(
        "WebhookSubscription",
        topic=topic,
        uri=address,
        format=wish.get("format") or "JSON",
        filter=wish.get("filter"),
        includeFields=wish.get("includeFields") or [],
        metafieldNamespaces=wish.get("metafieldNamespaces") or [],
        name=wish.get("name"),
    )
    return record, []


def delete(state: State, gid: str) -> tuple[str | None, list[Problem]]:
    """No more messages."""
    found = state.find("WebhookSubscription", gid)
    if found is None:
        return None, [{"field": ["id"], "message": "Webhook subscription does not exist"}]
    state.remove(found)
    return gid, []
