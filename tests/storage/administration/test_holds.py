"""While a legal hold is in force nothing is deleted by its time; who set it and why stays."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import audit, lookups
from storage.administration import holds, retention
from storage.problems import DatabaseProblem, NotAllowed, NotFound
from tests.storage.conftest import NOW, At, who

LATER = NOW + timedelta(days=800)


async def left(at: At) -> int:
    async with at(LATER) as tx:
        await retention.tidy(tx)
        return len(await lookups.all_missed(tx))


async def test_nothing_goes_while_it_is_in_force_and_all_goes_when_the_last_is_lifted(at: At) -> None:
    async with at() as tx:
        await lookups.missed(tx, "where is the moon", "nothing_found")
        admin, head = await who(tx, "admin"), await who(tx, "head")
        first = await holds.place(tx, admin, " An inquiry has asked for everything. ")
        await holds.place(tx, head, "A claim.", (NOW + timedelta(days=400)).date())
    assert await left(at) == 1
    async with at(LATER) as tx:
        (one,) = await holds.in_force(tx)
        assert (one.id, one.why, one.placed_by) == (first.id, "An inquiry has asked for everything.", "demo-admin")
        with pytest.raises(holds.NoReason):
            await holds.lift(tx, admin, first.id, " ")
        await holds.lift(tx, head, first.id, "The inquiry is over.")
        with pytest.raises(NotFound):
            await holds.lift(tx, head, first.id, "Again.")
    assert await left(at) == 0
    async with at(LATER) as tx:
        ended = {(one.lifted_by, one.lifted_why) for one in await holds.every(tx)}
        assert ended == {("demo-head", "The inquiry is over."), (None, "")}
        noted = [entry.what for entry in await audit.entries(tx, audit.INSTALLATION)]
        assert noted == ["hold_placed", "hold_placed", "hold_lifted"]
        rows = str((await tx.connection.execute(sa.text("SELECT * FROM legal_holds"))).all())
        assert "inquiry" not in rows


async def test_on_its_last_day_it_still_holds_and_on_the_next_it_does_not(at: At) -> None:
    day = NOW.date() + timedelta(days=30)
    async with at() as tx:
        await holds.place(tx, await who(tx, "admin"), "A claim.", day)
        with pytest.raises(holds.OverBefore):
            await holds.place(tx, await who(tx, "admin"), "A claim.", NOW.date() - timedelta(days=1))
    async with at(NOW + timedelta(days=30)) as tx:
        assert await holds.in_force(tx)
    async with at(NOW + timedelta(days=31)) as tx:
        assert not await holds.in_force(tx)


async def test_who_may_and_what_sql_may_not(at: At) -> None:
    async with at() as tx:
        for login in ("worker", "dsl", "manager"):
            with pytest.raises(NotAllowed):
                await holds.place(tx, await who(tx, login), "A claim.")
        await lookups.missed(tx, "where is the moon", "nothing_found")
        await holds.place(tx, await who(tx, "admin"), "A claim.")
    async with at() as tx:
        await tx.connection.execute(sa.text("UPDATE legal_holds SET until = '2020-01-01'"))
    with pytest.raises(DatabaseProblem):
        await left(at)
