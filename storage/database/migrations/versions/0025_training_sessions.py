"""Sessions of training, with places and who came."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0025_training_sessions"
down_revision = "0024_whose_concern"


def upgrade() -> None:
    op.create_table(
        "training_sessions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("places", sa.Integer, sa.CheckConstraint("places > 0", name="places"), nullable=False),
        sa.Column("added_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("cancelled_at", Moment),
        sa.Column("noted_at", Moment),
    )
    op.create_index("ix_training_sessions_starts_at", "training_sessions", ["starts_at"])
    held = sa.text("cancelled_at IS NULL")
    op.create_index(
        "uq_training_sessions_held",
        "training_sessions",
        ["kind", "starts_at"],
        unique=True,
        sqlite_where=held,
        postgresql_where=held,
    )
    op.create_table(
        "training_places",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("training_sessions.id"), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("given_up_at", Moment),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("came", sa.Boolean),
    )
    op.create_index("ix_training_places_person_id", "training_places", ["person_id"])
