"""The tables of training beside the register of courses (`storage/people/courses.py`). No child is in them."""

from enum import StrEnum

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


class SessionKind(StrEnum):
    """What a session is; stored, rename none. All of them keep somebody current."""

    REFRESHER = "refresher"
    GROUP = "group"
    """Group learning; the consultation service is invited."""
    SKILLS = "skills"


class Way(StrEnum):
    """How people meet; stored, rename none."""

    VIDEO = "video"
    IN_PERSON = "in_person"


training_sessions = sa.Table(
    "training_sessions",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("starts_at", Moment, nullable=False, index=True),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("way", sa.String(16), nullable=False),
    sa.Column("places", sa.Integer, sa.CheckConstraint("places > 0", name="places"), nullable=False),
    sa.Column("added_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("cancelled_at", Moment),
    # when who came was noted
    sa.Column("noted_at", Moment),
)
not_cancelled = training_sessions.c.cancelled_at.is_(None)
sa.Index(
    "uq_training_sessions_held",
    training_sessions.c.kind,
    training_sessions.c.starts_at,
    unique=True,
    sqlite_where=not_cancelled,
    postgresql_where=not_cancelled,
)

training_places = sa.Table(
    "training_places",
    metadata,
    sa.Column("session_id", sa.String(32), sa.ForeignKey("training_sessions.id"), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True, index=True),
    sa.Column("taken_at", Moment, nullable=False),
    sa.Column("given_up_at", Moment),
    # how often it changed: the newest state is the highest in somebody's calendar
    sa.Column("sequence", sa.Integer, nullable=False),
    # unknown until who came is noted
    sa.Column("came", sa.Boolean),
)
