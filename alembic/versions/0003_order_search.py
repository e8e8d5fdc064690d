"""orders are found by a card's last four digits and by customer"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("sale_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_key", sa.Text(), nullable=True))
        batch_op.create_index(
            "ix_sale_order_customer_key",
            ["customer_key", "paid_at", "id"],
            unique=False,
            sqlite_where=sa.text("customer_key IS NOT NULL"),
            postgresql_where=sa.text("customer_key IS NOT NULL"),
        )
    # Small letters as the database knows them; later sales are folded by the register.
    folded = "lower(hex(lower(customer)))"
    if op.get_bind().dialect.name == "postgresql":
        folded = "encode(convert_to(lower(customer), 'UTF8'), 'hex')"
    op.execute(f"UPDATE sale_order SET customer_key = {folded} WHERE customer IS NOT NULL")  # noqa: S608 - one of two constants
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_index("ix_tender_last_four")
        batch_op.create_index(
            "ix_tender_last_four",
            ["last_four", "taken_at", "order_id"],
            unique=False,
            sqlite_where=sa.text("last_four IS NOT NULL"),
            postgresql_where=sa.text("last_four IS NOT NULL"),
        )
