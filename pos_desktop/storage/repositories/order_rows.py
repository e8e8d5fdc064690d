"""The columns of an order's lines and tenders, in the order in which their views take them.

A question for TENDER_COLUMNS joins the payment, which may be missing.
"""

from decimal import Decimal
from typing import Any

from pos_desktop.application.orders_view import OrderLineView
from pos_desktop.storage.later.sql import func, select
from pos_desktop.storage.later.tables import order_line, payment, sale_order, tender
from pos_desktop.storage.repositories.statement import Row, or_blank

_sold, _sale = order_line.alias("sold_line"), sale_order.alias("sold_order")
_RETURNS_NUMBER = (
    select(_sale.c.number)
    .join(_sold, _sold.c.order_id == _sale.c.id)
    .where(_sold.c.id == order_line.c.returns_line_id)
    .correlate(order_line)
    .scalar_subquery()
)
LINE_COLUMNS = (
    order_line.c.id,
    order_line.c.name,
    order_line.c.quantity_milli,
    order_line.c.weighed,
    order_line.c.unit,
    order_line.c.unit_price_minor,
    order_line.c.list_price_minor,
    order_line.c.amount_minor,
    order_line.c.line_discount_minor,
    or_blank(order_line.c.discount_words),
    order_line.c.net_minor,
    order_line.c.tax_minor,
    order_line.c.total_minor,
    or_blank(order_line.c.note),
    order_line.c.variant_row,
    order_line.c.taxes,
    order_line.c.returns_line_id,
    or_blank(order_line.c.return_reason),
    order_line.c.restocked,
    or_blank(order_line.c.issues),
    func.coalesce(_RETURNS_NUMBER, ""),
)
TENDER_COLUMNS = (
    tender.c.id,
    tender.c.kind,
    tender.c.state,
    tender.c.amount_minor,
    tender.c.given_minor,
    tender.c.change_minor,
    tender.c.rounding_minor,
    tender.c.tip_minor,
    tender.c.payment_id,
    tender.c.refund_id,
    or_blank(tender.c.label),
    or_blank(tender.c.foreign_currency),
    tender.c.foreign_minor,
    payment.c.balance_minor,
    or_blank(payment.c.authorisation),
    tender.c.returns_tender_id,
)

_TAXES = 15


def line_view(found: Row) -> OrderLineView:
    """A row of LINE_COLUMNS as people look at it."""
    facts: list[Any] = list(found)
    facts[_TAXES] = tuple((name, Decimal(percent)) for name, percent, _compound in facts[_TAXES])
    return OrderLineView(*facts)
