"""Limits of days and weeks: the clocks that run."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0020_clocks"
down_revision = "0019_desk_drafts"


def upgrade() -> None:
    op.create_table(
        "clock_runs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("subject_kind", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("started_at", Moment, nullable=False),
        sa.Column("no_later_than", sa.Date),
        sa.Column("pauses", sa.JSON, nullable=False),
        sa.Column("told_until", Moment, nullable=False),
        sa.Column("ended_at", Moment),
    )
    runs = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_clock_runs_open", "clock_runs", ["name", "subject_kind", "subject_id"],
        unique=True, sqlite_where=runs, postgresql_where=runs,
    )  # fmt: skip
    op.create_index("ix_clock_runs_subject", "clock_runs", ["subject_kind", "subject_id"])
