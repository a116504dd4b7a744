"""The tables of safety plans and behaviour plans: one safety plan for one child in one setting, every version kept."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _plan() -> sa.Column[str]:
    return sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), primary_key=True)


safety_plans = sa.Table(
    "safety_plans",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    # the record that it was begun from, and the letter that the child has in it
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
    sa.Column("label", sa.String(32), nullable=False),
    # what the child was there: displayed or targeted
    sa.Column("side", sa.String(16), nullable=False),
    _person("owner_id"),
    _person("begun_by"),
    sa.Column("begun_at", Moment, nullable=False),
    # the newest of plan_versions
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("agreed_at", Moment),
    sa.Column("starts_on", sa.Date),
    sa.Column("ended_at", Moment),
    # `Ending` as JSON
    sa.Column("ended_sealed", sa.LargeBinary),
    sa.UniqueConstraint("setting_id", "record_id", "label"),
    sa.Index("ix_safety_plans_record_id", "record_id"),
    sa.Index("ix_safety_plans_owner_id", "owner_id"),
)

plan_versions = sa.Table(
    "plan_versions",
    metadata,
    _plan(),
    sa.Column("number", sa.Integer, primary_key=True),
    _person("by_id"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("cause", sa.String(16), nullable=False),
    # `Content` as JSON
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
)

plan_reviews = sa.Table(
    "plan_reviews",
    metadata,
    _plan(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("held_on", sa.Date, nullable=False),
    _person("by_id"),
    sa.Column("at", Moment, nullable=False),
    # the version that stood when it was over
    sa.Column("version", sa.Integer, nullable=False),
    # `Said` as JSON
    sa.Column("said_sealed", sa.LargeBinary, nullable=False),
)

plan_records = sa.Table(
    "plan_records",
    metadata,
    _plan(),
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("label", sa.String(32), nullable=False),
    sa.Column("noticed_at", Moment, nullable=False),
    # by which review it was looked at; NULL until then
    sa.Column("looked_at", Moment),
    sa.Index("ix_plan_records_record_id", "record_id"),
)

plan_sheets = sa.Table(
    "plan_sheets",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), nullable=False, index=True),
    sa.Column("staff_group", sa.String(16), nullable=False),
    # somebody who is here, or somebody who signed on paper: their name and what they do, as JSON
    sa.Column("reader_id", sa.String(64), sa.ForeignKey("people.id"), index=True),
    sa.Column("outsider_sealed", sa.LargeBinary),
    _person("given_by"),
    sa.Column("given_at", Moment, nullable=False),
    # which version they have signed as read, and when
    sa.Column("read_version", sa.Integer),
    sa.Column("read_at", Moment),
    sa.Column("taken_back_at", Moment),
)

behaviour_plans = sa.Table(
    "behaviour_plans",
    metadata,
    _plan(),
    sa.Column("number", sa.Integer, primary_key=True),
    _person("by_id"),
    sa.Column("at", Moment, nullable=False),
    # NULL for a draft
    sa.Column("starts_on", sa.Date),
    # `Behaviour` as JSON
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
)

tally_staff = sa.Table(
    "tally_staff",
    metadata,
    _plan(),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
)

tallies = sa.Table(
    "tallies",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("plan_id", sa.String(32), sa.ForeignKey("safety_plans.id"), nullable=False, index=True),
    _person("person_id"),
    # the Monday of the week
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("taken_back_at", Moment),
)


@dataclass(frozen=True)
class PlanRow:
    """A row of safety_plans, with what is sealed still sealed. Moments are in UTC."""

    id: str
    reference: str
    setting_id: str
    record_id: str
    label: str
    side: str
    owner_id: str
    begun_by: str
    begun_at: datetime
    version: int
    agreed_at: datetime | None
    starts_on: date | None
    ended_at: datetime | None
    ended_sealed: bytes | None

    @classmethod
    def of(cls, row: sa.Row[Any]) -> "PlanRow":
        """From a row of the table."""
        return cls(**row._mapping)
