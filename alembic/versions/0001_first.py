"""first"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from pos_desktop.storage import types

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "category",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tint", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
    )
    op.create_table(
        "device",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", types.JsonText(), nullable=False),
        sa.Column("fallback_id", types.Id(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("removed_at", types.Micros(), nullable=True),
        sa.ForeignKeyConstraint(["fallback_id"], ["device.id"], name=op.f("fk_device_fallback_id_device")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", types.long_integer(), autoincrement=False, nullable=False),
        sa.Column("at", types.Micros(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=True),
        sa.Column("person_id", types.Id(), nullable=True),
        sa.Column("approver_id", types.Id(), nullable=True),
        sa.Column("subject_id", types.Id(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous_mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_subject_id", "journal", ["subject_id"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", types.long_integer(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_id", types.Id(), nullable=False),
        sa.Column("body", types.JsonText(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", types.Micros(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("claimed_until_at", types.Micros(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_due", "outbox", ["state", "not_before_at"], unique=False)
    op.create_table(
        "role",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", types.JsonText(), nullable=False),
        sa.Column("limits", types.JsonText(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", types.JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "tax_class",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_class")),
        sa.UniqueConstraint("name", name=op.f("uq_tax_class_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role_id", types.Id(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=True),
        sa.Column("pin_length", sa.Integer(), nullable=False),
        sa.Column("badge_key", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wrong_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until_at", types.Micros(), nullable=True),
        sa.Column("last_seen_at", types.Micros(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_person_role_id_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("badge_key", name=op.f("uq_person_badge_key")),
    )
    op.create_table(
        "print_job",
        sa.Column("seq", types.long_integer(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=True),
        sa.Column("document", types.JsonText(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before_at", types.Micros(), nullable=False),
        sa.Column("expires_at", types.Micros(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", types.Micros(), nullable=False),
        sa.Column("finished_at", types.Micros(), nullable=True),
        sa.CheckConstraint(
            "state IN ('held', 'queued', 'printing', 'unsure', 'printed', 'sent', 'failed', 'cancelled')",
            name=op.f("ck_print_job_state"),
        ),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_print_job_device_id_device")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_print_job")),
        sa.UniqueConstraint("id", name=op.f("uq_print_job_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_print_job_due", "print_job", ["device_id", "state", "not_before_at"], unique=False)
    op.create_index("ix_print_job_order_id", "print_job", ["order_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category_id", types.Id(), nullable=True),
        sa.Column("tax_class_id", types.Id(), nullable=True),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("tint", sa.Text(), nullable=True),
        sa.Column("options", types.JsonText(), nullable=True),
        sa.Column("favourite_position", sa.Integer(), nullable=True),
        sa.Column("vendor", sa.Text(), nullable=True),
        sa.Column("least_age", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("extra", types.JsonText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_product_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["tax_class_id"], ["tax_class.id"], name=op.f("fk_product_tax_class_id_tax_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("handle", name=op.f("uq_product_handle")),
    )
    op.create_index(
        "ix_product_category_page", "product", ["category_id", "active", "name", "id"], unique=False
    )
    op.create_index(
        "ix_product_favourite",
        "product",
        ["active", "favourite_position", "id"],
        unique=False,
        sqlite_where=sa.text("favourite_position IS NOT NULL"),
        postgresql_where=sa.text("favourite_position IS NOT NULL"),
    )
    op.create_index("ix_product_page", "product", ["active", "name", "id"], unique=False)
    op.create_table(
        "register",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("next_receipt", types.long_integer(), nullable=False),
        sa.Column("next_ticket", types.long_integer(), nullable=False),
        sa.Column("next_shift", types.long_integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_register_location_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
        sa.UniqueConstraint("number", name=op.f("uq_register_number")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("tax_class_id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", types.DecimalText(), nullable=False),
        sa.Column("compound", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tax_class_id"], ["tax_class.id"], name=op.f("fk_tax_rate_tax_class_id_tax_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_rate")),
    )
    op.create_index(op.f("ix_tax_rate_tax_class_id"), "tax_rate", ["tax_class_id"], unique=False)
    op.create_table(
        "shift",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("number", types.long_integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_by", types.Id(), nullable=False),
        sa.Column("opened_at", types.Micros(), nullable=False),
        sa.Column("float_minor", types.long_integer(), nullable=False),
        sa.Column("counts", types.JsonText(), nullable=True),
        sa.Column("counted_minor", types.long_integer(), nullable=True),
        sa.Column("expected_minor", types.long_integer(), nullable=True),
        sa.Column("counted_at", types.Micros(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("variance_reason", sa.Text(), nullable=True),
        sa.Column("float_left_minor", types.long_integer(), nullable=True),
        sa.Column("closed_by", types.Id(), nullable=True),
        sa.Column("closed_at", types.Micros(), nullable=True),
        sa.Column("z_report", types.JsonText(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'counted', 'closed')", name=op.f("ck_shift_state")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_shift_closed_by_person")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_shift_opened_by_person")),
        sa.ForeignKeyConstraint(["register_id"], ["register.id"], name=op.f("fk_shift_register_id_register")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_shift_register_id_number")),
    )
    op.create_index(
        "uq_shift_open",
        "shift",
        ["register_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "ticket",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("number", types.long_integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("discount", types.JsonText(), nullable=True),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("lines_removed", sa.Integer(), nullable=False),
        sa.Column("opened_at", types.Micros(), nullable=False),
        sa.Column("changed_at", types.Micros(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'parked', 'sold', 'discarded', 'merged')", name=op.f("ck_ticket_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ticket_person_id_person")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register.id"], name=op.f("fk_ticket_register_id_register")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_ticket_register_id_number")),
    )
    op.create_index(
        "ix_ticket_alive",
        "ticket",
        ["state", "changed_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'parked')"),
    )
    op.create_table(
        "variant",
        sa.Column("row", types.long_integer(), nullable=False),
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("option_values", types.JsonText(), nullable=True),
        sa.Column("sku", sa.Text(), nullable=True),
        sa.Column("plu", sa.Text(), nullable=True),
        sa.Column("price_minor", types.long_integer(), nullable=True),
        sa.Column("compare_at_minor", types.long_integer(), nullable=True),
        sa.Column("cost_minor", types.long_integer(), nullable=True),
        sa.Column("track_stock", sa.Boolean(), nullable=False),
        sa.Column("low_stock_milli", types.long_integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_variant_product_id_product")),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_variant")),
        sa.UniqueConstraint("id", name=op.f("uq_variant_id")),
        sa.UniqueConstraint("plu", name=op.f("uq_variant_plu")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_variant_product_id"), "variant", ["product_id"], unique=False)
    op.create_index(op.f("ix_variant_sku"), "variant", ["sku"], unique=False)
    op.create_table(
        "barcode",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_barcode_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_barcode")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_barcode_variant_row"), "barcode", ["variant_row"], unique=False)
    op.create_table(
        "cash_move",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("shift_id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("order_id", types.Id(), nullable=True),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("approved_by", types.Id(), nullable=True),
        sa.Column("moved_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_cash_move_approved_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cash_move_person_id_person")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_cash_move_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_move")),
    )
    op.create_index(op.f("ix_cash_move_shift_id"), "cash_move", ["shift_id"], unique=False)
    op.create_table(
        "sale_order",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("sequence", types.long_integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ticket_number", types.long_integer(), nullable=False),
        sa.Column("shift_id", types.Id(), nullable=False),
        sa.Column("person_id", types.Id(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("prices_include_tax", sa.Boolean(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("items_milli", types.long_integer(), nullable=False),
        sa.Column("lines_removed", sa.Integer(), nullable=False),
        sa.Column("subtotal_minor", types.long_integer(), nullable=False),
        sa.Column("discount_minor", types.long_integer(), nullable=False),
        sa.Column("tax_minor", types.long_integer(), nullable=False),
        sa.Column("total_minor", types.long_integer(), nullable=False),
        sa.Column("rounding_minor", types.long_integer(), nullable=False),
        sa.Column("opened_at", types.Micros(), nullable=False),
        sa.Column("paid_at", types.Micros(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sale_order_person_id_person")),
        sa.ForeignKeyConstraint(
            ["register_id"], ["register.id"], name=op.f("fk_sale_order_register_id_register")
        ),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_sale_order_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_order")),
        sa.UniqueConstraint("number", name=op.f("uq_sale_order_number")),
        sa.UniqueConstraint("register_id", "sequence", name=op.f("uq_sale_order_register_id_sequence")),
    )
    op.create_index("ix_sale_order_paid_at", "sale_order", ["paid_at", "id"], unique=False)
    op.create_index("ix_sale_order_shift_id", "sale_order", ["shift_id", "sequence"], unique=False)
    op.create_index("ix_sale_order_state", "sale_order", ["state", "paid_at", "id"], unique=False)
    op.create_index("ix_sale_order_total_minor", "sale_order", ["total_minor", "paid_at", "id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("on_hand_milli", types.long_integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_level_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_stock_level_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint("variant_row", "location_id", name=op.f("pk_stock_level")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_move",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=False),
        sa.Column("location_id", types.Id(), nullable=False),
        sa.Column("quantity_milli", types.long_integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("order_line_id", types.Id(), nullable=True),
        sa.Column("moved_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_stock_move_location_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["variant_row"], ["variant.row"], name=op.f("fk_stock_move_variant_row_variant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    op.create_index(op.f("ix_stock_move_order_line_id"), "stock_move", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_stock_move_variant_row"), "stock_move", ["variant_row"], unique=False)
    op.create_table(
        "ticket_line",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=True),
        sa.Column("variant_id", types.Id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("quantity_milli", types.long_integer(), nullable=False),
        sa.Column("unit_price_minor", types.long_integer(), nullable=False),
        sa.Column("list_price_minor", types.long_integer(), nullable=True),
        sa.Column("fixed_amount_minor", types.long_integer(), nullable=True),
        sa.Column("discount", types.JsonText(), nullable=True),
        sa.Column("tax_class_id", types.Id(), nullable=True),
        sa.Column("taxes", types.JsonText(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("track_stock", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_line_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_line")),
    )
    op.create_index(op.f("ix_ticket_line_ticket_id"), "ticket_line", ["ticket_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_row", types.long_integer(), nullable=True),
        sa.Column("variant_id", types.Id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("quantity_milli", types.long_integer(), nullable=False),
        sa.Column("unit_price_minor", types.long_integer(), nullable=False),
        sa.Column("list_price_minor", types.long_integer(), nullable=True),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("line_discount_minor", types.long_integer(), nullable=False),
        sa.Column("ticket_discount_minor", types.long_integer(), nullable=False),
        sa.Column("discount_words", sa.Text(), nullable=True),
        sa.Column("net_minor", types.long_integer(), nullable=False),
        sa.Column("tax_minor", types.long_integer(), nullable=False),
        sa.Column("total_minor", types.long_integer(), nullable=False),
        sa.Column("taxes", types.JsonText(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sold_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sale_order.id"], name=op.f("fk_order_line_order_id_sale_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_order_id"), "order_line", ["order_id"], unique=False)
    op.create_index("ix_order_line_sold", "order_line", ["variant_row", "sold_at", "order_id"], unique=False)
    op.create_table(
        "order_tax",
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rate", types.DecimalText(), nullable=False),
        sa.Column("net_minor", types.long_integer(), nullable=False),
        sa.Column("tax_minor", types.long_integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sale_order.id"], name=op.f("fk_order_tax_order_id_sale_order")
        ),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_tax")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tender",
        sa.Column("id", types.Id(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("shift_id", types.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount_minor", types.long_integer(), nullable=False),
        sa.Column("given_minor", types.long_integer(), nullable=False),
        sa.Column("change_minor", types.long_integer(), nullable=False),
        sa.Column("rounding_minor", types.long_integer(), nullable=False),
        sa.Column("taken_at", types.Micros(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["sale_order.id"], name=op.f("fk_tender_order_id_sale_order")),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name=op.f("fk_tender_shift_id_shift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
    )
    op.create_index(op.f("ix_tender_order_id"), "tender", ["order_id"], unique=False)
    op.create_index(op.f("ix_tender_shift_id"), "tender", ["shift_id"], unique=False)
    for statement in EXTRAS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)


EXTRAS = {
    "sqlite": (
        """CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
        """CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END""",
        """CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(
        words, content='', contentless_delete=1, detail=none, prefix='2 3 4 5',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'")""",
        """CREATE VIRTUAL TABLE IF NOT EXISTS search_parts USING fts5(
        parts, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')""",
        """CREATE TABLE IF NOT EXISTS search_term (
        term TEXT NOT NULL PRIMARY KEY, reversed TEXT NOT NULL) WITHOUT ROWID""",
        """CREATE INDEX IF NOT EXISTS ix_search_term_reversed ON search_term (reversed)""",
    ),
    "postgresql": (
        """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
        """CREATE FUNCTION journal_number() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) THEN
            RAISE EXCEPTION 'the journal is numbered without gaps';
        END IF;
        RETURN NEW;
    END $$""",
        """CREATE TRIGGER journal_never_changed BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
        """CREATE TRIGGER journal_never_emptied BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
        """CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_number()""",
        """CREATE TABLE IF NOT EXISTS search_document (
        "row" bigint PRIMARY KEY, words tsvector NOT NULL, parts text COLLATE "C" NOT NULL)""",
        """CREATE INDEX IF NOT EXISTS ix_search_document_words ON search_document USING gin (words)""",
        """DO $$ BEGIN
        CREATE EXTENSION IF NOT EXISTS pg_trgm;
        CREATE INDEX IF NOT EXISTS ix_search_document_parts ON search_document USING gin (parts gin_trgm_ops);
    EXCEPTION WHEN OTHERS THEN NULL; END $$""",
        """CREATE TABLE IF NOT EXISTS search_term (
        term text COLLATE "C" PRIMARY KEY, reversed text COLLATE "C" NOT NULL)""",
        """CREATE INDEX IF NOT EXISTS ix_search_term_reversed ON search_term (reversed)""",
    ),
}
