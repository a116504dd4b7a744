"""A record keeps whom beside the DSL it is about, and it is kept who has been deputy and head, as of the DSL before.

Who was deputy or head before this was not kept: whoever is so now counts as having been since they came.
"""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0030_whom_it_is_about"
down_revision = "0029_groups"

SAME = "record_id = NEW.record_id AND role = NEW.role"


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), primary_key=True),
        sa.Column("role", sa.String(32), primary_key=True),
        sa.Column("since", Moment, primary_key=True),
        sa.Column("until", Moment),
    )
    op.execute(
        "INSERT INTO posts (person_id, setting_id, role, since, until)"
        " SELECT person_id, setting_id, 'dsl', since, until FROM dsl_posts"
    )
    op.execute(
        "INSERT INTO posts (person_id, setting_id, role, since)"
        " SELECT p.id, r.setting_id, r.role, p.added_at FROM roles r JOIN people p ON p.id = r.person_id"
        " WHERE r.role IN ('deputy', 'head')"
    )
    op.drop_table("dsl_posts")
    op.create_table(
        "record_concerns",
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("role", sa.String(32), primary_key=True),
    )
    _keep("record_concerns")


def _keep(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        refuse = "EXECUTE FUNCTION signed_stays()"
        op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
        op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
        return
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} {refuse}")
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {SAME})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} {there} {refuse}")
