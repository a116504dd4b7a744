"""That a record is about the DSL, the deputy or the head may become known after it was signed."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0042_later_concerns"
down_revision = "0041_legal_holds"

TABLE = "later_concerns"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("role", sa.String(32), primary_key=True),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("marked_at", Moment, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION signed_stays()"
        op.execute(f"CREATE TRIGGER {TABLE}_stay BEFORE UPDATE ON {TABLE} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {TABLE}_never_go BEFORE DELETE ON {TABLE} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {TABLE}_never_emptied BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute(f"CREATE TRIGGER {TABLE}_stay BEFORE UPDATE ON {TABLE} {refuse}")
    op.execute(f"CREATE TRIGGER {TABLE}_never_go BEFORE DELETE ON {TABLE} {refuse}")
    same = "record_id = NEW.record_id AND role = NEW.role"
    there = f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {same})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER {TABLE}_not_replaced BEFORE INSERT ON {TABLE} {there} {refuse}")
