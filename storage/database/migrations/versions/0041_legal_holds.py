"""Legal holds: while one is in force, nothing is deleted by its time."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0041_legal_holds"
down_revision = "0040_row_seals"


def upgrade() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("placed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("placed_at", Moment, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("why_sealed", sa.LargeBinary, nullable=False),
        sa.Column("lifted_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("lifted_at", Moment),
        sa.Column("lifted_why_sealed", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
