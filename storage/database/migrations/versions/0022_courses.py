"""The register of courses: who was trained in what."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0022_courses"
down_revision = "0021_line_managers"


def upgrade() -> None:
    op.create_table(
        "courses_taken",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("course", sa.String(32), primary_key=True),
        sa.Column("trained_on", sa.Date, primary_key=True),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("noted_by", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("noted_at", Moment, nullable=False),
    )
