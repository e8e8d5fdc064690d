"""What happened: the journal for auditors, the outbox for whoever has to be told."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

journal = Table(
    "journal",
    metadata,
    Column("seq", Long, primary_key=True, autoincrement=False),
    Column("at", Micros, nullable=False),
    Column("offset_minutes", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("register_id", Id),
    Column("person_id", Id),
    Column("approver_id", Id),
    Column("subject_id", Id),
    Column("body", Text, nullable=False),  # canonical JSON, hashed as it stands
    Column("previous_mac", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
    Index("ix_journal_subject_id", "subject_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),  # the idempotency key
    Column("lane", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("body", JsonText, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Micros, nullable=False),
    # Holds what is still to be handed to the connections: in a backlog the first of it is found without sorting.
    Index("ix_outbox_waiting", "seq", sqlite_where=Column("state") == "waiting"),
    sqlite_autoincrement=True,
)
