"""Whether the last run left payments, refunds or paid-for tickets that are not settled: asked at every start, so it
loads nothing that only their settling needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import OPEN_PAYMENTS, OPEN_REFUNDS
from pos_desktop.storage.later.sql import literal, literal_column, select
from pos_desktop.storage.later.tables import payment, refund, ticket
from pos_desktop.storage.repositories.statement import Statement, one_of

if TYPE_CHECKING:
    from pos_desktop.storage.repositories.statement import Link

_EACH = (
    Statement(
        select(literal(1))
        .select_from(payment)
        .where(one_of(payment.c.state, sorted(state.value for state in OPEN_PAYMENTS)))
        .limit(1)
    ),
    Statement(
        select(literal(1))
        .select_from(refund)
        .where(one_of(refund.c.state, sorted(state.value for state in OPEN_REFUNDS)))
        .limit(1)
    ),
    # Said the way ix_ticket_alive says it, which is what lets SQLite use that index.
    Statement(
        select(literal(1))
        .select_from(ticket)
        .where(
            literal_column("ticket.state IN ('open', 'parked')"),
            one_of(ticket.c.order_state, (OrderState.VALIDATED.value, OrderState.PARTIALLY_PAID.value)),
        )
        .limit(1)
    ),
)
OPEN_PAYMENT, OPEN_REFUND, UNSETTLED_TICKET = _EACH


class SqlUnfinished:
    """Implements ports.Unfinished."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def any(self) -> bool:
        return any(each.first(self._link) is not None for each in _EACH)
