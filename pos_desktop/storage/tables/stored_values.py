"""Gift cards, store credit and vouchers: a ledger of each."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, Micros

stored_value = Table(
    "stored_value",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("code_key", LargeBinary, nullable=False, unique=True),  # a keyed hash: the code itself is nowhere
    Column("last_four", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("customer", Text),
    Column("note", Text),
    Column("blocked", Boolean, nullable=False),
    Column("issued_at", Micros, nullable=False),
    Column("expires_at", Micros),
    Column("order_id", Id),
)

stored_value_move = Table(
    "stored_value_move",
    metadata,
    Column("id", Id, primary_key=True),  # the key of what moved it: the same move can never be stored twice
    Column("value_id", Id, ForeignKey("stored_value.id"), nullable=False),
    Column("amount_minor", Long, nullable=False),  # signed: what it adds to the balance
    Column("reason", Text, nullable=False),
    Column("order_id", Id),
    Column("of_move_id", Id, ForeignKey("stored_value_move.id")),
    Column("person_id", Id),
    Column("moved_at", Micros, nullable=False),
    Index("ix_stored_value_move_value_id", "value_id"),
    Index("ix_stored_value_move_of_move_id", "of_move_id"),
)
