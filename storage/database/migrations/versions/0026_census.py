"""The February census of training, and the yearly report."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0026_census"
down_revision = "0025_training_sessions"


def upgrade() -> None:
    op.create_table(
        "census_rounds",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("opened_at", Moment, nullable=False),
    )
    op.create_table(
        "census_asked",
        sa.Column("year", sa.Integer, sa.ForeignKey("census_rounds.year"), primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("part", sa.String(16), primary_key=True),
        sa.Column("asked_at", Moment, nullable=False),
    )
    op.create_table(
        "census_answers",
        sa.Column("year", sa.Integer, sa.ForeignKey("census_rounds.year"), primary_key=True, autoincrement=False),
        sa.Column("about_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("by_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("given_as", sa.String(16), nullable=False),
        sa.Column("completed", sa.Integer, nullable=False),
        sa.Column("ongoing", sa.Integer, nullable=False),
        sa.Column("not_able", sa.Integer, nullable=False),
        sa.Column("why_sealed", sa.LargeBinary, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("answered_at", Moment, nullable=False),
    )
    op.create_table(
        "training_reports",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("signed_at", Moment, nullable=False),
    )
