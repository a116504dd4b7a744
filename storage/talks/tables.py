"""The informal talks. No child's name is asked for, and there is no index of children."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

talks = sa.Table(
    "talks",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("asker_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False, index=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    # the submission of a record or the id of a draft: what they are the same by; NULL where the talk is about neither
    sa.Column("case_key", sa.String(64), index=True),
    # `Asked` as JSON
    sa.Column("asked_sealed", sa.LargeBinary, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    # `Answer` as JSON
    sa.Column("answer_sealed", sa.LargeBinary),
    sa.Column("answered_by", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("answered_at", Moment),
    # until when it is watched; NULL where nothing is
    sa.Column("review_on", sa.Date),
    # what came of watching, and in whose words
    sa.Column("review_sealed", sa.LargeBinary),
    sa.Column("reviewed_by", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("ended_at", Moment),
    # whom of the setting's safeguarding leads it was told, and whether the others of them may know of it
    sa.Column("lead_id", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("for_this_lead_only", sa.Boolean, nullable=False),
    # whom it may be about, by what was said: roles that are not told of it, with spaces between
    sa.Column("passes_by", sa.String(64), nullable=False),
)
still_open = talks.c.ended_at.is_(None)
sa.Index("ix_talks_open", talks.c.asked_at, sqlite_where=still_open, postgresql_where=still_open)


@dataclass(frozen=True)
class TalkRow:
    """A row as it is kept, with what is sealed still sealed. Moments are in UTC."""

    id: str
    reference: str
    asker_id: str
    setting_id: str
    case_key: str | None
    asked_sealed: bytes
    asked_at: datetime
    answer_sealed: bytes | None
    answered_by: str | None
    answered_at: datetime | None
    review_on: date | None
    review_sealed: bytes | None
    reviewed_by: str | None
    ended_at: datetime | None
    lead_id: str | None
    for_this_lead_only: bool
    passes_by: str

    @property
    def passes_the_dsl_by(self) -> bool:
        """It may be about the DSL, or near them: the deputy or the head stands in their place."""
        return self.for_this_lead_only or "dsl" in self.passes_by.split()

    @classmethod
    def of(cls, row: sa.Row[Any]) -> "TalkRow":
        """From a row of the table."""
        return cls(**row._mapping)
