"""Messages to deliver, things to do at a later time, and the watch after urgent steps or a red view."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0003_outbox_and_jobs"
down_revision = "0002_conversations"

WAITING = sa.text("delivered_at IS NULL AND given_up_at IS NULL")
OPEN = sa.text("done_at IS NULL AND cancelled_at IS NULL")


def upgrade() -> None:
    _outbox()
    _jobs()
    op.create_table(
        "safety_watches",
        sa.Column("case_key", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("concern_about_dsl", sa.Boolean, nullable=False),
        sa.Column("shown_at", Moment, nullable=False),
        sa.Column("alerted_at", Moment),
        sa.Column("alerted_person", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("alerted_after", sa.String(32)),
        sa.Column("submitted_at", Moment),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("to_person", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("once", sa.String(200), unique=True),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("delivered_at", Moment),
        sa.Column("given_up_at", Moment),
        sa.Column("last_error", sa.String(200)),
    )
    op.create_index("ix_outbox_waiting", "outbox", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("params", sa.JSON, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("done_at", Moment),
        sa.Column("cancelled_at", Moment),
    )
    op.create_index(
        "uq_jobs_kind_key_open",
        "jobs",
        ["kind", "key"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index("ix_jobs_due_open", "jobs", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
