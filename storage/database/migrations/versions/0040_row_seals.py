"""Keyed seals of the rows that decide something, made by whoever opens the database first with its keys."""

import sqlalchemy as sa
from alembic import op

revision = "0040_row_seals"
down_revision = "0039_board_reports"


def upgrade() -> None:
    op.create_table(
        "row_seals",
        sa.Column("of_table", sa.String(64), nullable=False),
        sa.Column("row_key", sa.String(400), nullable=False),
        sa.Column("seal", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("of_table", "row_key", name="pk_row_seals"),
    )
