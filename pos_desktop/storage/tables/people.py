"""Who works here and who buys here."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text

from pos_desktop.storage.tables.whole import metadata
from pos_desktop.storage.types import Id, JsonText, Micros

role = Table(
    "role",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("permissions", JsonText, nullable=False),
    Column("limits", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role_id", Id, ForeignKey("role.id"), nullable=False),
    Column("pin_hash", Text),
    Column("pin_length", Integer, nullable=False),
    Column("badge_key", LargeBinary, unique=True),
    Column("active", Boolean, nullable=False),
    Column("wrong_attempts", Integer, nullable=False),
    Column("locked_until_at", Micros),
    Column("last_seen_at", Micros),
    Column("language", Text),
)

customer = Table(
    "customer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False, index=True),
    Column("phone", Text, nullable=False, index=True),
    Column("note", Text, nullable=False),
    Column("tax_exempt", Boolean, nullable=False),
    Column("addresses", JsonText, nullable=False),
    Column("extra", JsonText),
    Column("created_at", Micros, nullable=False),
    Column("updated_at", Micros, nullable=False),
)
