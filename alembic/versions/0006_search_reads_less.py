"""searches read indexes alone: what is not sold any more, and how an order was paid"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_product_retired",
        "product",
        ["id"],
        unique=False,
        sqlite_where=sa.text("NOT active"),
        postgresql_where=sa.text("NOT active"),
    )
    op.create_index("ix_tender_of_order", "tender", ["order_id", "taken_at", "id", "kind"], unique=False)
    op.drop_index("ix_tender_order_id", table_name="tender")
