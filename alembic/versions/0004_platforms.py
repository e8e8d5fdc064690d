"""platforms: connections, deliveries, links, levels, inbox, customers, online orders, figures"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from pos_desktop.storage import types

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "customer",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("addresses", types.JsonText(), nullable=False),
        sa.Column("extra", types.JsonText(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.Column("updated_at", types.Micros(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_phone"), ["phone"], unique=False)

    op.create_table(
        "integration_minute",
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("at", types.Micros(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("time_outs", sa.Integer(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=False),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("bad_signatures", sa.Integer(), nullable=False),
        sa.Column("milliseconds", types.long_integer(), nullable=False),
        sa.Column("slowness", types.JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("system", "at", name=op.f("pk_integration_minute")),
    )
    op.create_table(
        "platform_connection",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", types.JsonText(), nullable=False),
        sa.Column("mapping", types.JsonText(), nullable=False),
        sa.Column("shop", types.JsonText(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("sign_in", sa.Boolean(), nullable=False),
        sa.Column("connected_at", types.Micros(), nullable=False),
        sa.Column("removed_at", types.Micros(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_connection")),
    )
    op.create_table(
        "delivery",
        sa.Column("seq", types.long_integer(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("outbox_id", types.Id(), nullable=False),
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_id", types.Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", types.Micros(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until_at", types.Micros(), nullable=True),
        sa.Column("error", types.JsonText(), nullable=True),
        sa.Column("fixes", types.JsonText(), nullable=True),
        sa.Column("platform_ref", sa.Text(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.Column("done_at", types.Micros(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'claimed', 'done', 'parked', 'dropped')", name=op.f("ck_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_delivery_connection_id_platform_connection"),
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_delivery_outbox_id_outbox")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_delivery")),
        sa.UniqueConstraint("id", name=op.f("uq_delivery_id")),
        sa.UniqueConstraint("outbox_id", "connection_id", name=op.f("uq_delivery_outbox_id_connection_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_done", ["connection_id", "done_at"], unique=False)
        batch_op.create_index("ix_delivery_due", ["connection_id", "state", "not_before_at"], unique=False)
        batch_op.create_index(
            "ix_delivery_live",
            ["lane", "seq", "state"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'claimed', 'parked')"),
            postgresql_where=sa.text("state IN ('waiting', 'claimed', 'parked')"),
        )
        batch_op.create_index("ix_delivery_subject_id", ["subject_id"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("seq", types.long_integer(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("delivery_ref", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("happened_at", types.Micros(), nullable=True),
        sa.Column("received_at", types.Micros(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", types.Micros(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("field_name", sa.Text(), nullable=False),
        sa.Column("processed_at", types.Micros(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'ignored', 'quarantined')", name=op.f("ck_inbox_state")
        ),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_inbox_connection_id_platform_connection"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint(
            "connection_id", "delivery_ref", name=op.f("uq_inbox_connection_id_delivery_ref")
        ),
        sa.UniqueConstraint("id", name=op.f("uq_inbox_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_due", ["state", "not_before_at"], unique=False)

    op.create_table(
        "online_order",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("fulfilled", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total_minor", types.long_integer(), nullable=False),
        sa.Column("refunded_minor", types.long_integer(), nullable=False),
        sa.Column("our_order_id", types.Id(), nullable=True),
        sa.Column("customer_id", types.Id(), nullable=True),
        sa.Column("placed_at", types.Micros(), nullable=False),
        sa.Column("updated_at", types.Micros(), nullable=False),
        sa.Column("body", types.JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_online_order_connection_id_platform_connection"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_online_order_customer_id_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_order")),
        sa.UniqueConstraint("connection_id", "ref", name=op.f("uq_online_order_connection_id_ref")),
    )
    with op.batch_alter_table("online_order", schema=None) as batch_op:
        batch_op.create_index("ix_online_order_placed_at", ["placed_at", "id"], unique=False)

    op.create_table(
        "platform_cursor",
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("looked_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_platform_cursor_connection_id_platform_connection"),
        ),
        sa.PrimaryKeyConstraint("connection_id", "stream", name=op.f("pk_platform_cursor")),
    )
    op.create_table(
        "platform_link",
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("local_id", types.Id(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("extra", types.JsonText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_platform_link_connection_id_platform_connection"),
        ),
        sa.PrimaryKeyConstraint("connection_id", "kind", "local_id", name=op.f("pk_platform_link")),
        sa.UniqueConstraint(
            "connection_id", "kind", "ref", name=op.f("uq_platform_link_connection_id_kind_ref")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery_event",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("delivery_id", types.Id(), nullable=False),
        sa.Column("at", types.Micros(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_delivery_event_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_event")),
    )
    with op.batch_alter_table("delivery_event", schema=None) as batch_op:
        batch_op.create_index("ix_delivery_event_delivery_id", ["delivery_id", "at"], unique=False)

    op.create_table(
        "platform_level",
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("level_milli", types.long_integer(), nullable=False),
        sa.Column("told_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_platform_level_connection_id_platform_connection"),
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_platform_level_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_platform_level_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint(
            "connection_id", "variant_row", "location_id", name=op.f("pk_platform_level")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_waiting",
        sa.Column("delivery_id", types.Id(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("connection_id", types.Id(), nullable=False),
        sa.Column("quantity_milli", types.long_integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"],
            ["platform_connection.id"],
            name=op.f("fk_stock_waiting_connection_id_platform_connection"),
        ),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_stock_waiting_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_waiting_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_stock_waiting_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "variant_row", "location_id", name=op.f("pk_stock_waiting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stock_waiting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stock_waiting_variant_row", ["variant_row", "location_id", "connection_id"], unique=False
        )

    _allow_roles()


def _allow_roles() -> None:
    """Who may approve may decide what the platforms get."""
    role = sa.table("role", sa.column("id", types.Id()), sa.column("permissions", types.JsonText()))
    connection = op.get_bind()
    for role_id, permissions in connection.execute(sa.select(role)).all():
        if "approve" in permissions:
            allowed = sorted({*permissions, "sync"})
            connection.execute(sa.update(role).where(role.c.id == role_id).values(permissions=allowed))
