"""The rest of a list that is longer than the page its owner came with."""

from __future__ import annotations

from pos_desktop.platforms.shopify.client import Client
from pos_desktop.platforms.shopify.reading import Node


def more_of(client: Client, owner: Node, field: str, document: str, root: str) -> list[Node]:
    """All nodes of a connection of `owner`: those that came along, and the further pages by a document."""
    found = list(owner.parts(field))
    after = _after(owner, field)
    while after:
        page = client.read(document, {"id": owner.text("id"), "after": after}).part(root)
        found += page.parts(field)
        after = _after(page, field)
    return found


def _after(owner: Node, field: str) -> str:
    connection = owner.part(field)
    return connection.next_page() if connection.has("pageInfo") else ""
