"""The signed board reports: each edition once, and never changed."""

import sqlalchemy as sa

from storage.database.columns import Moment, metadata

board_reports = sa.Table(
    "board_reports",
    metadata,
    # '2026-27', or '2026-27-Q2'
    sa.Column("period", sa.String(16), primary_key=True),
    sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    # exact figures, what of them is passed on, ratings, and what was written to it, as JSON
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("signed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    sa.Column("signed_at", Moment, nullable=False),
)
