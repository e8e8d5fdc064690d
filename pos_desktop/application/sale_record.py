"""A finished sale, ready to be written in one commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.domain.order import OrderState
    from pos_desktop.domain.pricing import Totals
    from pos_desktop.domain.ticket import Ticket

REVERSED = "reversed"
"""The state of a tender that takes an earlier shift's refund back because it was paid out otherwise."""


NOT_CHARGED = "not_charged"
"""The state of a tender that gives back what a card is not charged for, or was not."""


@dataclass(frozen=True, slots=True)
class TenderRecord:
    """A payment to be written; amounts in minor units."""

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
    returns_tender_id: UUID | None = None
    label: str = ""
    last_four: str = ""
    foreign_currency: str = ""
    foreign_minor: int | None = None
    authorisation: str = ""
    balance_minor: int | None = None  # left on the gift card, as its receipt says; not stored with the tender
    shift_id: UUID | None = None  # where it was taken, when that was an earlier shift
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleRecord:
    """Everything that is stored of a sale: the order takes the ticket's id."""

    ticket: Ticket
    totals: Totals
    register_id: UUID
    sequence: int
    number: str
    shift_id: UUID
    person_id: UUID
    person_name: str
    state: OrderState
    currency: str
    tenders: tuple[TenderRecord, ...]
    discount_words: tuple[str, ...]
    paid_at: datetime
    offset_minutes: int

    @property
    def rounding_minor(self) -> int:
        """What rounding to coins added to or took from the total."""
        return sum(tender.rounding_minor for tender in self.tenders)

    @property
    def tips_minor(self) -> int:
        """What was charged on top of the total."""
        return sum(tender.tip_minor for tender in self.tenders)

    @property
    def returned_minor(self) -> int:
        """What the goods that came back are worth, as a positive figure."""
        return -sum(priced.total_minor for priced in self.totals.lines if priced.line.quantity_milli < 0)
