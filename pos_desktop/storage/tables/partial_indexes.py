"""Conditions of the partial indexes on PostgreSQL; SQLite's stand with their tables."""

from sqlalchemy import text

from pos_desktop.storage.tables.catalogue import product
from pos_desktop.storage.tables.events import outbox
from pos_desktop.storage.tables.orders import order_line, sale_order, tender
from pos_desktop.storage.tables.payments import payment, refund
from pos_desktop.storage.tables.shifts import shift
from pos_desktop.storage.tables.sync import delivery


def for_postgresql() -> None:
    """Gives PostgreSQL the partial indexes too. Called before it is used: naming its options loads its whole
    dialect, which a register on its own file never needs and would pay for at every start."""
    for table, name, condition in (
        (product, "ix_product_favourite", product.c.favourite_position.is_not(None)),
        (product, "ix_product_retired", text("NOT active")),
        (shift, "uq_shift_open", shift.c.closed_at.is_(None)),
        (order_line, "ix_order_line_returns_line_id", order_line.c.returns_line_id.is_not(None)),
        (sale_order, "ix_sale_order_customer_key", sale_order.c.customer_key.is_not(None)),
        (tender, "ix_tender_last_four", tender.c.last_four.is_not(None)),
        (tender, "ix_tender_returns_tender_id", tender.c.returns_tender_id.is_not(None)),
        (payment, "ix_payment_due", payment.c.next_at.is_not(None)),
        (payment, "ix_payment_capture", payment.c.capture_state.is_not(None)),
        (refund, "ix_refund_due", refund.c.next_at.is_not(None)),
        (outbox, "ix_outbox_waiting", outbox.c.state == "waiting"),
        (delivery, "ix_delivery_live", delivery.c.state.in_(("waiting", "claimed", "parked"))),
    ):
        index = next(each for each in table.indexes if each.name == name)
        index.dialect_options["postgresql"]["where"] = condition
