"""The case audits. What was answered is sealed; beside the seal stands which case, by whom and when."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

case_audits = sa.Table(
    "case_audits",
    metadata,
    sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
    # counts the audits of the case: the newest is what counts
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("auditor_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
    # the questions as they were then
    sa.Column("questions_hash", sa.String(16), nullable=False),
    # what `AuditedCase` says beside these columns and those of the case, as JSON
    sa.Column("said_sealed", sa.LargeBinary, nullable=False),
)
