"""A sale and what went back of it, as they go to a platform, and the copies it made.

Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OrderTaxPush:
    """A rate and what it came to."""

    name: str
    percent: Decimal
    tax_minor: int


@dataclass(frozen=True, slots=True)
class OrderLinePush:
    """A sold line as it goes to a platform. `variant_ref` empty: sent as a custom line, by its name."""

    line_id: UUID
    name: str
    quantity_milli: int
    total_minor: int  # what the customer paid for it, tax included, after all discounts
    net_minor: int
    discount_minor: int  # of all kinds; `total_minor` has it taken off
    unit_price_minor: int
    taxes: tuple[OrderTaxPush, ...] = ()
    variant_ref: str = ""
    sku: str = ""
    unit: str = ""
    weighed: bool = False
    note: str = ""
    gift_card: bool = False


@dataclass(frozen=True, slots=True)
class TenderPush:
    """A payment of the order. `gateway` is what the platform calls it, from the connection's mapping."""

    tender_id: UUID
    gateway: str
    amount_minor: int
    tip_minor: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class OrderPush:
    """A paid order, its totals computed once at the register and sent as they are."""

    order_id: UUID  # our id, by which the platform's copy is looked up
    number: str
    paid_at: datetime
    currency: str
    prices_include_tax: bool
    lines: tuple[OrderLinePush, ...]
    tenders: tuple[TenderPush, ...]
    total_minor: int
    tax_minor: int
    discount_minor: int
    rounding_minor: int = 0
    tips_minor: int = 0
    location_ref: str = ""
    customer_ref: str = ""
    customer_name: str = ""
    email: str = ""
    note: str = ""
    seller: str = ""
    register_name: str = ""
    handed_over: bool = True  # else its goods leave later, and whoever ships them says so on the platform


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The platform's copy of an order of ours."""

    ref: str
    name: str  # what the platform's people call it: #1001
    total_minor: int
    tax_minor: int
    currency: str
    line_refs: Mapping[str, str] = field(default_factory=dict)  # our line's id to its ref
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RefundLinePush:
    """Goods that came back."""

    line_ref: str
    quantity_milli: int
    amount_minor: int
    restock: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class RefundPush:
    """Money that went back for an order the platform has. The register restocks by its own stock moves."""

    refund_id: UUID
    order_ref: str
    lines: tuple[RefundLinePush, ...]
    tenders: tuple[TenderPush, ...]
    amount_minor: int
    currency: str
    note: str = ""
    at: datetime | None = None
    location_ref: str = ""


@dataclass(frozen=True, slots=True)
class PlacedRefund:
    """The platform's copy of a refund of ours."""

    ref: str
    amount_minor: int
