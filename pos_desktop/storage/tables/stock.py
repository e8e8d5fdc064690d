"""The ledger of stock, the level it comes to, and what waiting tickets hold back. Quantities are thousandths."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, Micros

stock_level = Table(
    "stock_level",
    metadata,
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("on_hand_milli", Long, nullable=False),
    sqlite_with_rowid=False,
)

stock_move = Table(
    "stock_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), nullable=False, index=True),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("reason", Text, nullable=False),
    Column("order_line_id", Id, index=True),
    Column("moved_at", Micros, nullable=False),
)

reservation = Table(
    "reservation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("variant_row", Long, ForeignKey("variant.row"), nullable=False),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Column("expires_at", Micros, nullable=False),
    Index("ix_reservation_ticket_id", "ticket_id"),
    Index("ix_reservation_variant_row", "variant_row", "location_id"),
)
