"""A case is handed to another agency or area, and has consultations; why somebody is in two cases is kept."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0044_cases_end_and_move"
down_revision = "0043_disposal"


def upgrade() -> None:
    op.add_column("case_members", sa.Column("why_sealed", sa.LargeBinary))
    op.create_table(
        "case_handovers",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("from_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("to_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("to_setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("why_sealed", sa.LargeBinary, nullable=False),
        sa.Column("offered_at", Moment, nullable=False),
        sa.Column("answered_at", Moment),
        sa.Column("answer", sa.String(16)),
    )
    op.create_index("ix_case_handovers_to_id", "case_handovers", ["to_id"])
    op.create_table(
        "case_consultations",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("booking_id", sa.String(32), primary_key=True),
        sa.Column("linked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("linked_at", Moment, nullable=False),
    )
