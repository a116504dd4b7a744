"""Whose line manager somebody is, and in which service area they work."""

import sqlalchemy as sa
from alembic import op

revision = "0021_line_managers"
down_revision = "0020_clocks"


def upgrade() -> None:
    # SQLite takes a column with its reference in one statement only, as alembic doesn't write it
    op.execute(
        "ALTER TABLE people ADD COLUMN line_manager_id VARCHAR(64)"
        " CONSTRAINT fk_people_line_manager_id_people REFERENCES people (id)"
    )
    op.add_column("people", sa.Column("service_area", sa.String(32)))
    op.create_index("ix_people_line_manager_id", "people", ["line_manager_id"])
