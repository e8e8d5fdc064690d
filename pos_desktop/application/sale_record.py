"""A finished sale, ready to be written in one commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.pricing import Totals
from pos_desktop.domain.ticket import Ticket


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
