"""Good Life plans, every version kept. What clocks and figures need stands beside the seal; nothing typed does."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable, index=nullable)


good_life_plans = sa.Table(
    "good_life_plans",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), nullable=False, index=True),
    # the unit that works with the young person: in its figures they stay, also once they have left
    sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
    sa.Column("state", sa.String(16), nullable=False),
    # counts each change: whoever began from an older one is shown both
    sa.Column("version", sa.Integer, nullable=False),
    # NULL while nobody is
    _person("key_worker_id", nullable=True),
    _person("made_by"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("agreed_at", Moment),
    # where the young person lives now: resident, community, hospital, other_home
    sa.Column("whereabouts", sa.String(16), nullable=False),
    sa.Column("left_on", sa.Date),
    # licence or other, and its first and last day
    sa.Column("period", sa.String(16)),
    sa.Column("first_day", sa.Date),
    sa.Column("last_day", sa.Date),
    sa.Column("ended_at", Moment),
    sa.Column("ended_as", sa.String(16)),
    # `Content` as JSON
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
)

good_life_versions = sa.Table(
    "good_life_versions",
    metadata,
    sa.Column("plan_id", sa.String(32), sa.ForeignKey("good_life_plans.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    # why it ended, who signed that; empty otherwise
    sa.Column("note_sealed", sa.LargeBinary),
    _person("by_id"),
    sa.Column("at", Moment, nullable=False),
)
