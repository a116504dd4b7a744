"""What people looked up in vain, without the person."""

import sqlalchemy as sa
from alembic import op

revision = "0007_missed_lookups"
down_revision = "0006_addresses"


def upgrade() -> None:
    op.create_table(
        "missed_lookups",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("asked_on", sa.Date, nullable=False, index=True),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("card_shown", sa.String(120), nullable=False),
        sa.Column("question_sealed", sa.LargeBinary, nullable=False),
    )
