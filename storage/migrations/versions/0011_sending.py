"""Who is sending the replies to a message just now, so that two processes do not both send them."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0011_sending"
down_revision = "0010_consultation_service"


def upgrade() -> None:
    op.add_column("turns", sa.Column("sending_until", Moment))
