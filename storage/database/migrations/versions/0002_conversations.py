"""Where each conversation is, and the replies to each message."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0002_conversations"
down_revision = "0001_installation_and_people"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("state_sealed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("activity_id", sa.String(255), primary_key=True),
        sa.Column("replies_sealed", sa.LargeBinary, nullable=False),
        sa.Column("answered_at", Moment, nullable=False, index=True),
        sa.Column("delivered_at", Moment),
    )
