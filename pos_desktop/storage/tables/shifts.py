"""The drawer's shifts and the cash that came and went beside sales."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from pos_desktop.storage.tables.whole import Long, metadata
from pos_desktop.storage.types import Id, JsonText, Micros

shift = Table(
    "shift",
    metadata,
    Column("id", Id, primary_key=True),
    Column("register_id", Id, ForeignKey("register.id"), nullable=False),
    Column("number", Long, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_by", Id, ForeignKey("person.id"), nullable=False),
    Column("opened_at", Micros, nullable=False),
    Column("float_minor", Long, nullable=False),
    Column("counts", JsonText),
    Column("counted_minor", Long),
    Column("expected_minor", Long),
    Column("counted_at", Micros),
    Column("note", Text),
    Column("variance_reason", Text),
    Column("float_left_minor", Long),
    Column("closed_by", Id, ForeignKey("person.id")),
    Column("closed_at", Micros),
    Column("z_report", JsonText),
    UniqueConstraint("register_id", "number"),
    CheckConstraint("state IN ('open', 'counted', 'closed')", name="state"),
    # One open shift a register: the second one is refused by the database itself.
    Index(
        "uq_shift_open",
        "register_id",
        unique=True,
        sqlite_where=Column("closed_at").is_(None),
    ),
)

cash_move = Table(
    "cash_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shift_id", Id, ForeignKey("shift.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", Long, nullable=False),  # signed: what it adds to the drawer
    Column("reason", Text),
    Column("order_id", Id),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("approved_by", Id, ForeignKey("person.id")),
    Column("moved_at", Micros, nullable=False),
)
