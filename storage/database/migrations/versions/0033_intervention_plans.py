"""Intervention plans, with their versions and actions, and the gap list of a quarter."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0033_intervention_plans"
down_revision = "0032_adult_note_steps"


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _plan() -> sa.Column[str]:
    return sa.Column("plan_id", sa.String(32), sa.ForeignKey("intervention_plans.id"), primary_key=True)


def upgrade() -> None:
    op.create_table(
        "intervention_plans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _person("lead_id", nullable=True),
        _person("made_by"),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("agreed_at", Moment),
        sa.Column("met_on", sa.Date),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("ended_at", Moment),
        sa.Column("ended_as", sa.String(16)),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    for column in ("case_id", "lead_id"):
        op.create_index(f"ix_intervention_plans_{column}", "intervention_plans", [column])
    op.create_table(
        "intervention_versions",
        _plan(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("level", sa.String(32), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("note_sealed", sa.LargeBinary),
        _person("by_id"),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "intervention_actions",
        _plan(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("need", sa.Integer),
        sa.Column("menu", sa.String(32), nullable=False),
        sa.Column("component", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("agency", sa.String(32), nullable=False),
        sa.Column("statutory", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("waiting_since", Moment),
        sa.Column("waited_until", Moment),
        sa.Column("panel_agreed_on", sa.Date),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_intervention_actions_menu", "intervention_actions", ["menu"])
    op.create_table(
        "gap_lists",
        sa.Column("quarter", sa.String(8), primary_key=True),
        sa.Column("groups", sa.JSON, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
    )
