"""payments: attempts, refunds, stored values, reservations, differences; what orders and tickets know of them"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from pos_desktop.storage import types

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "payment_method",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("settings", types.JsonText(), nullable=False),
        sa.Column("rules", types.JsonText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("removed_at", types.Micros(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_method")),
    )
    op.create_table(
        "stored_value",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code_key", sa.LargeBinary(), nullable=False),
        sa.Column("last_four", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("issued_at", types.Micros(), nullable=False),
        sa.Column("expires_at", types.Micros(), nullable=True),
        sa.Column("order_id", types.Id(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_value")),
        sa.UniqueConstraint("code_key", name=op.f("uq_stored_value_code_key")),
    )
    op.create_table(
        "stored_value_move",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("value_id", types.Id(), nullable=False),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=True),
        sa.Column("of_move_id", types.Id(), nullable=True),
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("moved_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["of_move_id"],
            ["stored_value_move.id"],
            name=op.f("fk_stored_value_move_of_move_id_stored_value_move"),
        ),
        sa.ForeignKeyConstraint(
            ["value_id"], ["stored_value.id"], name=op.f("fk_stored_value_move_value_id_stored_value")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_value_move")),
    )
    with op.batch_alter_table("stored_value_move", schema=None) as batch_op:
        batch_op.create_index("ix_stored_value_move_of_move_id", ["of_move_id"], unique=False)
        batch_op.create_index("ix_stored_value_move_value_id", ["value_id"], unique=False)

    op.create_table(
        "difference",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("method_id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider_ref", sa.Text(), nullable=True),
        sa.Column("payment_id", types.Id(), nullable=True),
        sa.Column("order_id", types.Id(), nullable=True),
        sa.Column("ours_minor", types.long_integer(), nullable=True),
        sa.Column("theirs_minor", types.long_integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("happened_at", types.Micros(), nullable=False),
        sa.Column("found_at", types.Micros(), nullable=False),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("resolved_by", types.Id(), nullable=True),
        sa.Column("resolved_at", types.Micros(), nullable=True),
        sa.ForeignKeyConstraint(
            ["method_id"], ["payment_method.id"], name=op.f("fk_difference_method_id_payment_method")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["person.id"], name=op.f("fk_difference_resolved_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference")),
    )
    op.create_index("ix_difference_method_id", "difference", ["method_id", "provider_ref"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("shift_id", types.Id(), nullable=False),
        sa.Column("method_id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stop", sa.Boolean(), nullable=False),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("tip_minor", types.long_integer(), nullable=False),
        sa.Column("rounding_minor", types.long_integer(), nullable=False),
        sa.Column("given_minor", types.long_integer(), nullable=False),
        sa.Column("change_minor", types.long_integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("foreign_currency", sa.Text(), nullable=True),
        sa.Column("foreign_minor", types.long_integer(), nullable=True),
        sa.Column("order_words", sa.Text(), nullable=False),
        sa.Column("ask_tip", sa.Boolean(), nullable=False),
        sa.Column("capture", sa.Boolean(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("provider_ref", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("last_four", sa.Text(), nullable=True),
        sa.Column("authorisation", sa.Text(), nullable=True),
        sa.Column("entry", sa.Text(), nullable=True),
        sa.Column("decline", sa.Text(), nullable=True),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("action_url", sa.Text(), nullable=True),
        sa.Column("balance_minor", types.long_integer(), nullable=True),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("approved_by", types.Id(), nullable=True),
        sa.Column("decided_by", types.Id(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.Column("changed_at", types.Micros(), nullable=False),
        sa.Column("waits_until_at", types.Micros(), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Micros(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('created', 'sent', 'action_needed', 'authorised', 'taken', 'declined', 'cancelled', 'unknown')",
            name=op.f("ck_payment_state"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_payment_approved_by_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_payment_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["method_id"], ["payment_method.id"], name=op.f("fk_payment_method_id_payment_method")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_payment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register.id"], name=op.f("fk_payment_register_id_register")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_payment_shift_id_shift")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_payment_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_key")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_payment_due",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index("ix_payment_provider_ref", ["provider_ref"], unique=False)
        batch_op.create_index("ix_payment_shift_id", ["shift_id"], unique=False)
        batch_op.create_index("ix_payment_ticket_id", ["ticket_id", "created_at"], unique=False)

    op.create_table(
        "reservation",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("quantity_milli", types.long_integer(), nullable=False),
        sa.Column("expires_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_reservation_location_id_location")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_reservation_ticket_id_ticket")),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_reservation_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index("ix_reservation_ticket_id", ["ticket_id"], unique=False)
        batch_op.create_index("ix_reservation_variant_row", ["variant_row", "location_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("payment_id", types.Id(), nullable=True),
        sa.Column("tender_id", types.Id(), nullable=True),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("shift_id", types.Id(), nullable=False),
        sa.Column("method_id", types.Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("rounding_minor", types.long_integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("refund_ref", sa.Text(), nullable=True),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("approved_by", types.Id(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.Column("changed_at", types.Micros(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Micros(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('promised', 'sent', 'unknown', 'done', 'refused', 'replaced')",
            name=op.f("ck_refund_state"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_refund_approved_by_person")),
        sa.ForeignKeyConstraint(
            ["method_id"], ["payment_method.id"], name=op.f("fk_refund_method_id_payment_method")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id_payment")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_refund_person_id_person")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register.id"], name=op.f("fk_refund_register_id_register")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_refund_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("key", name=op.f("uq_refund_key")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index(
            "ix_refund_due",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index("ix_refund_payment_id", ["payment_id"], unique=False)
        batch_op.create_index("ix_refund_ticket_id", ["ticket_id"], unique=False)

    op.create_table(
        "payment_event",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("payment_id", types.Id(), nullable=True),
        sa.Column("refund_id", types.Id(), nullable=True),
        sa.Column("at", types.Micros(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", types.JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_payment_event_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_payment_event_refund_id_refund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_event")),
    )
    with op.batch_alter_table("payment_event", schema=None) as batch_op:
        batch_op.create_index("ix_payment_event_payment_id", ["payment_id", "at"], unique=False)
        batch_op.create_index("ix_payment_event_refund_id", ["refund_id", "at"], unique=False)

    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("returns_line_id", types.Id(), nullable=True))
        batch_op.add_column(sa.Column("return_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("restocked", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("issues", sa.Text(), nullable=True))
        batch_op.create_index(
            "ix_order_line_returns_line_id",
            ["returns_line_id"],
            unique=False,
            sqlite_where=sa.text("returns_line_id IS NOT NULL"),
            postgresql_where=sa.text("returns_line_id IS NOT NULL"),
        )

    with op.batch_alter_table("sale_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tips_minor", types.long_integer(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("returned_minor", types.long_integer(), server_default="0", nullable=False)
        )

    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tip_minor", types.long_integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("payment_id", types.Id(), nullable=True))
        batch_op.add_column(sa.Column("refund_id", types.Id(), nullable=True))
        batch_op.add_column(sa.Column("returns_tender_id", types.Id(), nullable=True))
        batch_op.add_column(sa.Column("label", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("last_four", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("foreign_currency", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("foreign_minor", types.long_integer(), nullable=True))
        batch_op.create_index(
            "ix_tender_last_four",
            ["last_four"],
            unique=False,
            sqlite_where=sa.text("last_four IS NOT NULL"),
            postgresql_where=sa.text("last_four IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_tender_returns_tender_id",
            ["returns_tender_id"],
            unique=False,
            sqlite_where=sa.text("returns_tender_id IS NOT NULL"),
            postgresql_where=sa.text("returns_tender_id IS NOT NULL"),
        )

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("order_state", sa.Text(), nullable=True))

    with op.batch_alter_table("ticket_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("back", types.JsonText(), nullable=True))
        batch_op.add_column(sa.Column("issues", sa.Text(), nullable=True))

    _allow_roles()


_MANAGERS = (
    "refund",
    "refund_other_tender",
    "refund_without_receipt",
    "return_tender",
    "tender_in_doubt",
    "large_tender",
    "deposit",
    "stored_value",
    "reconcile",
)
_SELLERS = ("refund", "return_tender", "deposit")


def _allow_roles() -> None:
    """Who may approve may do all that is new; who sells may take back small things."""
    role = sa.table(
        "role",
        sa.column("id", types.Id()),
        sa.column("permissions", types.JsonText()),
        sa.column("limits", types.JsonText()),
    )
    connection = op.get_bind()
    for role_id, permissions, limits in connection.execute(sa.select(role)).all():
        manages, sells = "approve" in permissions, "sell" in permissions
        added = _MANAGERS if manages else _SELLERS if sells else ()
        allowed = sorted({*permissions, *added})
        bounds = dict(limits) if manages or not sells else {**limits, "most_refund_minor": 2000}
        connection.execute(
            sa.update(role).where(role.c.id == role_id).values(permissions=allowed, limits=bounds)
        )
