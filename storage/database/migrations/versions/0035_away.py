"""Until when somebody is away, as they say themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0035_away"
down_revision = "0034_signed_history"


def upgrade() -> None:
    op.add_column("people", sa.Column("back_on", sa.Date))
