"""Which turn of a conversation each is, and who is sending its replies: two processes keep to one order."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0011_sending"
down_revision = "0010_consultation_service"


def upgrade() -> None:
    op.add_column("turns", sa.Column("sending_until", Moment))
    op.add_column("turns", sa.Column("number", sa.Integer, nullable=False, server_default="0"))
