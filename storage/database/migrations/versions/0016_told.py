"""Who was told of something urgent, one after the other, and that the worker has told somebody themselves."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0016_told"
down_revision = "0015_may_know"


def upgrade() -> None:
    op.add_column("safety_watches", sa.Column("told_at", Moment))
    op.create_table(
        "safety_tellings",
        sa.Column("case_key", sa.String(64), sa.ForeignKey("safety_watches.case_key"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("told_at", Moment, nullable=False),
        sa.Column("after", sa.String(32), nullable=False),
    )
    # those who were told before this was kept: in which role is not known
    op.execute(
        "INSERT INTO safety_tellings (case_key, number, person_id, role, told_at, after)"
        " SELECT case_key, 1, alerted_person, '', alerted_at, alerted_after FROM safety_watches"
        " WHERE alerted_at IS NOT NULL AND alerted_person IS NOT NULL AND alerted_after IS NOT NULL"
    )
