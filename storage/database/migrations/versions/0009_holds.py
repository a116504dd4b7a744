"""Holds beside bookings, more than one booking of a case where the service allows it, and the service's own rules."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0009_holds"
down_revision = "0008_life_of_a_record"

ACTIVE = sa.text("cancelled_at IS NULL")


def upgrade() -> None:
    op.add_column("bookings", sa.Column("nth", sa.Integer, nullable=False, server_default="0"))
    op.add_column("bookings", sa.Column("held_until", Moment))
    op.add_column("bookings", sa.Column("offer_of", sa.String(32)))
    op.add_column("bookings", sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
    op.add_column("bookings", sa.Column("ended_as", sa.String(16)))
    op.drop_index("uq_bookings_case", "bookings")
    op.create_index(
        "uq_bookings_case",
        "bookings",
        ["case_key", "month", "nth"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    op.create_table(
        "consultation_rules",
        sa.Column(
            "id", sa.Integer, sa.CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False
        ),
        sa.Column("given", sa.JSON, nullable=False),
    )
