"""Open tickets, paid orders, and the shifts they are sold in, as the application needs them stored.

Storage implements these. Amounts are minor units, quantities thousandths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from pos_desktop.application.orders_view import OrderRow, OrderView, ReturnableLine, TenderLeftView
    from pos_desktop.application.sale_record import SaleRecord, TenderRecord
    from pos_desktop.application.shift_view import MoveView, ShiftReport, ShiftView
    from pos_desktop.domain.order import OrderState
    from pos_desktop.domain.returns import LineBack
    from pos_desktop.domain.shift import CashMove, DrawerSums
    from pos_desktop.domain.ticket import Ticket, TicketLine, TicketState


class Tickets(Protocol):
    """Open and parked tickets, written line by line."""

    def open_ticket(self, register_id: UUID) -> Ticket | None: ...
    def get(self, ticket_id: UUID) -> Ticket: ...
    def state(self, ticket_id: UUID) -> TicketState: ...
    def backs(self, ticket_id: UUID) -> list[LineBack]:
        """What goods that come back on it are of, in the order of its lines."""
        ...

    def parked(self) -> list[Ticket]: ...
    def parked_count(self) -> int: ...
    def insert(self, register_id: UUID, ticket: Ticket, at: datetime) -> None: ...
    def save_head(self, ticket: Ticket, at: datetime) -> None:
        """Writes everything of the ticket but its lines."""
        ...

    def insert_line(self, ticket_id: UUID, position: int, line: TicketLine) -> None: ...
    def update_line(self, line: TicketLine) -> None: ...
    def delete_line(self, line_id: UUID) -> None: ...
    def set_state(self, ticket_id: UUID, state: TicketState, at: datetime) -> None: ...
    def order_state(self, ticket_id: UUID) -> OrderState:
        """Where the ticket's order is before it is stored as one."""
        ...

    def set_order_state(self, ticket_id: UUID, state: OrderState) -> None: ...


class Orders(Protocol):
    """Paid orders."""

    def insert(self, sale: SaleRecord) -> None:
        """Writes the order, its lines, taxes and tenders."""
        ...

    def exists(self, order_id: UUID) -> bool: ...
    def get(self, order_id: UUID) -> OrderView: ...
    def find(
        self,
        text: str,
        *,
        states: Sequence[OrderState] = (),
        since: datetime | None = None,
        until: datetime | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int = 50,
    ) -> list[OrderRow]:
        """Newest first. Text: a receipt number or its last digits, a card's last four, the beginning of a
        customer, an amount, or words of a product sold."""
        ...

    def by_number(self, number: str) -> UUID | None: ...
    def set_state(self, order_id: UUID, state: OrderState) -> None: ...
    def set_tenders_state(self, order_id: UUID, state: str) -> None: ...
    def set_tender_state(self, tender_id: UUID, state: str) -> None: ...
    def add_tender(self, order_id: UUID, tender: TenderRecord, shift_id: UUID, at: datetime) -> None: ...
    def returnable(self, order_id: UUID) -> list[ReturnableLine]:
        """The lines of an order with what came back of them so far."""
        ...

    def tenders_left(self, order_id: UUID) -> list[TenderLeftView]:
        """The tenders of an order with what may still go back to them."""
        ...

    def taken_back_by(self, order_id: UUID) -> list[UUID]:
        """The sales whose goods came back with this order."""
        ...

    def took_back(self, order_id: UUID) -> list[UUID]:
        """The orders with which goods of this sale came back."""
        ...


class Shifts(Protocol):
    """Shifts and the cash that moved in them."""

    def current(self, register_id: UUID) -> ShiftView | None: ...
    def get(self, shift_id: UUID) -> ShiftView: ...
    def recent(self, register_id: UUID, limit: int) -> list[ShiftView]: ...
    def insert(
        self, shift_id: UUID, register_id: UUID, number: int, person_id: UUID, at: datetime, float_minor: int
    ) -> None: ...
    def set_counted(
        self, shift_id: UUID, counts: Mapping[int, int], counted: int, expected: int, note: str, at: datetime
    ) -> None: ...
    def set_closed(
        self, shift_id: UUID, person_id: UUID, reason: str, float_left: int, report: ShiftReport, at: datetime
    ) -> None: ...
    def z_report(self, shift_id: UUID) -> ShiftReport | None: ...
    def add_move(
        self,
        shift_id: UUID,
        kind: CashMove,
        amount_minor: int,
        person_id: UUID,
        at: datetime,
        *,
        reason: str = "",
        order_id: UUID | None = None,
        approved_by: UUID | None = None,
    ) -> None:
        """Amount signed as it acts on the drawer."""
        ...

    def moves(self, shift_id: UUID) -> list[MoveView]:
        """The float and what was moved by hand, the latest first; not what sales and voids moved."""
        ...

    def sales(self, shift_id: UUID) -> int:
        """How many sales the shift has, voided ones left out."""
        ...

    def drawer(self, shift_id: UUID) -> DrawerSums: ...
    def report(self, shift_id: UUID, until: datetime, *, final: bool) -> ShiftReport: ...
