"""Slots and bookings: a seat and a case's month are each unique among the active ones."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0004_consultations"
down_revision = "0003_outbox_and_jobs"

OFFERED = sa.text("withdrawn_at IS NULL")
ACTIVE = sa.text("cancelled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("capacity", sa.Integer, sa.CheckConstraint("capacity > 0", name="capacity"), nullable=False),
        sa.Column("published_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
    )
    _unique("uq_slots_offered", "slots", ["starts_at", "mode"], OFFERED)
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("slot_id", sa.String(32), sa.ForeignKey("slots.id"), nullable=False, index=True),
        sa.Column("seat", sa.Integer, nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("case_key", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary, nullable=False),
        sa.Column("booked_at", Moment, nullable=False),
        sa.Column("cancelled_at", Moment),
    )
    _unique("uq_bookings_seat", "bookings", ["slot_id", "seat"], ACTIVE)
    _unique("uq_bookings_case", "bookings", ["case_key", "month"], ACTIVE)


def _unique(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)
