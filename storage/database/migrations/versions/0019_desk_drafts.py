"""What somebody is writing at the desk is kept after each answer."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0019_desk_drafts"
down_revision = "0018_undelivered"


def upgrade() -> None:
    op.create_table(
        "desk_drafts",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("state_sealed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_desk_drafts_changed_at", "desk_drafts", ["changed_at"])
