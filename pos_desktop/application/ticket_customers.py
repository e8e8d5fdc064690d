"""Which customer of the store a ticket is for, until it is sold.

A ticket has the name that is printed; who that is is kept beside it among the settings, for the few tickets that are
open or parked. It holds as long as the ticket has that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from pos_desktop.domain.ticket import TicketState

if TYPE_CHECKING:
    from pos_desktop.application.ports import Work
    from pos_desktop.domain.ticket import Ticket

KEY = "ticket_customers"
_ALIVE = (TicketState.OPEN, TicketState.PARKED)


def remember(work: Work, ticket: Ticket, customer_id: UUID) -> None:
    """The ticket, with the name that it has now, is for this customer."""
    kept = {key: facts for key, facts in _all(work).items() if work.tickets.state(UUID(key)) in _ALIVE}
    kept[str(ticket.id)] = {"customer": str(customer_id), "name": ticket.customer}
    work.settings.put(KEY, kept)


def forget(work: Work, ticket_id: UUID) -> None:
    """The ticket is for nobody who is known."""
    kept = _all(work)
    if kept.pop(str(ticket_id), None) is not None:
        work.settings.put(KEY, kept)


def customer_of(work: Work, ticket: Ticket) -> UUID | None:
    """Who the ticket is for; asks nothing of a ticket without a name."""
    if not ticket.customer:
        return None
    facts = _all(work).get(str(ticket.id))
    return UUID(facts["customer"]) if facts and facts["name"] == ticket.customer else None


def _all(work: Work) -> dict[str, Any]:
    return dict(work.settings.get(KEY) or {})
