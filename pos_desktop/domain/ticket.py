"""The ticket a cashier fills: an immutable value; every change makes the next one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pos_desktop.domain.discount import Discount
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.record import field, record, replace
from pos_desktop.domain.returns import LineBack
from pos_desktop.domain.rounding import round_ratio
from pos_desktop.domain.tax import TaxRates

PIECE = 1000
"""Thousandths in one piece, one kilogram, one litre: the unit of every quantity."""

MOST_MILLI = 100_000 * PIECE
MOST_MINOR = 10**12


class TicketState(StrEnum):
    """Where a ticket is: on the screen, put aside, or at an end."""

    OPEN = "open"
    PARKED = "parked"
    SOLD = "sold"
    DISCARDED = "discarded"
    MERGED = "merged"


class LineNotFound(LookupError):
    """The ticket has no such line."""


@record
class TicketLine:
    """So much of one variant at one price. Prices are minor units, quantities thousandths."""

    id: UUID
    name: str
    quantity_milli: int
    unit_price_minor: int
    taxes: TaxRates
    variant_row: int | None = None
    variant_id: UUID | None = None
    unit: str | None = None
    weighed: bool = False
    list_price_minor: int | None = None
    fixed_amount_minor: int | None = None
    discount: Discount | None = None
    tax_class_id: UUID | None = None
    note: str = ""
    code: str = ""
    track_stock: bool = False
    back: LineBack | None = None
    issues: str = ""  # the kind of stored value that is handed over with it: a gift card
    own_taxes: TaxRates | None = (
        None  # the register's own, where a shop's stand in their place for this payment
    )

    def __post_init__(self) -> None:
        if not 0 < abs(self.quantity_milli) <= MOST_MILLI:
            raise ValueError(f"a quantity of {self.quantity_milli} thousandths is not possible")
        if not 0 <= self.unit_price_minor <= MOST_MINOR:
            raise ValueError(f"a price of {self.unit_price_minor} is not possible")
        if self.back is not None and (self.quantity_milli > 0 or self.issues):
            raise ValueError("what comes back has a quantity below zero")

    @property
    def amount_minor(self) -> int:
        """Price times quantity, before any discount."""
        if self.back is not None and self.back.sums is not None:
            return self.back.sums.amount_minor
        if self.fixed_amount_minor is not None:
            return self.fixed_amount_minor
        return round_ratio(self.unit_price_minor * self.quantity_milli, PIECE)

    @property
    def overridden(self) -> bool:
        """Whether somebody changed the price of the catalogue."""
        return self.list_price_minor is not None and self.list_price_minor != self.unit_price_minor

    @property
    def discountable(self) -> bool:
        """Whether a discount of the whole ticket is taken off it: a gift card is worth what is paid for it, and what
        comes back its own price."""
        return not self.issues and self.back is None

    def joins(self, other: "TicketLine") -> bool:
        """Whether another one of the same may simply raise this line's quantity."""
        return (
            self.variant_row is not None
            and self.variant_row == other.variant_row
            and self.unit_price_minor == other.unit_price_minor
            and self.taxes == other.taxes
            and not (self.weighed or other.weighed)
            and (self.quantity_milli > 0) == (other.quantity_milli > 0)
            and self.fixed_amount_minor is None is other.fixed_amount_minor
            and self.discount is None is other.discount
            and not (self.note or other.note)
            and self.back is None is other.back
            and not (self.issues or other.issues)
        )


@record
class Ticket:
    """The lines of one customer's sale and what applies to all of them."""

    id: UUID
    number: int
    person_id: UUID
    opened_at: datetime
    prices_include_tax: bool
    lines: tuple[TicketLine, ...] = ()
    state: TicketState = TicketState.OPEN
    discount: Discount | None = None
    tax_exempt: bool = False
    name: str = ""
    customer: str = ""
    note: str = ""
    lines_removed: int = field(default=0)
    order_state: OrderState = OrderState.DRAFT

    def line(self, line_id: UUID) -> TicketLine:
        """The line with this id; LineNotFound when there is none."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise LineNotFound(line_id)

    def add(self, line: TicketLine) -> tuple["Ticket", TicketLine]:
        """The ticket with one more line, or with an equal line raised; and the line that changed."""
        for present in reversed(self.lines):
            if present.joins(line) and abs(present.quantity_milli + line.quantity_milli) <= MOST_MILLI:
                raised = replace(present, quantity_milli=present.quantity_milli + line.quantity_milli)
                return self.with_line(raised), raised
        return replace(self, lines=(*self.lines, line)), line

    def with_line(self, changed: TicketLine) -> "Ticket":
        """The ticket with the line of the same id put in its place."""
        self.line(changed.id)
        return replace(self, lines=tuple(changed if line.id == changed.id else line for line in self.lines))

    def with_quantity(self, line_id: UUID, quantity_milli: int) -> "Ticket":
        """Sets a line's quantity; a fixed amount is given up for price times quantity."""
        return self.with_line(
            replace(self.line(line_id), quantity_milli=quantity_milli, fixed_amount_minor=None)
        )

    def without(self, line_id: UUID) -> "Ticket":
        """The ticket without a line, which is counted for the report of removed lines.

        Its discount goes with the last line that it was taken off, its exemption with the last line of all: what comes
        next is other goods, and may be for somebody else.
        """
        self.line(line_id)
        kept = tuple(line for line in self.lines if line.id != line_id)
        return replace(
            self,
            lines=kept,
            lines_removed=self.lines_removed + 1,
            discount=self.discount if any(line.discountable for line in kept) else None,
            tax_exempt=self.tax_exempt and bool(kept),
        )

    @property
    def blank(self) -> bool:
        """Whether nothing stands on it: no line, and nothing that would be said of whatever comes next."""
        said = self.discount, self.tax_exempt, self.name, self.customer, self.note
        return not self.lines and not any(said)

    @property
    def items(self) -> int:
        """Pieces on the ticket, sold or brought back; a weighed line counts as one."""
        return sum(1 if line.weighed else max(1, abs(line.quantity_milli) // PIECE) for line in self.lines)

    @property
    def taxed_by_shop(self) -> bool:
        """Whether a shop told its rates."""
        return any(line.own_taxes is not None for line in self.lines)

    @property
    def returns(self) -> bool:
        """Whether goods come back with it."""
        return any(line.back is not None for line in self.lines)
