"""What the register's app must be allowed in a shop: the only place that lists it."""

from collections.abc import Iterable

GIFT_CARD_SCOPES = frozenset({"read_gift_cards", "write_gift_card_transactions"})
"""Where a shop's plan has gift cards; without them the register does not offer them and works all the same."""

TAX_SCOPE = "write_draft_orders"
"""For a shop that computes the tax of what the register sells."""

SCOPES = (
    "read_products",
    "write_inventory",
    "read_locations",
    "write_orders",
    "write_customers",
    "read_discounts",
    "write_merchant_managed_fulfillment_orders",
)
"""Who may write may read as well. Orders older than sixty days need `read_all_orders`, which Shopify grants by hand."""


def granted(handles: Iterable[str]) -> frozenset[str]:
    """What was granted, with what is part of it: who may write may read."""
    given = frozenset(handles)
    return given | {
        f"read_{handle.removeprefix('write_')}" for handle in given if handle.startswith("write_")
    }
