"""Every trigger of the migrations is in `triggers.yaml`, as it is."""

import sqlalchemy as sa

from storage.database import triggers
from tests.storage.conftest import At


async def test_every_trigger_is_known_as_the_migrations_make_it(at: At, database_kind: str) -> None:
    async with at() as tx:
        there = await triggers.there(tx.connection)
        lines = "\n".join(f"  {name}: {checksum}" for name, checksum in there.items())
        assert there == triggers.expected(database_kind), f"{triggers.FILE}, {database_kind}:\n{lines}"


async def test_one_that_was_dropped_or_made_harmless_is_named(at: At, database_kind: str) -> None:
    on = " ON records" if database_kind == "postgresql" else ""
    async with at() as tx:
        await tx.connection.execute(sa.text(f"DROP TRIGGER records_never_go{on}"))
        if database_kind == "postgresql":
            await tx.connection.execute(sa.text("ALTER TABLE records DISABLE TRIGGER records_stay"))
        else:
            await tx.connection.execute(sa.text("DROP TRIGGER records_stay"))
            harmless = "CREATE TRIGGER records_stay BEFORE UPDATE OF position ON records BEGIN SELECT 1; END"
            await tx.connection.execute(sa.text(harmless))
        assert await triggers.differing(tx.connection) == ["records_never_go", "records_stay"]
