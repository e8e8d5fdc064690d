"""Asks the shop for messages about what changes."""

from __future__ import annotations

from pos_desktop.application.platform.trouble import PlatformRefused
from pos_desktop.application.wording import tr
from pos_desktop.platforms.shopify import trouble
from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.reading import Node
from pos_desktop.platforms.shopify.settings import is_safe_address
from pos_desktop.platforms.shopify.webhook import TOPICS, enum_of


class Subscriptions:
    """Asks for them."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def subscribe(self, address: str) -> list[str]:
        """All topics that are used to this address; those there already stay. The topics that are on afterwards."""
        if not is_safe_address(address):
            raise trouble.refused(tr("'{address}' is not a secure web address.", address=address), "address")
        have = self._topics_to(address)
        for topic in TOPICS:
            # Shopify tells of the app's own end without being asked where the app says so; asking twice is an error.
            if enum_of(topic) not in have and self._create(enum_of(topic), address):
                have.add(enum_of(topic))
        return [topic for topic in TOPICS if enum_of(topic) in have]

    def _topics_to(self, address: str) -> set[str]:
        found: set[str] = set()
        after: str | None = None
        while after != "":
            page = self._client.ask("webhooks", {"after": after}).part("webhookSubscriptions")
            found |= {each.text("topic") for each in page.parts("nodes") if each.text_or("uri") == address}
            after = page.next_page()
        return found

    def _create(self, topic: str, address: str) -> bool:
        given = {"topic": topic, "input": {"uri": address, "format": "JSON"}}
        try:
            self._client.change("webhook_create", given, _made)
        except PlatformRefused as error:
            if error.code == _TAKEN:
                return True
            raise
        return True


_TAKEN = "taken"


def _made(data: Node) -> None:
    payload = data.part("webhookSubscriptionCreate")
    errors = trouble.user_errors(payload)
    if any("already been taken" in error.message for error in errors):
        raise trouble.refused(errors[0].message, _TAKEN)
    trouble.expect_none(errors)
    payload.part("webhookSubscription").text("topic")
