"""The tables of signed records. The columns up to `hash` are what was signed: triggers keep them as they
are.
"""

from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


class Status(StrEnum):
    """The states of a record, in their order. The values are stored: rename none."""

    SIGNED = "signed"
    RECEIVED = "received"
    READ = "read"
    DECIDED = "decided"
    FILED = "filed"


submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("submitted_at", Moment, nullable=False),
)

records = sa.Table(
    "records",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("submission_key", sa.String(64), sa.ForeignKey("submissions.key"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
    sa.Column("colour", sa.String(32), nullable=False),
    sa.Column("concern_about_dsl", sa.Boolean, nullable=False),
    sa.Column("rules_version", sa.String(64), nullable=False),
    sa.Column("rules_hash", sa.String(64), nullable=False),
    sa.Column("signed_at", Moment, nullable=False),
    sa.Column("signed_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    # from here on what happens to it; the key is only ever sealed again
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("responsible_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("received_at", Moment),
    sa.Column("read_at", Moment),
    sa.UniqueConstraint("submission_key", "position"),
    sa.Index("ix_records_author_id_signed_at", "author_id", "signed_at"),
    sa.Index("ix_records_setting_id_signed_at", "setting_id", "signed_at"),
    sa.Index("ix_records_setting_id_colour_signed_at", "setting_id", "colour", "signed_at"),
    sa.Index("ix_records_responsible_id", "responsible_id"),
)


@dataclass(frozen=True)
class RecordRow:
    """What stands beside the seal of a record: whose it is and in which state, and nothing of what is in it.
    Moments are in UTC; `hash` is of what was signed.
    """

    id: str
    reference: str
    submission_key: str
    author_id: str
    setting_id: str
    responsible_id: str
    colour: str
    concern_about_dsl: bool
    status: Status
    signed_at: datetime
    received_at: datetime | None
    hash: str

    @classmethod
    def of(cls, row: sa.Row[Any]) -> "RecordRow":
        """From a row of BESIDE_SEAL."""
        return cls(**{**row._mapping, "status": Status(row.status)})


BESIDE_SEAL = [records.c[one.name] for one in dataclass_fields(RecordRow)]
"""The columns of a RecordRow: what is sealed need not be read for them."""
not_filed = records.c.status != sa.literal_column(f"'{Status.FILED}'")
sa.Index("ix_records_inbox_own", records.c.responsible_id, sqlite_where=not_filed, postgresql_where=not_filed)
sa.Index("ix_records_inbox_setting", records.c.setting_id, sqlite_where=not_filed, postgresql_where=not_filed)

record_concerns = sa.Table(
    "record_concerns",
    metadata,
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
)
"""Whom beside the DSL a record is about, by their role; of the DSL `concern_about_dsl` says it."""

later_concerns = sa.Table(
    "later_concerns",
    metadata,
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("marked_at", Moment, nullable=False),
)
"""The same, where it became known after signing (`later_concern.py`); here the DSL's role stands as the others do."""

concern_changes = sa.Table(
    "concern_changes",
    metadata,
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("role", sa.String(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("is_about", sa.Boolean, nullable=False),
    sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("said_at", Moment, nullable=False),
)
"""What was said of one of `later_concerns` since: taken back, and perhaps said again. The newest holds."""

children = sa.Table(
    "record_children",
    metadata,
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    sa.Column("label", sa.String(32), primary_key=True),
    sa.Column("displayed", sa.Boolean, nullable=False),
    sa.Column("is_subject", sa.Boolean, nullable=False),
    # by which rules its fingerprints were made (see children.rules); '' by those before there was a mark
    sa.Column("names_by", sa.String(16), nullable=False, server_default=""),
    sa.Index("ix_record_children_names_by", "names_by"),
)

child_index = sa.Table(
    "child_index",
    metadata,
    sa.Column("record_id", sa.String(32), primary_key=True),
    sa.Column("label", sa.String(32), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("token", sa.String(64), primary_key=True),
    sa.ForeignKeyConstraint(["record_id", "label"], ["record_children.record_id", "record_children.label"]),
    sa.Index("ix_child_index_token_kind", "token", "kind"),
)

addenda = sa.Table(
    "addenda",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("text_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("record_id", "number"),
)


def _record(name: str = "record_id", *, key: bool = True, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey("records.id"), primary_key=key, nullable=False, index=index)


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _setting(name: str, *, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=index)


transitions = sa.Table(
    "transitions",
    metadata,
    _record(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("status", sa.String(16), nullable=False),
    _person("person_id"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("reason_sealed", sa.LargeBinary),
    sa.Column("own_key_sealed", sa.LargeBinary),
)


responsibilities = sa.Table(
    "responsibilities",
    metadata,
    _record(),
    sa.Column("number", sa.Integer, primary_key=True),
    _person("person_id"),
    sa.Column("since", Moment, nullable=False),
    sa.Column("cause", sa.String(16), nullable=False),
)


decisions = sa.Table(
    "decisions",
    metadata,
    _record(),
    sa.Column("number", sa.Integer, primary_key=True),
    _person("author_id"),
    sa.Column("decided_at", Moment, nullable=False),
    sa.Column("decision_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
)


second_views = sa.Table(
    "second_views",
    metadata,
    _record(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("colour", sa.String(32), nullable=False),
    sa.Column("is_higher", sa.Boolean, nullable=False),
    sa.Column("view_sealed", sa.LargeBinary, nullable=False),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    # for everybody who may come to answer for the record; neither, of one from before migration 0015 of which it is
    # not known what it rests on
    sa.Column("is_shared", sa.Boolean),
    # or made for one person
    _person("person_id", nullable=True),
)


child_matches = sa.Table(
    "child_matches",
    metadata,
    _record(),
    sa.Column("label", sa.String(32), primary_key=True),
    _record("other_record_id"),
    sa.Column("other_label", sa.String(32), primary_key=True),
    sa.Column("is_same", sa.Boolean, nullable=False),
    _person("person_id"),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_child_matches_other_record_id_other_label", "other_record_id", "other_label"),
)


same_incidents = sa.Table(
    "same_incidents",
    metadata,
    _record(),
    _record("other_record_id"),
    sa.Column("answer", sa.String(16), nullable=False),
    _person("person_id"),
    sa.Column("at", Moment, nullable=False),
)


handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _record(key=False, index=True),
    _setting("from_setting_id"),
    _setting("to_setting_id", index=True),
    _person("given_by"),
    sa.Column("given_at", Moment, nullable=False),
    sa.Column("reason_sealed", sa.LargeBinary, nullable=False),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    _person("received_by", nullable=True),
    sa.Column("received_at", Moment),
    sa.UniqueConstraint("record_id", "to_setting_id"),
)


glass = sa.Table(
    "glass",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    _record(key=False, index=True),
    _person("asked_by"),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("why_sealed", sa.LargeBinary, nullable=False),
    # until when they may read it: none before somebody has agreed
    _person("agreed_by", nullable=True),
    sa.Column("agreed_at", Moment),
    sa.Column("until", Moment),
    sa.CheckConstraint("agreed_by IS NULL OR asked_by <> agreed_by", name="two_people"),
)
"""Somebody without the right to read a record is let in for some hours (`break_glass.py`)."""
