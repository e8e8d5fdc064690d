"""Every table of the register, one schema for SQLite and PostgreSQL.

Money is an integer of minor units (`*_minor`), quantities are thousandths (`*_milli`), moments are
UTC microseconds (`*_at`). The search tables are made by `search_index`, the journal's guards by `journal`.
"""

from pos_desktop.storage.tables.catalogue import barcode, category, product, tax_class, tax_rate, variant
from pos_desktop.storage.tables.devices import device, print_job
from pos_desktop.storage.tables.events import journal, outbox
from pos_desktop.storage.tables.orders import order_line, order_tax, sale_order, tender
from pos_desktop.storage.tables.partial_indexes import for_postgresql
from pos_desktop.storage.tables.payments import difference, payment, payment_event, payment_method, refund
from pos_desktop.storage.tables.people import customer, person, role
from pos_desktop.storage.tables.shifts import cash_move, shift
from pos_desktop.storage.tables.stock import reservation, stock_level, stock_move
from pos_desktop.storage.tables.store import location, register, setting
from pos_desktop.storage.tables.stored_values import stored_value, stored_value_move
from pos_desktop.storage.tables.sync import (
    delivery,
    delivery_event,
    inbox,
    integration_minute,
    online_order,
    platform_connection,
    platform_cursor,
    platform_level,
    platform_link,
    stock_waiting,
)
from pos_desktop.storage.tables.tickets import ticket, ticket_line
from pos_desktop.storage.tables.whole import metadata

__all__ = [
    "barcode",
    "cash_move",
    "category",
    "customer",
    "delivery",
    "delivery_event",
    "device",
    "difference",
    "for_postgresql",
    "inbox",
    "integration_minute",
    "journal",
    "location",
    "metadata",
    "online_order",
    "order_line",
    "order_tax",
    "outbox",
    "payment",
    "payment_event",
    "payment_method",
    "person",
    "platform_connection",
    "platform_cursor",
    "platform_level",
    "platform_link",
    "print_job",
    "product",
    "refund",
    "register",
    "reservation",
    "role",
    "sale_order",
    "setting",
    "shift",
    "stock_level",
    "stock_move",
    "stock_waiting",
    "stored_value",
    "stored_value_move",
    "tax_class",
    "tax_rate",
    "tender",
    "ticket",
    "ticket_line",
    "variant",
]
