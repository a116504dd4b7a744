"""Every record that somebody is responsible for, filed or not: they pass on together when that person goes."""

from alembic import op

revision = "0012_whose_records"
down_revision = "0011_sending"


def upgrade() -> None:
    op.create_index("ix_records_responsible_id", "records", ["responsible_id"])
