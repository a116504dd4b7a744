"""The self-audits, and how each item was rated: every rating is kept, the newest of an item counts."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

self_audits = sa.Table(
    "self_audits",
    metadata,
    # 1 for the first
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("begun_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    # NULL while it is open: one is, at most
    sa.Column("closed_by", sa.String(64), sa.ForeignKey("people.id")),
    sa.Column("closed_at", Moment),
)

self_audit_ratings = sa.Table(
    "self_audit_ratings",
    metadata,
    sa.Column("audit", sa.Integer, sa.ForeignKey("self_audits.number"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("item", sa.String(32), nullable=False),
    sa.Column("rating", sa.String(32), nullable=False),
    # by when the action is done
    sa.Column("due_on", sa.Date),
    # evidence, owner and action, as JSON
    sa.Column("words_sealed", sa.LargeBinary, nullable=False),
    sa.Column("by_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
)
