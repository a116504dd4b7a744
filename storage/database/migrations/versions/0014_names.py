"""By which rules a child's fingerprints were made, so that those of older records can be made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0014_names"
down_revision = "0013_trace"


def upgrade() -> None:
    op.add_column("record_children", sa.Column("names_by", sa.String(16), nullable=False, server_default=""))
    op.create_index("ix_record_children_names_by", "record_children", ["names_by"])
