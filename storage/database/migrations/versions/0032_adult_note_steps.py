"""What was done with a note about an adult, and until when it is kept."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0032_adult_note_steps"
down_revision = "0031_join_requests"


def upgrade() -> None:
    op.create_table(
        "adult_note_steps",
        sa.Column("note_id", sa.String(32), sa.ForeignKey("adult_notes.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("keep_until", sa.Date),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
