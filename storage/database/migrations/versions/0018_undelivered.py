"""Replies that were not sent yet, found without reading all that a person was ever told."""

import sqlalchemy as sa
from alembic import op

revision = "0018_undelivered"
down_revision = "0017_desk"


def upgrade() -> None:
    waits = sa.text("delivered_at IS NULL")
    op.create_index("ix_turns_undelivered", "turns", ["person_id"], sqlite_where=waits, postgresql_where=waits)
