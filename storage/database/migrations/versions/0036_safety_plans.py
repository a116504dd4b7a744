"""Safety plans with their versions, reviews and sheets; behaviour plans with their tallies."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0036_safety_plans"
down_revision = "0035_away"


def _person(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _plan() -> sa.Column[Any]:
    return sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), primary_key=True)


def _number() -> sa.Column[Any]:
    return sa.Column("number", sa.Integer, primary_key=True)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment, nullable=nullable)


def upgrade() -> None:
    _plans()
    _sheets()
    _behaviour()


def _plans() -> None:
    op.create_table(
        "safety_plans",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
        sa.Column("label", sa.String(32), nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        _person("owner_id"),
        _person("begun_by"),
        _at("begun_at"),
        sa.Column("version", sa.Integer, nullable=False),
        _at("agreed_at", nullable=True),
        sa.Column("starts_on", sa.Date),
        _at("ended_at", nullable=True),
        sa.Column("ended_sealed", sa.LargeBinary),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("setting_id", "record_id", "label"),
    )
    for column in ("setting_id", "record_id", "owner_id"):
        op.create_index(f"ix_safety_plans_{column}", "safety_plans", [column])
    op.create_table(
        "plan_versions",
        _plan(),
        _number(),
        _person("by_id"),
        _at("at"),
        sa.Column("cause", sa.String(16), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "plan_reviews",
        _plan(),
        _number(),
        sa.Column("held_on", sa.Date, nullable=False),
        _person("by_id"),
        _at("at"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "plan_records",
        _plan(),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("label", sa.String(32), nullable=False),
        _at("noticed_at"),
        _at("looked_at", nullable=True),
    )
    op.create_index("ix_plan_records_record_id", "plan_records", ["record_id"])


def _sheets() -> None:
    op.create_table(
        "plan_sheets",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), nullable=False),
        sa.Column("staff_group", sa.String(16), nullable=False),
        _person("reader_id", nullable=True),
        sa.Column("outsider_sealed", sa.LargeBinary),
        _person("given_by"),
        _at("given_at"),
        sa.Column("read_version", sa.Integer),
        _at("read_at", nullable=True),
        _at("taken_back_at", nullable=True),
    )
    for column in ("plan_id", "reader_id"):
        op.create_index(f"ix_plan_sheets_{column}", "plan_sheets", [column])


def _behaviour() -> None:
    op.create_table(
        "behaviour_plans",
        _plan(),
        _number(),
        _person("by_id"),
        _at("at"),
        sa.Column("starts_on", sa.Date),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tally_staff",
        _plan(),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        _at("since"),
        _at("until", nullable=True),
    )
    op.create_table(
        "tallies",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), nullable=False),
        _person("person_id"),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        _at("at"),
        _at("taken_back_at", nullable=True),
    )
    op.create_index("ix_tallies_plan_id", "tallies", ["plan_id"])
