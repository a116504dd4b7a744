"""Somebody without the right to read a record is let in for some hours, by two people's word."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0046_break_glass"
down_revision = "0045_concern_changes"


def upgrade() -> None:
    op.create_table(
        "glass",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False, index=True),
        sa.Column("asked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("why_sealed", sa.LargeBinary, nullable=False),
        sa.Column("agreed_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("agreed_at", Moment),
        sa.Column("until", Moment),
        sa.CheckConstraint("agreed_by IS NULL OR asked_by <> agreed_by", name=op.f("ck_glass_two_people")),
    )
