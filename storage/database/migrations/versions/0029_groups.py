"""Targeted prevention: groups, referrals to them, who came, and which schools were offered training."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0029_groups"
down_revision = "0028_adult_notes"


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "prevention_groups",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("youngest", sa.Integer, nullable=False),
        sa.Column("oldest", sa.Integer, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        _person("lead_id", nullable=True),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_prevention_groups_lead_id", "prevention_groups", ["lead_id"])
    op.create_table(
        "group_referrals",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("group_id", sa.String(32), sa.ForeignKey("prevention_groups.id"), nullable=False),
        _person("referrer_id"),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("child_token", sa.String(64), nullable=False),
        sa.Column("referred_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("answer_sealed", sa.LargeBinary),
        _person("answered_by", nullable=True),
        sa.Column("answered_at", Moment),
        sa.Column("waiting_since", Moment),
        sa.Column("waited_until", Moment),
        sa.Column("ended_at", Moment),
        sa.UniqueConstraint("reference"),
    )
    for column in ("group_id", "referrer_id", "setting_id", "child_token"):
        op.create_index(f"ix_group_referrals_{column}", "group_referrals", [column])
    op.create_table(
        "group_attendance",
        sa.Column("referral_id", sa.String(32), sa.ForeignKey("group_referrals.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("came", sa.Boolean, nullable=False),
        _person("noted_by"),
        sa.Column("noted_at", Moment, nullable=False),
    )
    op.create_table(
        "training_offers",
        sa.Column("school", sa.String(120), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        sa.Column("offered_on", sa.Date, nullable=False),
        sa.Column("trained_on", sa.Date),
        _person("entered_by"),
    )
