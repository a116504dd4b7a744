"""A clock of something urgent keeps whom beside the DSL it is about, so that no alert reaches them."""

import sqlalchemy as sa
from alembic import op

revision = "0024_whose_concern"
down_revision = "0023_casework"


def upgrade() -> None:
    op.add_column("safety_watches", sa.Column("also_about", sa.String(64), nullable=False, server_default=""))
