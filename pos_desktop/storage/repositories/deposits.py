"""Money of a shift that is not a tender of one of its sales: deposits, and refunds still on their way."""

from typing import Any
from uuid import UUID

from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import OPEN_REFUNDS, PaymentState, RefundState
from pos_desktop.storage.later.sql import Text, and_, bindparam, case, func, or_, select
from pos_desktop.storage.later.tables import payment, refund, sale_order, tender
from pos_desktop.storage.repositories.statement import Link, Statement, one_of

_of_shift = payment.c.shift_id == bindparam("shift_id")
_undone = (
    select(refund.c.id)
    .where(
        refund.c.payment_id == payment.c.id,
        refund.c.whole,
        one_of(refund.c.cause, ("rollback", "overpaid")),
        refund.c.shift_id == payment.c.shift_id,
    )
    .correlate(payment)
    .exists()
)
TAKEN = Statement(
    select(func.sum(payment.c.amount_minor - payment.c.rounding_minor))
    .outerjoin(sale_order, sale_order.c.id == payment.c.ticket_id)
    .where(
        _of_shift,
        one_of(payment.c.state, (PaymentState.TAKEN.value, PaymentState.AUTHORISED.value)),
        or_(sale_order.c.id.is_(None), sale_order.c.shift_id != payment.c.shift_id),
        ~_undone,
    )
)
USED = Statement(
    select(func.sum(tender.c.amount_minor - tender.c.rounding_minor))
    .join(sale_order, sale_order.c.id == tender.c.order_id)
    .where(
        sale_order.c.shift_id == bindparam("shift_id"),
        sale_order.c.state != OrderState.CANCELLED.value,
        tender.c.shift_id != sale_order.c.shift_id,
        tender.c.refund_id.is_(None),
    )
)
# What is given back of an excess leaves the tip and the rounding to coins as they are.
_excess = and_(refund.c.cause == "overpaid", ~refund.c.whole)
_all_of_it = refund.c.amount_minor - payment.c.tip_minor - payment.c.rounding_minor
GIVEN_BACK = Statement(
    select(func.sum(case((_excess, refund.c.amount_minor), else_=_all_of_it)))
    .join(payment, payment.c.id == refund.c.payment_id)
    .where(
        refund.c.shift_id == bindparam("shift_id"),
        one_of(refund.c.cause, ("rollback", "void", "overpaid")),
        payment.c.shift_id != refund.c.shift_id,
    )
)
PROMISED = Statement(
    select(func.sum(refund.c.amount_minor)).where(
        refund.c.shift_id == bindparam("shift_id"),
        one_of(
            func.coalesce(refund.c.state, "", type_=Text()),
            sorted(state.value for state in (*OPEN_REFUNDS, RefundState.REFUSED)),
        ),
    )
)


def deposit_sums(link: Link, shift_id: UUID) -> dict[str, Any]:
    """By the names that a shift's report gives them, in minor units."""
    taken = int(TAKEN.scalar(link, shift_id=shift_id) or 0)
    given_back = int(GIVEN_BACK.scalar(link, shift_id=shift_id) or 0)
    return {
        "deposits_taken_minor": taken - given_back,
        "deposits_used_minor": int(USED.scalar(link, shift_id=shift_id) or 0),
        "promised_minor": int(PROMISED.scalar(link, shift_id=shift_id) or 0),
    }
