"""A shop's tax on the open ticket, in the place of the register's own for one payment."""

from __future__ import annotations

from collections.abc import Mapping

from pos_desktop.application.open_ticket import OpenTicket
from pos_desktop.application.shop_tax_words import WhyOwn
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.shop_tax import with_own_taxes
from pos_desktop.domain.ticket import Ticket


class TicketTaxes(OpenTicket):
    """Whose tax stands on the ticket. Once money was taken, the ticket refuses both."""

    def take_shop_taxes(self, taxed: Ticket, facts: Mapping[str, object]) -> None:
        """Puts the ticket with a shop's rates in the place of the one on the screen: all lines in one commit."""
        body = {"ticket": self.ticket.number, **facts}
        present = {line.id: line for line in self.ticket.lines}
        with self._writing() as work:
            for line in taxed.lines:
                if line != present[line.id]:
                    work.tickets.update_line(line)
            self._journal(work, "tax_by_shop", body, None)
        self._show(taxed)

    def keep_own_taxes(self, facts: Mapping[str, object]) -> None:
        """The shop told no tax that can be used: the register's own stands, and why is journalled."""
        self._own_again(("tax_by_register", {"ticket": self.ticket.number, **facts}))

    def own_taxes_again(self) -> None:
        """Takes a shop's tax off a ticket that is not paid after all: what is changed next may be taxed otherwise."""
        ticket = self.ticket
        if ticket.taxed_by_shop and ticket.order_state is OrderState.DRAFT:
            self._own_again(("tax_by_register", {"ticket": ticket.number, "why": WhyOwn.NOT_PAID.value}))

    def _own_again(self, entry: tuple[str, Mapping[str, object]]) -> None:
        own = with_own_taxes(self.ticket)
        present = {line.id: line for line in self.ticket.lines}
        with self._writing() as work:
            for line in own.lines:
                if line is not present[line.id]:
                    work.tickets.update_line(line)
            self._journal(work, *entry, None)
        self._show(own)
