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

census_rounds = sa.Table(
    "census_rounds",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("opened_at", Moment, nullable=False),
)

census_asked = sa.Table(
    "census_asked",
    metadata,
    sa.Column("year", sa.Integer, sa.ForeignKey("census_rounds.year"), primary_key=True, autoincrement=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    # trained or manager
    sa.Column("part", sa.String(16), primary_key=True),
    sa.Column("asked_at", Moment, nullable=False),
)

census_answers = sa.Table(
    "census_answers",
    metadata,
    sa.Column("year", sa.Integer, sa.ForeignKey("census_rounds.year"), primary_key=True, autoincrement=False),
    sa.Column("about_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("by_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    # self, manager or training, as it was when it was given
    sa.Column("given_as", sa.String(16), nullable=False),
    sa.Column("completed", sa.Integer, nullable=False),
    sa.Column("ongoing", sa.Integer, nullable=False),
    sa.Column("not_able", sa.Integer, nullable=False),
    sa.Column("why_sealed", sa.LargeBinary, nullable=False),
    # confirmed or typed
    sa.Column("how", sa.String(16), nullable=False),
    sa.Column("answered_at", Moment, nullable=False),
)

training_reports = sa.Table(
    "training_reports",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    # of the content, in hexadecimal
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("signed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("signed_at", Moment, nullable=False),
)
