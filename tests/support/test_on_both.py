"""A statement that no test sends to PostgreSQL is noticed at the end of a run."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage.queues.outbox import outbox
from tests.support.on_both import in_common, only_on_sqlite

HERE, THERE = sqlite.dialect(), postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]


def of(statement: sa.ClauseElement, dialect: sa.Dialect) -> str:
    return in_common(statement.compile(dialect=dialect))


def test_one_statement_is_the_same_for_both() -> None:
    select = sa.select(outbox).where(outbox.c.id.in_(["a"]), outbox.c.created_at < sa.func.now()).with_for_update()
    assert of(select, HERE) == of(select, THERE) != ""
    pair = [insert(outbox).on_conflict_do_nothing() for insert in (sqlite_insert, postgresql_insert)]
    assert of(pair[0], HERE) == of(pair[1], THERE) != ""


def test_what_only_makes_tables_is_left_out() -> None:
    assert of(sa.schema.CreateTable(outbox), HERE) == ""


def test_what_was_sent_to_sqlite_alone_is_named() -> None:
    assert only_on_sqlite({"sqlite": ["SELECT 1", "SELECT 2"], "postgresql": ["SELECT 2", "SELECT 3"]}) == ["SELECT 1"]
