"""The tables of slots and bookings. A seat, and a case's month, are each unique among the bookings that are active."""

import sqlalchemy as sa

from storage.columns import Moment, metadata

slots = sa.Table(
    "slots",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("mode", sa.String(32), nullable=False),
    sa.Column("capacity", sa.Integer, sa.CheckConstraint("capacity > 0", name="capacity"), nullable=False),
    sa.Column("published_at", Moment, nullable=False),
    sa.Column("withdrawn_at", Moment),
)
offered = slots.c.withdrawn_at.is_(None)
sa.Index(
    "uq_slots_offered",
    slots.c.starts_at,
    slots.c.mode,
    unique=True,
    sqlite_where=offered,
    postgresql_where=offered,
)

bookings = sa.Table(
    "bookings",
    metadata,
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
active = bookings.c.cancelled_at.is_(None)
sa.Index(
    "uq_bookings_seat",
    bookings.c.slot_id,
    bookings.c.seat,
    unique=True,
    sqlite_where=active,
    postgresql_where=active,
)
sa.Index(
    "uq_bookings_case",
    bookings.c.case_key,
    bookings.c.month,
    unique=True,
    sqlite_where=active,
    postgresql_where=active,
)
