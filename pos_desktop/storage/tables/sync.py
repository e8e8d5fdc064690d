"""Connected platforms: what is delivered to them, what they told, and what the register knows of both."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

platform_connection = Table(
    "platform_connection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("settings", JsonText, nullable=False),  # never a secret: those are in the keyring
    Column("mapping", JsonText, nullable=False),
    Column("shop", JsonText, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("trouble", Text, nullable=False),
    Column("sign_in", Boolean, nullable=False),
    Column("connected_at", Micros, nullable=False),
    Column("removed_at", Micros),
)

delivery = Table(
    "delivery",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),  # the idempotency key that the platform sees
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("lane", Text, nullable=False),  # the connection and the aggregate
    Column("topic", Text, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("asked", Boolean, nullable=False),  # it may have happened already: looked up before asked again
    Column("claimed_by", Text),
    Column("claimed_until_at", Micros),
    Column("error", JsonText),
    Column("fixes", JsonText),
    Column("platform_ref", Text),
    Column("created_at", Micros, nullable=False),
    Column("done_at", Micros),
    CheckConstraint("state IN ('waiting', 'claimed', 'done', 'parked', 'dropped')", name="state"),
    UniqueConstraint("outbox_id", "connection_id"),
    # Whether something is in front of it in its lane is read from this index alone.
    Index(
        "ix_delivery_live",
        "lane",
        "seq",
        "state",
        sqlite_where=Column("state").in_(("waiting", "claimed", "parked")),
    ),
    Index("ix_delivery_due", "connection_id", "state", "not_before_at"),
    Index("ix_delivery_done", "connection_id", "done_at"),
    Index("ix_delivery_subject_id", "subject_id"),
    sqlite_autoincrement=True,
)

delivery_event = Table(
    "delivery_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("delivery_id", Id, ForeignKey("delivery.id"), nullable=False),
    Column("at", Micros, nullable=False),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_delivery_event_delivery_id", "delivery_id", "at"),
)

# What left or came here and a platform has not acknowledged yet: made when its event is routed, gone with the
# acknowledgement.
stock_waiting = Table(
    "stock_waiting",
    metadata,
    Column("delivery_id", Id, ForeignKey("delivery.id"), primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("quantity_milli", Long, nullable=False),
    Index("ix_stock_waiting_variant_row", "variant_row", "location_id", "connection_id"),
    sqlite_with_rowid=False,
)

platform_level = Table(
    "platform_level",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("variant_row", Long, ForeignKey("variant.row"), primary_key=True),
    Column("location_id", Id, ForeignKey("location.id"), primary_key=True),
    Column("level_milli", Long, nullable=False),
    Column("told_at", Micros, nullable=False),  # by the platform's clock
    sqlite_with_rowid=False,
)

platform_link = Table(
    "platform_link",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("local_id", Id, primary_key=True),
    Column("ref", Text, nullable=False),
    Column("extra", JsonText),
    UniqueConstraint("connection_id", "kind", "ref"),
    sqlite_with_rowid=False,
)

platform_cursor = Table(
    "platform_cursor",
    metadata,
    Column("connection_id", Id, ForeignKey("platform_connection.id"), primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("looked_at", Micros, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Long, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("delivery_ref", Text, nullable=False),  # the platform's id of the message: each is taken once
    Column("topic", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("happened_at", Micros),
    Column("received_at", Micros, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before_at", Micros, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("field_name", Text, nullable=False),
    Column("processed_at", Micros),
    CheckConstraint("state IN ('waiting', 'done', 'ignored', 'quarantined')", name="state"),
    UniqueConstraint("connection_id", "delivery_ref"),
    Index("ix_inbox_due", "state", "not_before_at"),
    sqlite_autoincrement=True,
)

online_order = Table(
    "online_order",
    metadata,
    Column("id", Id, primary_key=True),
    Column("connection_id", Id, ForeignKey("platform_connection.id"), nullable=False),
    Column("ref", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("paid", Boolean, nullable=False),
    Column("fulfilled", Boolean, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_minor", Long, nullable=False),
    Column("refunded_minor", Long, nullable=False),
    Column("our_order_id", Id),  # it is the copy of an order of ours
    Column("customer_id", Id, ForeignKey("customer.id")),
    Column("placed_at", Micros, nullable=False),
    Column("updated_at", Micros, nullable=False),
    Column("body", JsonText, nullable=False),
    UniqueConstraint("connection_id", "ref"),
    Index("ix_online_order_placed_at", "placed_at", "id"),
)

integration_minute = Table(
    "integration_minute",
    metadata,
    Column("system", Text, primary_key=True),
    Column("at", Micros, primary_key=True),
    Column("sent", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("time_outs", Integer, nullable=False),
    Column("trips", Integer, nullable=False),
    Column("fallbacks", Integer, nullable=False),
    Column("bad_signatures", Integer, nullable=False),
    Column("milliseconds", Long, nullable=False),
    Column("slowness", JsonText, nullable=False),  # calls by the class of their duration
)
