"""Somebody who is not known here asks to be let in."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0031_join_requests"
down_revision = "0030_whom_it_is_about"


def upgrade() -> None:
    op.create_table(
        "join_requests",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("object_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id")),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_join_requests_setting_id", "join_requests", ["setting_id"])
