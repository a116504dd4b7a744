"""The consultation service's patterns, waiting list, packs, call-backs, outcomes and actions."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0010_consultation_service"
down_revision = "0009_holds"

STILL_WAITING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("slots", sa.Column("pattern_id", sa.String(32)))
    op.add_column("slots", sa.Column("pattern_day", sa.String(10)))
    op.create_index("uq_slots_pattern", "slots", ["pattern_id", "pattern_day"], unique=True)
    _before_a_consultation()
    _after_a_consultation()


def _before_a_consultation() -> None:
    op.create_table(
        "slot_patterns",
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
    op.create_table(
        "slot_closed_days",
        sa.Column("day", sa.String(10), primary_key=True),
    )
    op.create_table(
        "waiting",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("since", Moment, nullable=False),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("case_key", sa.String(64), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary, nullable=False),
        sa.Column("until_month", sa.String(7)),
        sa.Column("said_no_to", sa.JSON, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("ended_as", sa.String(16)),
    )
    op.create_table(
        "packs",
        sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), primary_key=True),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
        sa.Column("lines_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("read_at", Moment),
    )
    op.create_table(
        "call_backs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("details_sealed", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("answered_at", Moment),
        sa.Column("answered_by", sa.String(64), sa.ForeignKey("people.id")),
    )
    op.create_index(
        "uq_waiting_case",
        "waiting",
        ["case_key"],
        unique=True,
        sqlite_where=STILL_WAITING,
        postgresql_where=STILL_WAITING,
    )


def _after_a_consultation() -> None:
    op.create_table(
        "outcomes",
        sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), primary_key=True),
        sa.Column("recorded_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("recorded_at", Moment, nullable=False),
        sa.Column("attended", sa.Boolean, nullable=False),
        sa.Column("advice_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("booking_id", sa.String(32), sa.ForeignKey("bookings.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("what_sealed", sa.LargeBinary, nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("done_at", Moment),
        sa.UniqueConstraint("booking_id", "number"),
    )
