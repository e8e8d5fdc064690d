"""The store's settings, its places and its registers."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText

setting = Table(
    "setting",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", JsonText, nullable=False),
)

location = Table(
    "location",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
)

register = Table(
    "register",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("location_id", Id, ForeignKey("location.id"), nullable=False),
    Column("next_receipt", Long, nullable=False),
    Column("next_ticket", Long, nullable=False),
    Column("next_shift", Long, nullable=False),
)
