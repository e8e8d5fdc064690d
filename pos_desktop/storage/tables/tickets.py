"""Tickets, from the first scan until they are sold or discarded."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("number", Long, nullable=False),
    Column("state", Text, nullable=False),
    Column("name", Text),
    Column("customer", Text),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("discount", JsonText),
    Column("prices_include_tax", Boolean, nullable=False),
    Column("tax_exempt", Boolean, nullable=False),
    Column("note", Text),
    Column("lines_removed", Integer, nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("order_state", Text),  # where its order is before it is stored as one; empty: draft
    CheckConstraint("state IN ('open', 'parked', 'sold', 'discarded', 'merged')", name="state"),
    UniqueConstraint("register_id", "number"),
    Index("ix_ticket_alive", "state", "changed_at", sqlite_where=Column("state").in_(("open", "parked"))),
)

ticket_line = Table(
    "ticket_line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("variant_row", Long),
    Column("variant_id", Id),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("weighed", Boolean, nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("unit_price_minor", Long, nullable=False),
    Column("list_price_minor", Long),
    Column("fixed_amount_minor", Long),  # a price-embedded code says the amount, not the quantity
    Column("discount", JsonText),
    Column("tax_class_id", Id),
    Column("taxes", JsonText, nullable=False),  # the rates as they were when the line was added
    Column("note", Text),
    Column("code", Text),
    Column("track_stock", Boolean, nullable=False),
    Column("back", JsonText),  # that goods come back: reason, restock, the line of which sale, what was paid
    Column("issues", Text),  # the kind of stored value handed over with it
)
