"""Good Life plans with their versions, contacts after leaving, and the figures of a unit for a quarter."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0037_good_life"
down_revision = "0036_safety_plans"


def _person(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _plan() -> sa.Column[Any]:
    return sa.Column("plan_id", sa.String(32), sa.ForeignKey("good_life_plans.id"), primary_key=True)


def _number() -> sa.Column[Any]:
    return sa.Column("number", sa.Integer, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "good_life_plans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _person("key_worker_id", nullable=True),
        _person("made_by"),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("agreed_at", Moment),
        sa.Column("whereabouts", sa.String(16), nullable=False),
        sa.Column("left_on", sa.Date),
        sa.Column("period", sa.String(16)),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("ended_at", Moment),
        sa.Column("ended_as", sa.String(16)),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    for column in ("case_id", "setting_id", "key_worker_id"):
        op.create_index(f"ix_good_life_plans_{column}", "good_life_plans", [column])
    op.create_table(
        "good_life_versions",
        _plan(),
        _number(),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("note_sealed", sa.LargeBinary),
        _person("by_id"),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "tracking_contacts",
        _plan(),
        _number(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reached", sa.Boolean, nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary, nullable=False),
        _person("by_id"),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "outcome_reports",
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
        sa.Column("quarter", sa.String(8), primary_key=True),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
