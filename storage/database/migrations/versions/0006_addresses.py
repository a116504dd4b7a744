"""Where people are reached, and the cards they can still press."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0006_addresses"
down_revision = "0005_records"


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("chat_sealed", sa.LargeBinary),
        sa.Column("mail_sealed", sa.LargeBinary),
        sa.Column("open_cards_sealed", sa.LargeBinary),
        sa.Column("welcomed_at", Moment),
    )
