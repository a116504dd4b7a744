"""Signed records, what is added to them and who did what; triggers keep what was signed as it was."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0005_records"
down_revision = "0004_consultations"

NOT_FILED = sa.text("status != 'filed'")
# table -> the columns that never change, and what tells that a row is there already
KEPT = {
    "submissions": ("key author_id submitted_at", "key = NEW.key"),
    "records": (
        "id reference submission_key position author_id setting_id colour concern_about_dsl "
        "rules_version rules_hash signed_at signed_sealed hash",
        "id = NEW.id OR reference = NEW.reference",
    ),
    "record_children": (
        "record_id label displayed is_subject",
        "record_id = NEW.record_id AND label = NEW.label",
    ),
    "addenda": ("id record_id number author_id added_at text_sealed hash", "id = NEW.id"),
    # the rest of a watch is what came of it
    "safety_watches": ("case_key person_id setting_id cause shown_at", "case_key = NEW.case_key"),
    "audit": (
        "record_id number at person_id action hash",
        "record_id = NEW.record_id AND number = NEW.number",
    ),
}


def upgrade() -> None:
    _records()
    _children()
    _around_them()
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'what was signed is never changed' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, (columns, same) in KEPT.items():
        named = ", ".join(f'"{column}"' for column in columns.split())
        if postgresql:
            _keep_postgresql(table, named)
        else:
            _keep_sqlite(table, named, same)


def _records() -> None:
    op.create_table(
        "submissions",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("submitted_at", Moment, nullable=False),
    )
    op.create_table(
        "records",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("submission_key", sa.String(64), sa.ForeignKey("submissions.key"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("colour", sa.String(32), nullable=False),
        sa.Column("concern_about_dsl", sa.Boolean, nullable=False),
        sa.Column("rules_version", sa.String(64), nullable=False),
        sa.Column("rules_hash", sa.String(64), nullable=False),
        sa.Column("signed_at", Moment, nullable=False),
        sa.Column("signed_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("responsible_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("received_at", Moment),
        sa.Column("read_at", Moment),
        sa.UniqueConstraint("submission_key", "position"),
    )
    op.create_index("ix_records_author_id_signed_at", "records", ["author_id", "signed_at"])
    op.create_index("ix_records_setting_id_signed_at", "records", ["setting_id", "signed_at"])
    for name, column in (
        ("ix_records_inbox_own", "responsible_id"),
        ("ix_records_inbox_setting", "setting_id"),
    ):
        op.create_index(name, "records", [column], sqlite_where=NOT_FILED, postgresql_where=NOT_FILED)


def _children() -> None:
    op.create_table(
        "record_children",
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("label", sa.String(32), primary_key=True),
        sa.Column("displayed", sa.Boolean, nullable=False),
        sa.Column("is_subject", sa.Boolean, nullable=False),
    )
    op.create_table(
        "child_index",
        sa.Column("record_id", sa.String(32), primary_key=True),
        sa.Column("label", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("token", sa.String(64), primary_key=True),
        sa.ForeignKeyConstraint(["record_id", "label"], ["record_children.record_id", "record_children.label"]),
    )
    op.create_index("ix_child_index_token_kind", "child_index", ["token", "kind"])


def _around_them() -> None:
    op.create_table(
        "addenda",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("author_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("added_at", Moment, nullable=False),
        sa.Column("text_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("record_id", "number"),
    )
    op.create_table(
        "audit",
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("person_id", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _keep_sqlite(table: str, columns: str, same: str) -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} {refuse}")
    # INSERT OR REPLACE would otherwise put another row in its place
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 nothing from outside
    # where the code inserts 'unless it is there', the new row is left out, quietly
    skip = "BEGIN SELECT RAISE(IGNORE); END" if table in ("submissions", "safety_watches") else refuse
    op.execute(f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} {there} {skip}")


def _keep_postgresql(table: str, columns: str) -> None:
    refuse = "EXECUTE FUNCTION signed_stays()"
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
