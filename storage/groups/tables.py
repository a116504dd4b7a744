"""The directory of groups, referrals to them, who came, and which special schools were offered training.

A referral says what a child is good at and needs. It stands in no index of records: nobody finds it by a child's name
where they look for what happened.
"""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


def _person(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable, index=index)


groups = sa.Table(
    "prevention_groups",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("name", sa.String(120), nullable=False),
    # ages in whole years, both included
    sa.Column("youngest", sa.Integer, nullable=False),
    sa.Column("oldest", sa.Integer, nullable=False),
    sa.Column("place", sa.String(200), nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
    # NULL while nobody leads it
    _person("lead_id", nullable=True, index=True),
    sa.Column("added_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
)

group_referrals = sa.Table(
    "group_referrals",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("reference", sa.String(16), nullable=False, unique=True),
    sa.Column("group_id", sa.String(32), sa.ForeignKey("prevention_groups.id"), nullable=False, index=True),
    _person("referrer_id", index=True),
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    # a keyed fingerprint of name and date of birth, its own kind: no record is found by it, nor it by a record
    sa.Column("child_token", sa.String(64), nullable=False, index=True),
    # `Referred` as JSON
    sa.Column("referred_sealed", sa.LargeBinary, nullable=False),
    sa.Column("sent_at", Moment, nullable=False),
    # `Answer` as JSON: why not, and where instead; why it was stopped
    sa.Column("answer_sealed", sa.LargeBinary),
    _person("answered_by", nullable=True),
    sa.Column("answered_at", Moment),
    # from when until when there was no place: what the gap list counts
    sa.Column("waiting_since", Moment),
    sa.Column("waited_until", Moment),
    sa.Column("ended_at", Moment),
)

group_attendance = sa.Table(
    "group_attendance",
    metadata,
    sa.Column("referral_id", sa.String(32), sa.ForeignKey("group_referrals.id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("came", sa.Boolean, nullable=False),
    _person("noted_by"),
    sa.Column("noted_at", Moment, nullable=False),
)

training_offers = sa.Table(
    "training_offers",
    metadata,
    # a special school by its name: it need not use Waymark
    sa.Column("school", sa.String(120), primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("offered_on", sa.Date, nullable=False),
    sa.Column("trained_on", sa.Date),
    _person("entered_by"),
)
