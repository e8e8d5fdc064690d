"""Orders as people look at them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pos_desktop.domain.order import OrderState


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the orders list; amounts in minor units."""

    id: UUID
    number: str
    paid_at: datetime
    customer: str
    tenders: tuple[str, ...]
    state: OrderState
    total_minor: int


@dataclass(frozen=True, slots=True)
class OrderLineView:
    """One sold line; amounts in minor units, quantity in thousandths."""

    id: UUID
    name: str
    quantity_milli: int
    weighed: bool
    unit: str | None
    unit_price_minor: int
    list_price_minor: int | None
    amount_minor: int
    discount_minor: int
    discount_words: str
    net_minor: int
    tax_minor: int
    total_minor: int
    note: str
    variant_row: int | None
    rates: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class OrderTaxView:
    """One rate of an order."""

    name: str
    rate: Decimal
    net_minor: int
    tax_minor: int


@dataclass(frozen=True, slots=True)
class TenderView:
    """One payment of an order."""

    id: UUID
    kind: str
    state: str
    amount_minor: int
    given_minor: int
    change_minor: int
    rounding_minor: int


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One fact of an order's life, from the journal and the print jobs."""

    at: datetime
    kind: str
    person: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with everything that was stored of it."""

    id: UUID
    number: str
    sequence: int
    ticket_number: int
    register_number: int
    shift_id: UUID
    person_name: str
    state: OrderState
    currency: str
    prices_include_tax: bool
    customer: str
    note: str
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    total_minor: int
    rounding_minor: int
    opened_at: datetime
    paid_at: datetime
    lines: tuple[OrderLineView, ...]
    taxes: tuple[OrderTaxView, ...]
    tenders: tuple[TenderView, ...]
    events: tuple[OrderEvent, ...] = ()
