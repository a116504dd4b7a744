"""Contacts after leaving, and the figures of a unit that are passed on. What was said in a contact is sealed whole."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

tracking_contacts = sa.Table(
    "tracking_contacts",
    metadata,
    sa.Column("plan_id", sa.String(32), sa.ForeignKey("good_life_plans.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Date, nullable=False),
    # whether anybody was reached: a try that failed is kept too
    sa.Column("reached", sa.Boolean, nullable=False),
    # what was answered, by kind, as JSON
    sa.Column("answers_sealed", sa.LargeBinary, nullable=False),
    sa.Column("by_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

outcome_reports = sa.Table(
    "outcome_reports",
    metadata,
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
    # '2026-4'
    sa.Column("quarter", sa.String(8), primary_key=True),
    # figures with small numbers joined or left out: made once, so that no two editions can be compared
    sa.Column("figures", sa.JSON, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
)
