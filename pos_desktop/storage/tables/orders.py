"""Orders as they were paid, and the tenders that paid them."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import DecimalText, Id, JsonText, Micros

sale_order = Table(
    "sale_order",
    metadata,
    Column("id", Id, primary_key=True),  # the ticket's own id: the same sale can never be stored twice
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("sequence", Long, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("ticket_number", Long, nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("prices_include_tax", Boolean, nullable=False),
    Column("customer", Text),
    Column("customer_key", Text),  # the customer as it is searched: folded, in hexadecimal
    Column("note", Text),
    Column("items_milli", Long, nullable=False),
    Column("lines_removed", Integer, nullable=False),
    Column("subtotal_minor", Long, nullable=False),
    Column("discount_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    Column("total_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("paid_at", Micros, nullable=False),
    Column("offset_minutes", Integer, nullable=False),
    Column("tips_minor", Long, nullable=False, server_default="0"),  # charged on top of the total
    Column("returned_minor", Long, nullable=False, server_default="0"),  # goods that came back, positive
    UniqueConstraint("register_id", "sequence"),
    # The orders list is paged by (paid_at, id), whatever it is narrowed by.
    Index("ix_sale_order_paid_at", "paid_at", "id"),
    Index("ix_sale_order_state", "state", "paid_at", "id"),
    Index("ix_sale_order_total_minor", "total_minor", "paid_at", "id"),
    Index("ix_sale_order_shift_id", "shift_id", "sequence"),
    Index(
        "ix_sale_order_customer_key",
        "customer_key",
        "paid_at",
        "id",
        sqlite_where=Column("customer_key").is_not(None),
    ),
)

order_line = Table(
    "order_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", Id, ForeignKey("sale_order.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("variant_row", Long),
    Column("variant_id", Id),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("weighed", Boolean, nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("unit_price_minor", Long, nullable=False),
    Column("list_price_minor", Long),
    Column("amount_minor", Long, nullable=False),  # price times quantity, before discounts
    Column("line_discount_minor", Long, nullable=False),
    Column("ticket_discount_minor", Long, nullable=False),
    Column("discount_words", Text),
    Column("net_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    Column("total_minor", Long, nullable=False),  # what the customer pays for it, tax included
    Column("taxes", JsonText, nullable=False),
    Column("note", Text),
    Column(
        "sold_at", Micros, nullable=False
    ),  # the order's paid_at, here so that one index finds the newest sales
    Column("returns_line_id", Id),  # the sold line that this one takes back
    Column("return_reason", Text),
    Column("restocked", Boolean),
    Column("issues", Text),
    Index("ix_order_line_sold", "variant_row", "sold_at", "order_id"),
    # Whether something of an order came back is asked for every row of a list: its lines are not read for that.
    Index("ix_order_line_of_order", "order_id", "id"),
    Index(
        "ix_order_line_returns_line_id",
        "returns_line_id",
        sqlite_where=Column("returns_line_id").is_not(None),
    ),
)

order_tax = Table(
    "order_tax",
    metadata,
    Column("order_id", Id, ForeignKey("sale_order.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("rate", DecimalText, nullable=False),
    Column("net_minor", Long, nullable=False),
    Column("tax_minor", Long, nullable=False),
    sqlite_with_rowid=False,
)

tender = Table(
    "tender",
    metadata,
    Column("id", Id, primary_key=True),
    Column("order_id", Id, ForeignKey("sale_order.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # what it pays of the order, rounding included
    Column("given_minor", Long, nullable=False),
    Column("change_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("taken_at", Micros, nullable=False),
    Column("tip_minor", Long, nullable=False, server_default="0"),
    Column("payment_id", Id),
    Column("refund_id", Id),  # money that went back: its amounts are negative
    Column("returns_tender_id", Id),  # the tender of the past sale that it went back to
    Column("label", Text),  # what people call it: Visa and the last four digits
    Column("last_four", Text),
    Column("foreign_currency", Text),
    Column("foreign_minor", Long),
    # How an order was paid, as the orders list says it, is read from the index alone.
    Index("ix_tender_of_order", "order_id", "taken_at", "id", "kind"),
    Index(
        "ix_tender_last_four",
        "last_four",
        "taken_at",
        "order_id",
        sqlite_where=Column("last_four").is_not(None),
    ),
    Index(
        "ix_tender_returns_tender_id",
        "returns_tender_id",
        sqlite_where=Column("returns_tender_id").is_not(None),
    ),
)
