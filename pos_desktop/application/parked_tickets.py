"""Tickets put aside, taken back, and put together."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.errors import Refused
from pos_desktop.application.events import Event
from pos_desktop.application.ids import new_id
from pos_desktop.application.open_ticket import OpenTicket
from pos_desktop.application.ticket_checks import (
    refuse_card_for_goods,
    refuse_other_prices,
    refuse_paying,
)
from pos_desktop.application.ticket_customers import customer_of, remember
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.record import replace
from pos_desktop.domain.ticket import Ticket, TicketState

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work


class ParkedTickets(OpenTicket):
    """The ticket on the screen beside the parked ones."""

    def park(self, name: str = "") -> Ticket:
        """Puts the ticket aside and opens the next; Refused when it is empty or money lies on it."""
        if not self.ticket.lines:
            raise Refused(tr("There is nothing to park"), tr("The ticket is empty."))
        parked = replace(self.ticket, name=without_card_numbers(name.strip())[:60], state=TicketState.PARKED)
        with self._writing(paying=True) as work:
            self._refuse_with_money(work)
            work.tickets.save_head(parked, self._desk.clock.now())
            following = self.open_next(work)
        self._show(following)
        self._desk.events.tell(Event.PARKED)
        return parked

    def park_paying(self, name: str, *, deposit: tuple[int, int] | None = None) -> Ticket:
        """Puts a ticket aside that is partly paid or whose outcome is open; `deposit` is (paid, left) for the journal."""
        parked = replace(self.ticket, name=without_card_numbers(name.strip())[:60], state=TicketState.PARKED)
        with self._writing(paying=True) as work:
            work.tickets.save_head(parked, self._desk.clock.now())
            if deposit is not None:
                paid, left = deposit
                body = {"ticket": parked.number, "paid_minor": paid, "left_minor": left, "name": parked.name}
                self._journal(work, "deposit", body, None)
            following = self.open_next(work)
        self._show(following)
        self._desk.events.tell(Event.PARKED)
        return parked

    def parked(self) -> list[Ticket]:
        """The tickets put aside, the latest first."""
        with self._desk.store.read() as work:
            return work.tickets.parked()

    def parked_count(self) -> int:
        """How many tickets are put aside."""
        with self._desk.store.read() as work:
            return work.tickets.parked_count()

    def resume(self, ticket_id: UUID) -> None:
        """Takes a parked ticket back; the one on the screen is parked first, unless it is empty."""
        now = self._desk.clock.now()
        with self._writing(paying=True) as work:
            wanted = work.tickets.get(ticket_id)
            if wanted.state is not TicketState.PARKED:
                raise Refused(tr("This ticket is no longer parked"), tr("Somebody took it already."))
            self._refuse_with_money(work)
            state = TicketState.PARKED if self.ticket.lines else TicketState.DISCARDED
            work.tickets.save_head(replace(self.ticket, state=state), now)
            resumed = replace(wanted, state=TicketState.OPEN)
            work.tickets.save_head(resumed, now)
        self._show(resumed)
        self._desk.events.tell(Event.PARKED)

    def merge(self, ticket_id: UUID) -> None:
        """Puts the lines of a parked ticket on this one."""
        now = self._desk.clock.now()
        with self._writing() as work:
            other = work.tickets.get(ticket_id)
            if other.state is not TicketState.PARKED:
                raise Refused(tr("This ticket is no longer parked"), tr("Somebody took it already."))
            refuse_paying(other)
            merged, position = self._with_head_of(other), self._next_position()
            refuse_other_prices(merged, other)
            for line in other.lines:
                copy = replace(line, id=new_id())
                merged = replace(merged, lines=(*merged.lines, copy))
                work.tickets.insert_line(merged.id, position, copy)
                position += 1
            refuse_card_for_goods(merged)
            if merged.customer and not self.ticket.customer and (known := customer_of(work, other)):
                remember(work, merged, known)
            work.tickets.save_head(merged, now)
            work.tickets.save_head(replace(other, state=TicketState.MERGED), now)
        self._show(merged)
        self._desk.events.tell(Event.PARKED)

    def _refuse_with_money(self, work: Work) -> None:
        """A ticket with money on it is put aside as a deposit or not at all, unless an outcome is still open."""
        if self.ticket.order_state is not OrderState.PARTIALLY_PAID:
            return
        if not any(payment.state.open for payment in work.payments.of_ticket(self.ticket.id)):
            raise Refused(
                tr("Money lies on this ticket"),
                tr("The ticket stays here."),
                tr("Park it with its deposit first, or refund the money."),
            )

    def _with_head_of(self, other: Ticket) -> Ticket:
        """This ticket with what the other knows and it does not; a discount is not carried over, it was on other goods."""
        ticket = self._begun()
        return replace(
            ticket,
            customer=ticket.customer or other.customer,
            note=" · ".join(part for part in (ticket.note, other.note) if part)[:200],
            lines_removed=ticket.lines_removed + other.lines_removed,
        )
