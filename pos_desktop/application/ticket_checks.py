"""What may not be changed of a ticket, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.application.errors import Refused
from pos_desktop.application.wording import tr
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.ticket import MOST_MINOR, Ticket, TicketLine

if TYPE_CHECKING:
    pass


def refuse_paying(ticket: Ticket) -> None:
    """What money was taken for stays as it is: another sum would not be what was charged."""
    if ticket.order_state is not OrderState.DRAFT:
        raise Refused(
            tr("The ticket is being paid"),
            tr("It is unchanged."),
            tr("Finish the payment, or refund the money first."),
        )


def refuse_back(line: TicketLine) -> None:
    """What comes back is worth what was paid for it."""
    if line.back is not None:
        raise Refused(
            tr("What comes back is worth what was paid"),
            tr("The line is unchanged."),
            tr("Remove the line and choose it anew from its order."),
        )


def refuse_issued(line: TicketLine) -> None:
    """A gift card is worth what is paid for it, and each has a code of its own."""
    if line.issues:
        raise Refused(
            tr("A gift card is worth what is paid for it"),
            tr("The line is unchanged."),
            tr("Remove the line and sell another one."),
        )


def refuse_card_for_goods(ticket: Ticket) -> None:
    """A gift card that returned goods pay for would be a refund without its limit, its tenders and its word."""
    if ticket.returns and any(line.issues for line in ticket.lines):
        raise Refused(
            tr("What comes back does not pay for a gift card"),
            tr("The ticket is unchanged."),
            tr("Refund the money first, then sell the gift card on a ticket of its own."),
        )


def refuse_other_prices(ticket: Ticket, other: Ticket) -> None:
    """Lines priced before the store changed what its prices mean are no part of a ticket that was begun after it."""
    if ticket.prices_include_tax != other.prices_include_tax:
        raise Refused(
            tr("These tickets are priced differently"),
            tr("The prices of one include the tax, those of the other do not. Nothing was changed."),
            tr("Sell one after the other."),
        )


def check_price(price_minor: int) -> None:
    if price_minor < 0:
        raise Refused(tr("A price cannot be negative"), tr("Nothing was changed."))
    if price_minor > MOST_MINOR:
        raise Refused(tr("This price is not possible"), tr("Nothing was changed."))
