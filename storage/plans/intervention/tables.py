"""Intervention plans. Beside the seal stands what clocks, boards and counts need; nothing of what was typed."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable, index=nullable)


def _plan() -> sa.Column[str]:
    return sa.Column("plan_id", sa.String(32), sa.ForeignKey("intervention_plans.id"), primary_key=True)


intervention_plans = sa.Table(
    "intervention_plans",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("level", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    # counts each change: whoever began from an older one is shown both
    sa.Column("version", sa.Integer, nullable=False),
    # NULL while nobody leads it
    _person("lead_id", nullable=True),
    _person("made_by"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("agreed_at", Moment),
    sa.Column("met_on", sa.Date),
    sa.Column("reviewed_on", sa.Date),
    sa.Column("ended_at", Moment),
    sa.Column("ended_as", sa.String(16)),
    # `Content` as JSON
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
)

intervention_versions = sa.Table(
    "intervention_versions",
    metadata,
    _plan(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("level", sa.String(32), nullable=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    # what was said at a review, or of a change; empty otherwise
    sa.Column("note_sealed", sa.LargeBinary),
    _person("by_id"),
    sa.Column("at", Moment, nullable=False),
)

intervention_actions = sa.Table(
    "intervention_actions",
    metadata,
    _plan(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("need", sa.Integer),
    sa.Column("menu", sa.String(32), nullable=False, index=True),
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
    # what, by whom, how many sessions, why it was stopped
    sa.Column("words_sealed", sa.LargeBinary, nullable=False),
)

gap_lists = sa.Table(
    "gap_lists",
    metadata,
    # '2026-4'
    sa.Column("quarter", sa.String(8), primary_key=True),
    # [labels, count] with small numbers joined: made once, so that no two editions can be compared
    sa.Column("groups", sa.JSON, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)
