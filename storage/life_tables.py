"""The tables of what becomes of a signed record. Triggers keep all but the two kinds of match as they were written.

`own_key_sealed` beside a sealed column is the key it was sealed with, which is itself sealed again when the vault's
keys rotate.
"""

import sqlalchemy as sa

from storage.columns import Moment, metadata


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
