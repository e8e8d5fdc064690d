"""authorised payments are charged later: when, how far that is, and how much"""

from collections.abc import Sequence

import sqlalchemy as sa

from alembic import op
from pos_desktop.storage import types

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("charge_on", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("capture_state", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("capture_minor", types.long_integer(), nullable=True))
        batch_op.create_index(
            "ix_payment_capture",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("capture_state IS NOT NULL"),
            postgresql_where=sa.text("capture_state IS NOT NULL"),
        )
