"""The desk: who is signed in, which lists somebody keeps, and by what records are found in the register.

What a record is found by is sealed in it, and a migration has no key: `waymark db upgrade` and `waymark serve` read the
records that are there (see `storage/administration/reindexing.py`).
"""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0017_desk"
down_revision = "0016_told"


def upgrade() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
    )
    op.create_index("ix_desk_sessions_person_id", "desk_sessions", ["person_id"])
    op.create_index("ix_desk_sessions_seen_at", "desk_sessions", ["seen_at"])
    op.create_table(
        "desk_sign_ins",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        sa.Column("kept_sealed", sa.LargeBinary, nullable=False),
        sa.Column("begun_at", Moment, nullable=False),
    )
    op.create_index("ix_desk_sign_ins_begun_at", "desk_sign_ins", ["begun_at"])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kept_sealed", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", Moment, nullable=False),
    )
    op.create_index("ix_saved_filters_person_id", "saved_filters", ["person_id"])
    op.create_table(
        "record_facets",
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("signed_at", Moment, primary_key=True),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
    )
    op.create_index("ix_record_facets_record_id", "record_facets", ["record_id"])
    op.create_index("ix_records_setting_id_colour_signed_at", "records", ["setting_id", "colour", "signed_at"])
