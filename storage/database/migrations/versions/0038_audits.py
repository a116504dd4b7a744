"""Strategy meetings with who was there, case audits, and the self-audit."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0038_audits"
down_revision = "0037_good_life"


def _case() -> sa.Column[str]:
    return sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True)


def _number() -> sa.Column[int]:
    return sa.Column("number", sa.Integer, primary_key=True, autoincrement=False)


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "case_meetings",
        _case(),
        _number(),
        sa.Column("day", sa.Date),
        sa.Column("precision", sa.String(16), nullable=False),
        sa.Column("seats", sa.JSON, nullable=False),
        _person("person_id"),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "case_audits",
        _case(),
        _number(),
        _person("auditor_id"),
        sa.Column("at", Moment, nullable=False),
        sa.Column("questions_hash", sa.String(16), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
    )
    for column in ("auditor_id", "at"):
        op.create_index(f"ix_case_audits_{column}", "case_audits", [column])
    op.create_table(
        "self_audits",
        _number(),
        _person("begun_by"),
        sa.Column("begun_at", Moment, nullable=False),
        _person("closed_by", nullable=True),
        sa.Column("closed_at", Moment),
    )
    op.create_table(
        "self_audit_ratings",
        sa.Column("audit", sa.Integer, sa.ForeignKey("self_audits.number"), primary_key=True),
        _number(),
        sa.Column("item", sa.String(32), nullable=False),
        sa.Column("rating", sa.String(32), nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        _person("by_id"),
        sa.Column("at", Moment, nullable=False),
    )
