"""The tables of slots and bookings, and of what the consultation service has set for itself.

A hold is a booking with `held_until`: so a seat is unique among holds and bookings together, in the database.
"""

from enum import StrEnum

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


class Mode(StrEnum):
    """How people meet; stored, rename none."""

    VIDEO = "video"
    IN_PERSON = "in_person"


class Ended(StrEnum):
    """How a hold, a booking or a place in line came to its end; stored, rename none."""

    # a hold or a booking
    LET_GO = "let_go"
    EXPIRED = "expired"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    CANCELLED_LATE = "cancelled_late"
    WITHDRAWN = "withdrawn"
    # a place in line
    BOOKED = "booked"
    LEFT = "left"
    MISSED = "missed"
    MONTH_OVER = "month_over"


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
    # which day of which pattern it is, so that one taken back or moved does not come again
    sa.Column("pattern_id", sa.String(32)),
    sa.Column("pattern_day", sa.String(10)),
    sa.Index("uq_slots_pattern", "pattern_id", "pattern_day", unique=True),
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
    # which of a case's bookings in that month it is: 0 for the first, more only where the service allows them
    sa.Column("nth", sa.Integer, nullable=False, server_default="0"),
    sa.Column("held_until", Moment),
    sa.Column("offer_of", sa.String(32)),
    # goes up with every change, so that people's calendars know which invitation is the newest
    sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ended_as", sa.String(16)),
)
active = bookings.c.cancelled_at.is_(None)
booked = active & bookings.c.held_until.is_(None)
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
    bookings.c.nth,
    unique=True,
    sqlite_where=active,
    postgresql_where=active,
)

rules = sa.Table(
    "consultation_rules",
    metadata,
    sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    sa.Column("given", sa.JSON, nullable=False),
)


patterns = sa.Table(
    "slot_patterns",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("weeks", sa.String(16), nullable=False),
    sa.Column("weekday", sa.Integer, nullable=False),
    sa.Column("starts", sa.String(5), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("mode", sa.String(32), nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("from_day", sa.String(10), nullable=False),
    sa.Column("until_day", sa.String(10)),
    sa.Column("ended_at", Moment),
)


closed_days = sa.Table("slot_closed_days", metadata, sa.Column("day", sa.String(10), primary_key=True))


waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("case_key", sa.String(64), nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    # the last month it waits for; empty where it is carried on from month to month
    sa.Column("until_month", sa.String(7)),
    sa.Column("said_no_to", sa.JSON, nullable=False),
    sa.Column("missed", sa.Integer, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("ended_as", sa.String(16)),
)

still_waiting = waiting.c.ended_at.is_(None)
sa.Index(
    "uq_waiting_case",
    waiting.c.case_key,
    unique=True,
    sqlite_where=still_waiting,
    postgresql_where=still_waiting,
)


packs = sa.Table(
    "packs",
    metadata,
    sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), primary_key=True),
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
    sa.Column("lines_sealed", sa.LargeBinary, nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    sa.Column("read_at", Moment),
)


call_backs = sa.Table(
    "call_backs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("details_sealed", sa.LargeBinary, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("answered_at", Moment),
    sa.Column("answered_by", sa.String(64), sa.ForeignKey("people.id")),
)


outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), primary_key=True),
    sa.Column("recorded_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("recorded_at", Moment, nullable=False),
    sa.Column("attended", sa.Boolean, nullable=False),
    sa.Column("advice_sealed", sa.LargeBinary, nullable=False),
)


actions = sa.Table(
    "actions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("what_sealed", sa.LargeBinary, nullable=False),
    sa.Column("due_on", sa.String(10), nullable=False),
    sa.Column("done_at", Moment),
    sa.UniqueConstraint("booking_id", "number"),
)
