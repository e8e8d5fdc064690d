"""What the last run left open: payments, refunds, tickets that are being paid. Asked at every start, so it loads
nothing that only their settling needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import OPEN_PAYMENTS, OPEN_REFUNDS
from pos_desktop.storage.later.sql import literal_column, select
from pos_desktop.storage.later.tables import payment, refund, ticket
from pos_desktop.storage.repositories.statement import Statement, one_of

if TYPE_CHECKING:
    from pos_desktop.application.ports import LeftOpen
    from pos_desktop.storage.repositories.statement import Link

# Whatever is open has its turn some day: said so that the index of turns finds the few that are.
OPEN_PAYMENT = Statement(
    select(payment.c.id)
    .where(
        payment.c.next_at.is_not(None),
        one_of(payment.c.state, sorted(state.value for state in OPEN_PAYMENTS)),
    )
    .order_by(payment.c.id)
)
OPEN_REFUND = Statement(
    select(refund.c.id)
    .where(
        refund.c.next_at.is_not(None),
        one_of(refund.c.state, sorted(state.value for state in OPEN_REFUNDS)),
    )
    .order_by(refund.c.id)
)
# Said the way ix_ticket_alive says it, which is what lets SQLite use that index.
UNSETTLED_TICKET = Statement(
    select(ticket.c.id).where(
        literal_column("ticket.state IN ('open', 'parked')"),
        one_of(ticket.c.order_state, (OrderState.VALIDATED.value, OrderState.PARTIALLY_PAID.value)),
    )
)


class SqlUnfinished:
    """Implements ports.Unfinished."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def left(self) -> LeftOpen:
        payments, refunds, tickets = (
            tuple(row[0] for row in each.all(self._link))
            for each in (OPEN_PAYMENT, OPEN_REFUND, UNSETTLED_TICKET)
        )
        return payments, refunds, tickets
