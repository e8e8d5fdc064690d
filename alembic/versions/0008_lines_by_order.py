"""which goods of an order came back is told by indexes alone"""

from collections.abc import Sequence

from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_order_line_of_order", "order_line", ["order_id", "id"], unique=False)
    op.drop_index("ix_order_line_order_id", table_name="order_line")
