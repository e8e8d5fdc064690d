"""Devices of the register and the jobs of its printers."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

device = Table(
    "device",
    metadata,
    Column("id", Id, primary_key=True),
    Column("family", Text, nullable=False),
    Column("driver", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("settings", JsonText, nullable=False),
    Column("fallback_id", Id, ForeignKey("device.id")),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("removed_at", Micros),  # kept for the print jobs that name it
)

print_job = Table(
    "print_job",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("device_id", Id, ForeignKey("device.id"), nullable=False),
    Column("order_id", Id),
    Column("document", JsonText),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("expires_at", Micros),
    Column("last_error", Text),
    Column("created_at", Micros, nullable=False),
    Column("finished_at", Micros),
    CheckConstraint(
        "state IN ('held', 'queued', 'printing', 'unsure', 'printed', 'sent', 'failed', 'cancelled')",
        name="state",
    ),
    Index("ix_print_job_due", "device_id", "state", "not_before_at"),
    Index("ix_print_job_order_id", "order_id"),
    sqlite_autoincrement=True,
)
