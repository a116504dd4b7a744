"""Short signed notes about what an adult did: for their writer and one recipient."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0028_adult_notes"
down_revision = "0027_talks"


def upgrade() -> None:
    op.create_table(
        "adult_notes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
        sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("recipient_id", sa.String(64), sa.ForeignKey("people.id"), index=True),
        sa.Column("signed_at", Moment, nullable=False),
        sa.Column("read_at", Moment),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        sa.Column("note_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
