"""Informal talks with youth justice."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0027_talks"
down_revision = "0026_census"


def upgrade() -> None:
    op.create_table(
        "talks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("asker_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("case_key", sa.String(64)),
        sa.Column("asked_sealed", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary),
        sa.Column("answered_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("answered_at", Moment),
        sa.Column("review_on", sa.Date),
        sa.Column("review_sealed", sa.LargeBinary),
        sa.Column("reviewed_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("ended_at", Moment),
        sa.Column("lead_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("for_this_lead_only", sa.Boolean, nullable=False),
        sa.Column("passes_by", sa.String(64), nullable=False),
        sa.UniqueConstraint("reference"),
    )
    for column in ("asker_id", "setting_id", "case_key"):
        op.create_index(f"ix_talks_{column}", "talks", [column])
    still_open = sa.text("ended_at IS NULL")
    op.create_index("ix_talks_open", "talks", ["asked_at"], sqlite_where=still_open, postgresql_where=still_open)
