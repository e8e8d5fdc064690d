"""What of a past order may still come back, and what may still go back to its tenders."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from pos_desktop.application.orders_view import ReturnableLine, TenderLeftView, TenderView
from pos_desktop.domain.order import OrderState
from pos_desktop.domain.payment import RefundState, TenderKind
from pos_desktop.domain.returns import LineSums, TenderLeft
from pos_desktop.domain.tax import TaxRate
from pos_desktop.storage.later.sql import Text, bindparam, func, select
from pos_desktop.storage.later.tables import order_line, payment, refund, sale_order, stock_move, tender
from pos_desktop.storage.repositories.order_rows import LINE_COLUMNS, TENDER_COLUMNS, line_view
from pos_desktop.storage.repositories.statement import Link, Row, Statement, or_blank

_back, _back_order = order_line.alias("back"), sale_order.alias("back_order")
_RETURNED = (
    select(func.coalesce(func.sum(-_back.c.quantity_milli), 0))
    .join(_back_order, _back_order.c.id == _back.c.order_id)
    .where(_back.c.returns_line_id == order_line.c.id, _back_order.c.state != OrderState.CANCELLED.value)
    .correlate(order_line)
    .scalar_subquery()
)
_TRACKED = (
    select(func.count())
    .where(stock_move.c.order_line_id == order_line.c.id)
    .correlate(order_line)
    .scalar_subquery()
)
_EXTRA = (
    order_line.c.ticket_discount_minor,
    order_line.c.variant_id,
    _RETURNED,
    _TRACKED,
    order_line.c.taxes,
)
LINES = Statement(
    select(*LINE_COLUMNS, *_EXTRA)
    .where(order_line.c.order_id == bindparam("order_id"), order_line.c.quantity_milli > 0)
    .order_by(order_line.c.position)
)

_given, _given_order = tender.alias("given"), sale_order.alias("given_order")
_AMOUNTS_BACK = (
    select(func.sum(-_given.c.amount_minor), func.sum(-_given.c.rounding_minor))
    .join(_given_order, _given_order.c.id == _given.c.order_id)
    .outerjoin(refund, refund.c.id == _given.c.refund_id)
    .where(
        _given.c.returns_tender_id == bindparam("tender_id"),
        _given_order.c.state != OrderState.CANCELLED.value,
        func.coalesce(refund.c.state, RefundState.DONE.value, type_=Text()) != RefundState.REFUSED.value,
        func.coalesce(refund.c.state, RefundState.DONE.value, type_=Text()) != RefundState.REPLACED.value,
    )
)
BACK = Statement(_AMOUNTS_BACK)
TENDERS = Statement(
    select(*TENDER_COLUMNS, payment.c.method_id, or_blank(payment.c.provider), or_blank(tender.c.last_four))
    .outerjoin(payment, payment.c.id == tender.c.payment_id)
    .where(
        tender.c.order_id == bindparam("order_id"),
        tender.c.amount_minor
        > tender.c.rounding_minor,  # of cash that was rounded down to no coin at all, too
        tender.c.refund_id.is_(None),
    )
    .order_by(tender.c.taken_at, tender.c.id)
)
_sold = order_line.alias("sold")
SOURCES = Statement(
    select(_sold.c.order_id)
    .select_from(_back)
    .join(_sold, _sold.c.id == _back.c.returns_line_id)
    .where(_back.c.order_id == bindparam("order_id"))
    .order_by(_back.c.position)
)
GONE_TO = Statement(
    select(_back.c.order_id)
    .select_from(_back)
    .join(_sold, _sold.c.id == _back.c.returns_line_id)
    .where(_sold.c.order_id == bindparam("order_id"))
    .order_by(_back.c.order_id)
)


def returnable(link: Link, order_id: UUID) -> list[ReturnableLine]:
    """The sold lines of an order; what a cancelled return took back is not counted."""
    return [_returnable(row) for row in LINES.all(link, order_id=order_id)]


def tenders_left(link: Link, order_id: UUID) -> list[TenderLeftView]:
    """The tenders of an order; refunds that were refused for good are not counted, promised ones are."""
    return [_left(link, row) for row in TENDERS.all(link, order_id=order_id)]


def taken_back_by(link: Link, order_id: UUID) -> list[UUID]:
    """The sales whose goods came back with an order, in the order of its lines."""
    return list(dict.fromkeys(row[0] for row in SOURCES.all(link, order_id=order_id)))


def took_back(link: Link, order_id: UUID) -> list[UUID]:
    """The orders with which goods of a sale came back, the oldest first."""
    return list(dict.fromkeys(row[0] for row in GONE_TO.all(link, order_id=order_id)))


def _returnable(row: Row) -> ReturnableLine:
    ticket_discount, variant_id, returned, tracked, rates = row[-5:]
    line = line_view(row[:-5])
    sums = LineSums(line.amount_minor, line.discount_minor, ticket_discount, line.net_minor, line.tax_minor)
    taxes = tuple(TaxRate(name, Decimal(percent), compound) for name, percent, compound in rates)
    return ReturnableLine(line, taxes, sums, variant_id, int(returned), bool(tracked))


def _left(link: Link, row: Row) -> TenderLeftView:
    facts: list[Any] = list(row)
    method_id, provider, last_four = facts[-3:]
    view = TenderView(*facts[:-3])
    (sums,) = BACK.all(link, tender_id=view.id)
    amount, rounding = int(sums[0] or 0), int(sums[1] or 0)
    left = view.amount_minor - amount
    exact = (view.amount_minor - view.rounding_minor) - (amount - rounding)
    given = TenderLeft(view.id, TenderKind(view.kind), left, exact)
    return TenderLeftView(view, method_id, provider, given, last_four)
