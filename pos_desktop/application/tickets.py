"""The ticket on the screen: every change is on disk before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.approvals import ApprovalRequest
from pos_desktop.application.parked_tickets import ParkedTickets
from pos_desktop.application.ticket_approvals import ticket_discount_request
from pos_desktop.application.ticket_customers import forget, remember
from pos_desktop.application.ticket_discounts import discount_facts, discountable
from pos_desktop.application.ticket_goods import TicketGoods
from pos_desktop.application.ticket_lines import TicketLines
from pos_desktop.application.ticket_taxes import TicketTaxes
from pos_desktop.application.wording import tr
from pos_desktop.domain.card_numbers import without_card_numbers
from pos_desktop.domain.permissions import Permission
from pos_desktop.domain.record import replace
from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_desktop.application.approvals import Approval
    from pos_desktop.application.ports import Work
    from pos_desktop.application.sync_records import Customer
    from pos_desktop.domain.discount import Discount

LONGEST_NAME = 100


class TicketDesk(TicketGoods, TicketLines, TicketTaxes, ParkedTickets):
    """The open ticket of this register, and the parked ones."""

    def discount_ticket(self, discount: Discount | None, approval: Approval | None = None) -> None:
        """Gives or takes back the ticket's discount."""
        approver = None
        if discount is not None:
            whole = discountable(self.totals)
            approver = self._desk.require(
                Permission.DISCOUNT,
                approval,
                lambda: ticket_discount_request(self._desk, self.ticket, discount, whole),
                discount.percent_of(whole),
            )
        body = {"ticket": self.ticket.number, "discount": discount_facts(discount)}
        self._save_head(replace(self.ticket, discount=discount), ("discount", body, approver))

    def discount_by_code(self, discount: Discount, code: str, shop: str) -> None:
        """Gives the ticket's discount for a code that a shop vouches for."""
        body = {
            "ticket": self.ticket.number,
            "discount": discount_facts(discount),
            "code": code,
            "shop": shop,
        }
        self._save_head(replace(self.ticket, discount=discount), ("discount", body, None))

    def set_customer(self, customer: str) -> None:
        """Names somebody on the ticket, of whom no more is known."""
        ticket = replace(self.ticket, customer=without_card_numbers(customer.strip())[:LONGEST_NAME])
        with self._writing() as work:
            if self.ticket.customer:
                forget(work, ticket.id)
            work.tickets.save_head(ticket, self._desk.clock.now())
        self._show(ticket)

    def serve(self, who: Callable[[Work], Customer]) -> Customer:
        """Puts a customer of the store on the ticket, who is found, taken over or made by `who` in the same commit."""
        from pos_desktop.application.customers import shown_name

        with self._writing() as work:
            customer = who(work)
            name = without_card_numbers(shown_name(customer))[:LONGEST_NAME]
            ticket = replace(self.ticket, customer=name)
            remember(work, ticket, customer.id)
            work.tickets.save_head(ticket, self._desk.clock.now())
        self._show(ticket)
        return customer

    def set_ticket_note(self, note: str) -> None:
        """Puts a note on the ticket."""
        self._save_head(replace(self.ticket, note=without_card_numbers(note.strip())[:200]))

    def set_tax_exempt(self, exempt: bool, approval: Approval | None = None) -> None:
        """Takes the tax off the ticket, or puts it back."""
        request = ApprovalRequest(
            Permission.TAX_EXEMPT,
            tr("Tax exemption"),
            (self._desk.asked_by(),),
            self.totals.tax_minor,
            str(self.ticket.id),
        )
        approver = self._desk.require(Permission.TAX_EXEMPT, approval, lambda: request) if exempt else None
        body = {"ticket": self.ticket.number, "exempt": exempt}
        self._save_head(replace(self.ticket, tax_exempt=exempt), ("tax_exempt", body, approver))

    def discard(self, approval: Approval | None = None) -> None:
        """Gives the ticket up; its lines stay on record."""
        if self.ticket.blank:
            return
        request = ApprovalRequest(
            Permission.DISCARD_TICKET,
            tr("Discard ticket {number}", number=self.ticket.number),
            (self._desk.asked_by(),),
            self.totals.total_minor,
            str(self.ticket.id),
        )
        approver = self._desk.require(Permission.DISCARD_TICKET, approval, lambda: request)
        with self._writing() as work:
            body = {
                "ticket": self.ticket.number,
                "total_minor": self.totals.total_minor,
                "lines": len(self.ticket.lines),
            }
            self._journal(work, "ticket_discarded", body, approver)
            work.tickets.save_head(replace(self.ticket, state=TicketState.DISCARDED), self._desk.clock.now())
            following = self.open_next(work)
        self._show(following)
