"""Ways of paying, attempts to charge or give back money, and where a provider's books differ."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

payment_method = Table(
    "payment_method",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("name", Text),  # empty: the kind's own name
    Column("settings", JsonText, nullable=False),  # never a secret: those are in the keyring
    Column("rules", JsonText, nullable=False),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("removed_at", Micros),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),  # the idempotency key of every try of this attempt
    Column("ticket_id", Id, ForeignKey("ticket.id"), nullable=False),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("method_id", Id, ForeignKey("payment_method.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("stop", Boolean, nullable=False),  # it is to be cancelled if it still can be
    Column("amount_minor", Long, nullable=False),  # what it pays of the order, rounding included
    Column("tip_minor", Long, nullable=False),
    Column("rounding_minor", Long, nullable=False),
    Column("given_minor", Long, nullable=False),
    Column("change_minor", Long, nullable=False),
    Column("currency", Text, nullable=False),
    Column("foreign_currency", Text),
    Column("foreign_minor", Long),
    Column("order_words", Text, nullable=False),
    Column("ask_tip", Boolean, nullable=False),
    Column("capture", Boolean, nullable=False),
    Column("reader", Text),
    Column("token", Text),
    Column("reference", Text),
    Column("provider_ref", Text),
    Column("brand", Text),
    Column("last_four", Text),
    Column("authorisation", Text),
    Column("entry", Text),
    Column("decline", Text),
    Column("phase", Text),
    Column("action_url", Text),
    Column("balance_minor", Long),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("decided_by", Id, ForeignKey("person.id")),  # whose word stands for the provider's
    Column("created_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("waits_until_at", Micros),  # from then on the outcome is asked for
    Column("asks", Integer, nullable=False),
    Column("next_at", Micros),  # when it is the worker's turn; empty: never again
    Column("last_error", Text),
    Column("charge_on", Text),  # sale, shipment: when an authorisation is charged; empty: at once
    Column("capture_state", Text),  # how far the charging of an authorisation is; empty: not wanted, or over
    Column("capture_minor", Long),  # what of it is, or was, asked to be charged; 0: it is let go
    CheckConstraint(
        "state IN ('created', 'sent', 'action_needed', 'authorised', 'taken', 'declined', 'cancelled', 'unknown')",
        name="state",
    ),
    Index("ix_payment_ticket_id", "ticket_id", "created_at"),
    Index("ix_payment_due", "next_at", sqlite_where=Column("next_at").is_not(None)),
    Index("ix_payment_provider_ref", "provider_ref"),
    Index("ix_payment_shift_id", "shift_id"),
    Index("ix_payment_capture", "created_at", sqlite_where=Column("capture_state").is_not(None)),
)

refund = Table(
    "refund",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("cause", Text, nullable=False),  # refund, void, rollback, overpaid, replacement
    Column("ticket_id", Id, nullable=False),  # the order that takes goods back, or the one that is undone
    Column("payment_id", Id, ForeignKey("payment.id")),
    Column("tender_id", Id),  # of the past sale
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False),
    Column("method_id", Id, ForeignKey("payment_method.id")),
    Column("kind", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # positive: what the customer gets
    Column("rounding_minor", Long, nullable=False),
    Column("currency", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("reference", Text),
    Column("label", Text),
    Column("refund_ref", Text),
    Column("voided", Boolean, nullable=False),
    Column("position", Integer, nullable=False),  # in which order several are carried out
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("created_at", Micros, nullable=False),
    Column("changed_at", Micros, nullable=False),
    Column("asks", Integer, nullable=False),
    Column("next_at", Micros),
    Column("last_error", Text),
    CheckConstraint("state IN ('promised', 'sent', 'unknown', 'done', 'refused', 'replaced')", name="state"),
    Index("ix_refund_ticket_id", "ticket_id"),
    Index("ix_refund_payment_id", "payment_id"),
    Index("ix_refund_due", "next_at", sqlite_where=Column("next_at").is_not(None)),
)

payment_event = Table(
    "payment_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("payment_id", Id, ForeignKey("payment.id")),
    Column("refund_id", Id, ForeignKey("refund.id")),
    Column("at", Micros, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", JsonText, nullable=False),
    Index("ix_payment_event_payment_id", "payment_id", "at"),
    Index("ix_payment_event_refund_id", "refund_id", "at"),
)

difference = Table(
    "difference",
    metadata,
    Column("id", Id, primary_key=True),
    Column("method_id", Id, ForeignKey("payment_method.id"), nullable=False),
    Column("kind", Text, nullable=False),  # missing_here, missing_there, amount, refund
    Column("provider_ref", Text),
    Column("payment_id", Id),
    Column("order_id", Id),  # the order that the provider's books name
    Column("ours_minor", Long),
    Column("theirs_minor", Long),
    Column("currency", Text, nullable=False),
    Column("happened_at", Micros, nullable=False),
    Column("found_at", Micros, nullable=False),
    Column("resolution", Text),
    Column("note", Text),
    Column("resolved_by", Id, ForeignKey("person.id")),
    Column("resolved_at", Micros),
    Index("ix_difference_method_id", "method_id", "provider_ref"),
)
