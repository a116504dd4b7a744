"""Whoever is responsible hears that a record may be about a child who is in another: only where they may know of it."""

from storage.administration import organisation
from storage.database.engine import Tx
from storage.history import look_alikes
from storage.queues import outbox
from storage.queues.alerts import Alert
from tests.storage.conftest import At
from tests.storage.history.test_matching import about


async def told(tx: Tx, person_id: str) -> int:
    return sum(message.key == Alert.RECORD_MAY_BE_KNOWN for message in await outbox.waiting_for(tx, person_id))


async def test_what_is_uncertain_is_told_once(at: At) -> None:
    async with at() as tx:
        first = await about(tx, "Katherine Madeup", "2013-01-02")
        assert not await look_alikes.tell(tx, first)
        second = await about(tx, "Catherine Madeup", "2013-01-02")
        assert await look_alikes.tell(tx, second)
        assert not await look_alikes.tell(tx, second)
        assert await told(tx, "demo-dsl") == 1


async def test_what_is_sure_is_told_where_it_counts_and_not_here(at: At) -> None:
    async with at() as tx:
        await about(tx, "Katherine Madeup", "2013-01-02", key="1")
        assert not await look_alikes.tell(tx, await about(tx, "Katherine Madeup", "2013-01-02", key="2"))


async def test_whoever_has_it_next_is_not_told_what_they_may_not_know(at: At) -> None:
    async with at() as tx:
        await about(tx, "Katherine Madeup", "2013-01-02")
        await look_alikes.tell(tx, await about(tx, "Catherine Madeup", "2013-01-02"))
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [])
        assert await told(tx, "demo-dsl") == 0
        assert await told(tx, "demo-deputy") == 0
