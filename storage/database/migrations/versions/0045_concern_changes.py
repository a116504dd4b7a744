"""What turned out about a record after signing can be taken back, where it was a slip, and said again."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0045_concern_changes"
down_revision = "0044_cases_end_and_move"

TABLE = "concern_changes"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("role", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("is_about", sa.Boolean, nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("said_at", Moment, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION signed_stays()"
        op.execute(f"CREATE TRIGGER {TABLE}_stay BEFORE UPDATE ON {TABLE} FOR EACH ROW {refuse}")
        op.execute(
            f"CREATE TRIGGER {TABLE}_never_go BEFORE DELETE ON {TABLE} FOR EACH ROW "
            "EXECUTE FUNCTION stays_until_disposed_of('record_id')"
        )
        op.execute(f"CREATE TRIGGER {TABLE}_never_emptied BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    unless = "WHEN NOT EXISTS (SELECT 1 FROM tombstones WHERE of_id = OLD.record_id)"
    op.execute(f"CREATE TRIGGER {TABLE}_stay BEFORE UPDATE ON {TABLE} {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_never_go BEFORE DELETE ON {TABLE} {unless} {refuse}")
    same = "record_id = NEW.record_id AND role = NEW.role AND number = NEW.number"
    there = f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {same})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER {TABLE}_not_replaced BEFORE INSERT ON {TABLE} {there} {refuse}")
