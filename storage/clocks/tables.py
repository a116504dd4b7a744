"""The clocks that run."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

clock_runs = sa.Table(
    "clock_runs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("subject_kind", sa.String(16), nullable=False),
    sa.Column("subject_id", sa.String(64), nullable=False),
    # what people say for the subject: the only thing of it that an alert may carry
    sa.Column("reference", sa.String(16), nullable=False),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("no_later_than", sa.Date),
    # [first, until] as ISO days, until empty while it lasts
    sa.Column("pauses", sa.JSON, nullable=False),
    # what was due up to here has been told
    sa.Column("told_until", Moment, nullable=False),
    sa.Column("ended_at", Moment),
)
still_running = clock_runs.c.ended_at.is_(None)
sa.Index(
    "uq_clock_runs_open",
    clock_runs.c.name,
    clock_runs.c.subject_kind,
    clock_runs.c.subject_id,
    unique=True,
    sqlite_where=still_running,
    postgresql_where=still_running,
)
sa.Index("ix_clock_runs_subject", clock_runs.c.subject_kind, clock_runs.c.subject_id)
