"""The tables around the bookings: slot patterns, the waiting list, packs, call-backs, outcomes and actions."""

import sqlalchemy as sa

from storage.columns import Moment, metadata

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
