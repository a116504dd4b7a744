"""Signed board reports, which are never changed."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0039_board_reports"
down_revision = "0038_audits"

# but for the key that it is sealed with, which is sealed again when keys change
COLUMNS = "period, edition, content_sealed, hash, signed_by, signed_at"


def upgrade() -> None:
    op.create_table(
        "board_reports",
        sa.Column("period", sa.String(16), primary_key=True),
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("signed_at", Moment, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        each, refuse = "ON board_reports FOR EACH ROW", "EXECUTE FUNCTION signed_stays()"
        op.execute(f"CREATE TRIGGER board_reports_stay BEFORE UPDATE OF {COLUMNS} {each} {refuse}")
        op.execute(f"CREATE TRIGGER board_reports_never_go BEFORE DELETE {each} {refuse}")
        each = "ON board_reports FOR EACH STATEMENT"
        op.execute(f"CREATE TRIGGER board_reports_never_emptied BEFORE TRUNCATE {each} {refuse}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    there = "WHEN EXISTS (SELECT 1 FROM board_reports WHERE period = NEW.period AND edition = NEW.edition)"
    op.execute(f"CREATE TRIGGER board_reports_stay BEFORE UPDATE OF {COLUMNS} ON board_reports {refuse}")
    op.execute(f"CREATE TRIGGER board_reports_never_go BEFORE DELETE ON board_reports {refuse}")
    op.execute(f"CREATE TRIGGER board_reports_not_replaced BEFORE INSERT ON board_reports {there} {refuse}")
