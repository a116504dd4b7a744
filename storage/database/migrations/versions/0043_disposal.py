"""What is past its time may go, once two people have decided so: what is left of it is a tombstone, which stays."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0043_disposal"
down_revision = "0042_later_concerns"

# table -> the column by which its rows belong to what was disposed of
MAY_GO = {
    "submissions": "key",
    "records": "id",
    "record_children": "record_id",
    "record_concerns": "record_id",
    "later_concerns": "record_id",
    "addenda": "record_id",
    "transitions": "record_id",
    "responsibilities": "record_id",
    "decisions": "record_id",
    "second_views": "record_id",
    "handovers": "record_id",
    "case_events": "case_id",
}
GONE = "tombstones"


def upgrade() -> None:
    op.create_table(
        "retention_steps",
        sa.Column("of_kind", sa.String(16), primary_key=True),
        sa.Column("of_id", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("at", Moment, nullable=False),
        sa.Column("keep_until", sa.Date),
        sa.Column("os_user", sa.String(128)),
        sa.Column("why_sealed", sa.LargeBinary),
    )
    op.create_table(
        GONE,
        sa.Column("of_kind", sa.String(16), primary_key=True),
        sa.Column("of_id", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(16), index=True),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("matter", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("agreed_by", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("agreed_at", Moment, nullable=False),
        sa.CheckConstraint("asked_by <> agreed_by", name=op.f("ck_tombstones_two_people")),
    )
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
    else:
        _on_sqlite()


def _on_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    for table, column in MAY_GO.items():
        unless = f"WHEN NOT EXISTS (SELECT 1 FROM {GONE} WHERE of_id = OLD.{column})"  # noqa: S608 nothing from outside
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_go")
        op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} {unless} {refuse}")
    op.execute(f"CREATE TRIGGER {GONE}_stay BEFORE UPDATE ON {GONE} {refuse}")
    op.execute(f"CREATE TRIGGER {GONE}_never_go BEFORE DELETE ON {GONE} {refuse}")
    same = "of_kind = NEW.of_kind AND of_id = NEW.of_id"
    there = f"WHEN EXISTS (SELECT 1 FROM {GONE} WHERE {same})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER {GONE}_not_replaced BEFORE INSERT ON {GONE} {there} {refuse}")


def _on_postgresql() -> None:
    refuse = "EXECUTE FUNCTION signed_stays()"
    op.execute(
        "CREATE OR REPLACE FUNCTION stays_until_disposed_of() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM tombstones WHERE of_id = to_jsonb(OLD) ->> TG_ARGV[0]) THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION 'what was signed is never changed' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table, column in MAY_GO.items():
        op.execute(f"DROP TRIGGER IF EXISTS {table}_never_go ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION stays_until_disposed_of('{column}')"
        )
    op.execute(f"CREATE TRIGGER {GONE}_stay BEFORE UPDATE ON {GONE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {GONE}_never_go BEFORE DELETE ON {GONE} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {GONE}_never_emptied BEFORE TRUNCATE ON {GONE} FOR EACH STATEMENT {refuse}")
