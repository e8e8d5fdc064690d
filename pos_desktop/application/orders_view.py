"""Orders as people look at them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.returns import LineSums, TenderLeft
from pos_desktop.domain.tax import TaxRates


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
    part_back: bool = False  # some of its goods came back, and the sale stands


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
    returns_line_id: UUID | None = None
    return_reason: str = ""
    restocked: bool | None = None
    issues: str = ""
    returns_number: str = ""  # the receipt of the sale that it takes back


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
    tip_minor: int = 0
    payment_id: UUID | None = None
    refund_id: UUID | None = None
    label: str = ""
    foreign_currency: str = ""
    foreign_minor: int | None = None
    balance_minor: int | None = None
    authorisation: str = ""
    returns_tender_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReturnableLine:
    """A sold line and what came back of it so far, in thousandths; priced as it was sold."""

    line: OrderLineView
    rates: TaxRates
    sums: LineSums
    variant_id: UUID | None
    returned_milli: int
    tracks_stock: bool

    @property
    def left_milli(self) -> int:
        """What may still come back."""
        return max(0, self.line.quantity_milli - self.returned_milli)


@dataclass(frozen=True, slots=True)
class TenderLeftView:
    """A tender of a past sale and what may still go back to it."""

    tender: TenderView
    method_id: UUID | None
    provider: str
    left: TenderLeft
    last_four: str = ""

    @property
    def back_minor(self) -> int:
        """What went back to it so far, or is on its way."""
        return self.tender.amount_minor - self.left.left_minor


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
    tips_minor: int = 0
    returned_minor: int = 0

    @property
    def issues(self) -> bool:
        """Whether a gift card was sold with it: it may be in somebody's hands, its code is out."""
        return any(line.issues for line in self.lines)
