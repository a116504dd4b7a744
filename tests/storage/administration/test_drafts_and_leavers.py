"""Drafts that nobody goes on with, and what is kept of people who have left."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from storage import conversations
from storage.administration import organisation, retention
from storage.administration.retention import Periods
from storage.people import addresses, people
from storage.people.people import KnownAs, Role
from storage.queues import outbox
from storage.records import safety_watch
from storage.records.safety_watch import WatchCause
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

PERIODS = Periods(drafts=timedelta(days=30), leavers=timedelta(days=60))
DAY = timedelta(days=1)
DRAFT: dict[str, Any] = {"frames": [{"flow": "incident", "answers": {"place": "The yard"}}]}


async def keep(at: At, login: str, state: dict[str, Any], on: Any = NOW) -> None:
    async with at(on) as tx:
        person = await who(tx, login)
        await conversations.save(tx, await conversations.load(tx, person.id), state)


async def tidied(at: At, on: Any, login: str = "worker") -> tuple[dict[str, Any], list[str]]:
    """The conversation after the hourly tidying, and what its person is told."""
    async with at(on) as tx:
        await retention.tidy(tx, PERIODS)
        state = (await conversations.load(tx, f"demo-{login}")).state
        return state, [message.key for message in await outbox.waiting_for(tx, f"demo-{login}")]


async def test_a_draft_is_deleted_after_its_time_and_a_week_before_its_writer_is_told_once(at: At) -> None:
    await keep(at, "worker", DRAFT)
    assert await tidied(at, NOW + 22 * DAY) == (DRAFT, [])
    for day in (24, 25, 29):
        assert await tidied(at, NOW + day * DAY) == (DRAFT, ["draft_ends"])
    assert await tidied(at, NOW + 31 * DAY) == ({}, ["draft_ends"])


async def test_whoever_goes_on_with_it_keeps_it(at: At) -> None:
    await keep(at, "worker", DRAFT)
    await tidied(at, NOW + 24 * DAY)
    await keep(at, "worker", DRAFT, on=NOW + 26 * DAY)
    assert (await tidied(at, NOW + 31 * DAY))[0] == DRAFT


async def test_a_server_that_was_off_for_months_still_gives_a_week(at: At) -> None:
    await keep(at, "worker", DRAFT)
    later = NOW + 200 * DAY
    assert await tidied(at, later) == (DRAFT, ["draft_ends"])
    assert (await tidied(at, later + 6 * DAY))[0] == DRAFT
    assert (await tidied(at, later + 8 * DAY))[0] == {}


async def test_a_conversation_with_nothing_open_goes_without_a_word(at: At) -> None:
    await keep(at, "worker", {"greeted": True, "frames": []})
    assert await tidied(at, NOW + 31 * DAY) == ({}, [])


async def test_that_a_draft_was_red_outlives_it(at: At) -> None:
    await keep(at, "worker", DRAFT)
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case", WatchCause.RED_VIEW)
    await tidied(at, NOW + 24 * DAY)
    await tidied(at, NOW + 32 * DAY)
    async with at(NOW + 33 * DAY) as tx:
        assert await safety_watch.get(tx, "case") is not None


async def known(at: At, person_id: str) -> Any:
    async with at() as tx:
        found = await tx.connection.execute(sa.select(people.people).where(people.people.c.id == person_id))
        return found.one_or_none()


async def test_of_somebody_who_left_only_the_name_stays_where_a_record_names_them(at: At) -> None:
    async with at() as tx:
        await submit(tx)
        await addresses.keep_mail(tx, "demo-worker", "worker@example.org")
        await organisation.leave(tx, "demo-worker")
    await tidied(at, NOW + 59 * DAY)
    assert (await known(at, "demo-worker")).login == "worker"
    await tidied(at, NOW + 61 * DAY)
    row = await known(at, "demo-worker")
    assert (row.login, row.tenant, row.object_id) == (None, None, None)
    async with at() as tx:
        assert (await people.get(tx, "demo-worker")).name == "Robin Ashdown (demo)"
        assert (await addresses.get(tx, "demo-worker")).mail is None
        await people.add(tx, "Somebody New", "demo-school", [Role.WORKER], known_as=KnownAs(login="worker"))


async def test_of_somebody_whom_nothing_names_nothing_stays(at: At) -> None:
    await keep(at, "worker2", DRAFT)
    async with at() as tx:
        await addresses.keep_mail(tx, "demo-worker2", "worker2@example.org")
        await organisation.leave(tx, "demo-worker2")
    await tidied(at, NOW + 61 * DAY)
    assert await known(at, "demo-worker2") is None


async def test_who_works_here_is_not_forgotten(at: At) -> None:
    await tidied(at, NOW + 1000 * DAY)
    assert (await known(at, "demo-worker")).login == "worker"
