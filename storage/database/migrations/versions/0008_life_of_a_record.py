"""What becomes of a signed record: each state, who is responsible, decisions, matches, second views, handovers."""

import sqlalchemy as sa
from alembic import op

from storage.database.columns import Moment

revision = "0008_life_of_a_record"
down_revision = "0007_missed_lookups"

# table -> the columns that never change (the key is only ever sealed again), and what tells that a row is there already
NUMBERED = "record_id = NEW.record_id AND number = NEW.number"
KEPT = {
    "transitions": ("record_id number status person_id at reason_sealed", NUMBERED),
    "responsibilities": ("record_id number person_id since cause", NUMBERED),
    "decisions": ("record_id number author_id decided_at decision_sealed hash", NUMBERED),
    "second_views": ("record_id number made_at colour is_higher view_sealed", NUMBERED),
    "handovers": ("id record_id from_setting_id to_setting_id given_by given_at reason_sealed", "id = NEW.id"),
}


def upgrade() -> None:
    _states()
    _decisions()
    _same()
    _handovers()
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table, (columns, same) in KEPT.items():
        named = ", ".join(f'"{column}"' for column in columns.split())
        _keep_postgresql(table, named) if postgresql else _keep_sqlite(table, named, same)


def _record_id(*, key: bool = True) -> sa.Column[str]:
    return sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=key, nullable=False)


def _person(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), sa.ForeignKey("people.id"), nullable=nullable)


def _states() -> None:
    op.create_table(
        "transitions",
        _record_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("status", sa.String(16), nullable=False),
        _person("person_id"),
        sa.Column("at", Moment, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary),
        sa.Column("own_key_sealed", sa.LargeBinary),
    )
    op.create_table(
        "responsibilities",
        _record_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        _person("person_id"),
        sa.Column("since", Moment, nullable=False),
        sa.Column("cause", sa.String(16), nullable=False),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        _record_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        _person("author_id"),
        sa.Column("decided_at", Moment, nullable=False),
        sa.Column("decision_sealed", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "second_views",
        _record_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("colour", sa.String(32), nullable=False),
        sa.Column("is_higher", sa.Boolean, nullable=False),
        sa.Column("view_sealed", sa.LargeBinary, nullable=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
    )


def _same() -> None:
    op.create_table(
        "child_matches",
        _record_id(),
        sa.Column("label", sa.String(32), primary_key=True),
        sa.Column("other_record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("other_label", sa.String(32), primary_key=True),
        sa.Column("is_same", sa.Boolean, nullable=False),
        _person("person_id"),
        sa.Column("at", Moment, nullable=False),
        sa.Index("ix_child_matches_other_record_id_other_label", "other_record_id", "other_label"),
    )
    op.create_table(
        "same_incidents",
        _record_id(),
        sa.Column("other_record_id", sa.String(32), sa.ForeignKey("records.id"), primary_key=True),
        sa.Column("answer", sa.String(16), nullable=False),
        _person("person_id"),
        sa.Column("at", Moment, nullable=False),
    )


def _handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("record_id", sa.String(32), sa.ForeignKey("records.id"), nullable=False, index=True),
        sa.Column("from_setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False),
        sa.Column("to_setting_id", sa.String(64), sa.ForeignKey("settings.id"), nullable=False, index=True),
        _person("given_by"),
        sa.Column("given_at", Moment, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary, nullable=False),
        sa.Column("own_key_sealed", sa.LargeBinary, nullable=False),
        _person("received_by", nullable=True),
        sa.Column("received_at", Moment),
        sa.UniqueConstraint("record_id", "to_setting_id"),
    )


def _keep_sqlite(table: str, columns: str, same: str) -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} {refuse}")
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 nothing from outside
    op.execute(f"CREATE TRIGGER {table}_not_replaced BEFORE INSERT ON {table} {there} {refuse}")


def _keep_postgresql(table: str, columns: str) -> None:
    refuse = "EXECUTE FUNCTION signed_stays()"
    op.execute(f"CREATE TRIGGER {table}_stay BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_go BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
