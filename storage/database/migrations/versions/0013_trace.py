"""A history for every subject, not for records alone, that knows by which way something was done.

What is there keeps its values and its hashes. Questions that were kept with all their words are deleted: a child's
name in small letters may be among them.
"""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0013_trace"
down_revision = "0012_whose_records"

COLUMNS = '"subject_kind", "subject_id", "number", "at", "person_id", "action", "via", "os_user", "hash"'


def upgrade() -> None:
    op.execute("CREATE TABLE audit_before AS SELECT * FROM audit")
    op.drop_table("audit")
    op.create_table(
        "audit",
        sa.Column("subject_kind", sa.String(16), primary_key=True),
        sa.Column("subject_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("action", sa.String(200), nullable=False),
        sa.Column("via", sa.String(16)),
        sa.Column("os_user", sa.String(128)),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.execute(
        f"INSERT INTO audit ({COLUMNS}) "  # noqa: S608 nothing from outside
        """SELECT 'record', record_id, "number", "at", person_id, "action", NULL, NULL, "hash" FROM audit_before"""
    )
    op.drop_table("audit_before")
    if op.get_bind().dialect.name == "postgresql":
        _keep_postgresql()
    else:
        _keep_sqlite()
    op.execute("DELETE FROM missed_lookups")


def _keep_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute(f"CREATE TRIGGER audit_stay BEFORE UPDATE OF {COLUMNS} ON audit {refuse}")
    op.execute(f"CREATE TRIGGER audit_never_go BEFORE DELETE ON audit {refuse}")
    same = "subject_kind = NEW.subject_kind AND subject_id = NEW.subject_id AND number = NEW.number"
    there = f"WHEN EXISTS (SELECT 1 FROM audit WHERE {same})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit {there} {refuse}")


def _keep_postgresql() -> None:
    refuse = "EXECUTE FUNCTION signed_stays()"
    op.execute(f"CREATE TRIGGER audit_stay BEFORE UPDATE OF {COLUMNS} ON audit FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER audit_never_go BEFORE DELETE ON audit FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT {refuse}")
