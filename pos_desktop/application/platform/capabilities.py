"""What a platform can do: one table that screens, checkout and sync alike ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Capability(StrEnum):
    """Something that a shop may want from its platform."""

    PRODUCTS = "products"
    PRODUCTS_SINCE = "products_since"  # what changed since a moment
    BULK_IMPORT = "bulk_import"
    BARCODES = "barcodes"
    ORDERS = "orders"
    ORDER_LOOK_UP = "order_look_up"  # by our id
    REFUNDS = "refunds"
    PARTIAL_REFUNDS = "partial_refunds"
    CUSTOMERS = "customers"
    DISCOUNTS = "discounts"
    GIFT_CARDS = "gift_cards"
    STOCK_ADJUST = "stock_adjust"
    STOCK_SET = "stock_set"
    STOCK_COMPARE = "stock_compare"  # set only if it is still what we think
    LOCATIONS = "locations"
    FULFILMENT = "fulfilment"
    WEBHOOKS = "webhooks"
    IDEMPOTENT_STOCK = "idempotent_stock"
    TAX_AT_CHECKOUT = "tax_at_checkout"


class Support(StrEnum):
    """How."""

    NATIVE = "native"
    ADAPTED = "adapted"  # done by us on top of what there is
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Ability:
    """How a capability is supported, and in words why not, or by what detour."""

    support: Support
    words: str = ""


class SellingWay(StrEnum):
    """How a sale reaches the platform."""

    DRAFT = "draft"  # the platform computes tax on a draft at checkout
    AFTER_PAYMENT = "after_payment"  # the register's ticket is sent once paid
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class CapabilityTable:
    """Everything that can be asked of a platform."""

    abilities: Mapping[Capability, Ability] = field(default_factory=dict)
    ways: tuple[SellingWay, ...] = (SellingWay.LOCAL,)

    def of(self, capability: Capability) -> Ability:
        """What is not in the table is not offered."""
        return self.abilities.get(capability, Ability(Support.NONE))

    def has(self, capability: Capability) -> bool:
        """Natively or adapted."""
        return self.of(capability).support is not Support.NONE
