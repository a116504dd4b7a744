"""Whoever joins, leaves, moves or changes roles, in any order and at once: each record has somebody responsible."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage import audit
from storage.administration import organisation
from storage.database.engine import Database, Tx
from storage.people import people, responsible
from storage.people.people import KnownAs, Role
from storage.people.responsible import CHAIN
from storage.problems import Problem
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.records import decisions, escalation, handovers, inbox
from storage.records import signing as records_signing
from storage.records.escalation import Pace
from storage.records.responsibility import LastResponsible, Passed
from storage.records.tables import Status, responsibilities
from storage.records.tables import records as table
from tests.storage.conftest import NOW, At, who
from tests.storage.history.stories import EXAMPLES, on_postgresql, on_sqlite, play
from tests.storage.records.test_records import submit
from tests.support.cluster import Cluster
from tests.support.examples import examples

SCHOOL, HOME = "demo-school", "demo-foster"
GIVEN = ((), (Role.WORKER,), (Role.DSL,), (Role.DEPUTY,), (Role.HEAD,), (Role.DSL, Role.WORKER))
WHAT = "sign sign sign file silence join leave leave move roles roles roles".split()
STEPS = st.tuples(st.sampled_from(WHAT), st.integers(0, 30), st.integers(0, 5), st.booleans())


@dataclass
class Story:
    database: Database
    now: Any = NOW
    number: int = 0
    holders: tuple[tuple[str, str], ...] = ()

    async def take(self, step: tuple[str, int, int, bool]) -> None:
        self.now += timedelta(hours=2)
        self.number += 1
        done = False
        with suppress(Problem):
            done = await self._inside(lambda tx: _do(self, tx, *step))
        after = await self._inside(_check)
        assert done or after == self.holders, "refused: nothing of it happened"
        self.holders = after

    async def _inside(self, work: Callable[[Tx], Awaitable[Any]]) -> Any:
        async with self.database.transaction(self.now) as tx:
            return await work(tx)


async def _do(story: Story, tx: Tx, what: str, whom: int, number: int, flag: bool) -> bool:
    everyone = [one for one in await people.everyone(tx) if one.setting_id in (SCHOOL, HOME)]
    person = everyone[whom % len(everyone)]
    place = (SCHOOL, HOME)[flag]
    had = await _held_by(tx, person.id)
    if what == "sign":
        to = await responsible.responsible_for(tx, person.setting_id, author_id=person.id, concern_about_dsl=flag)
        await submit(tx, author=person.login or "", key=f"case {story.number}", responsible=to, concern_about_dsl=flag)
    elif what == "file":
        for row in had:
            await decisions.decide(tx, person, row.reference, {"rows": []}, signed_name="E", seen=0)
            await decisions.file(tx, person, row.reference)
    elif what == "silence":
        for job in await jobs.claim(tx, kinds=frozenset({JobKind.UNREAD_RECORD})):
            await escalation.look(tx, job, Pace(ordinary=0.5, red=0.5))
    elif what == "join":
        await people.add(tx, "New", place, GIVEN[number], known_as=KnownAs(login=f"new{story.number}"))
    else:
        if what == "leave":
            passed = await organisation.leave(tx, person.id)
        elif what == "move":
            passed = await organisation.move(tx, person.id, place, GIVEN[number])
        else:
            passed = await organisation.set_roles(tx, person.id, place, GIVEN[number])
        await _receipt_is_whole(tx, person.id, [row.reference for row in had], passed)
    return True


async def _held_by(tx: Tx, person_id: str) -> list[Any]:
    return list((await tx.connection.execute(sa.select(table).where(table.c.responsible_id == person_id))).all())


async def _receipt_is_whole(tx: Tx, person_id: str, had: list[str], passed: list[Passed]) -> None:
    """Each record that is another's now stands in it once, with who has it; and they have been told how many."""
    has = {row.reference for row in await _held_by(tx, person_id)}
    assert sorted(one.reference for one in passed) == sorted(set(had) - has)
    for one in passed:
        assert (await records_signing.by_reference(tx, one.reference)).responsible_id == one.to_id
    for to_id in {one.to_id for one in passed}:
        told = [m.params for m in await outbox.waiting_for(tx, to_id) if m.key == "records_taken_over"]
        assert tx.now.isoformat() in {params["at"] for params in told}


async def _holders(tx: Tx) -> tuple[tuple[str, str], ...]:
    rows = await tx.connection.execute(sa.select(table.c.reference, table.c.responsible_id).order_by(table.c.reference))
    return tuple((row.reference, row.responsible_id) for row in rows)


async def _check(tx: Tx) -> tuple[tuple[str, str], ...]:
    here = {person.id for person in await people.everyone(tx)}
    for row in (await tx.connection.execute(sa.select(table))).all():
        person = await people.get(tx, row.responsible_id)
        assert person.id in here, "somebody who works here"
        assert row.setting_id in person.settings_as(*CHAIN), "with a role that may read it, in its setting"
        assert person.id != row.author_id, "never who signed it"
        steps = sa.select(responsibilities).where(responsibilities.c.record_id == row.id)
        last = (await tx.connection.execute(steps.order_by(responsibilities.c.number.desc()).limit(1))).one()
        assert last.person_id == person.id, "and it is written down since when"
        assert await audit.verify(tx, row.id)
    for gone in (await tx.connection.execute(sa.select(outbox.outbox.c.to_person))).scalars():
        assert gone in here, "nothing waits for somebody who has left"
    return await _holders(tx)


@examples(5, 50, EXAMPLES)
@given(steps=st.lists(STEPS, min_size=8, max_size=25))
def test_a_record_is_never_without_somebody(sqlite_template: Path, tmp_path: Path, key: str, steps: list[Any]) -> None:
    play(on_sqlite(sqlite_template, tmp_path), key, Story, steps)


@pytest.mark.postgres
@examples(2, 15, EXAMPLES)
@given(steps=st.lists(STEPS, min_size=10, max_size=25))
def test_nor_on_postgresql(cluster: Cluster | None, key: str, steps: list[Any]) -> None:
    with on_postgresql(cluster) as url:
        play(url, key, Story, steps)


# -- at once ---------------------------------------------------------------------------------------------------------


async def test_who_leaves_while_a_record_is_signed_to_them_passes_it_on(at: At) -> None:
    """Leaving waits for the signature, and then finds the record."""
    async with at() as tx:
        (record,) = await submit(tx)
        leaving = asyncio.create_task(_leaves(at, "demo-dsl"))
        await asyncio.sleep(0.3)
    (passed,) = await leaving
    assert (passed.reference, passed.to_id) == (record.reference, "demo-deputy")


async def test_a_record_that_is_signed_while_the_dsl_leaves_goes_to_the_deputy(at: At) -> None:
    """Signing waits until it is clear who is there."""
    async with at() as tx:
        await organisation.leave(tx, "demo-dsl")
        signing = asyncio.create_task(_signs(at))
        await asyncio.sleep(0.3)
    await signing
    async with at() as tx:
        ((_, holder),) = await _holders(tx)
    assert holder == "demo-deputy"


async def _leaves(at: At, person_id: str) -> list[Passed]:
    async with at() as tx:
        return await organisation.leave(tx, person_id)


async def _signs(at: At) -> None:
    async with at() as tx:
        await submit(tx)


# -- one by one ------------------------------------------------------------------------------------------------------


async def test_a_dsl_who_moves_leaves_their_records_in_the_school_and_both_have_a_receipt(at: At) -> None:
    async with at() as tx:
        (filed,) = await submit(tx, key="filed")
        dsl = await who(tx, "dsl")
        await decisions.decide(tx, dsl, filed.reference, {"rows": []}, signed_name="Jo", seen=0)
        await decisions.file(tx, dsl, filed.reference)
        (unread,) = await submit(tx, key="unread")
    async with at(NOW + timedelta(days=1)) as tx:
        passed = await organisation.move(tx, "demo-dsl", HOME, [Role.DSL])
        assert {(one.reference, one.to_id, one.is_filed) for one in passed} == {
            (filed.reference, "demo-deputy", True), (unread.reference, "demo-deputy", False),
        }  # fmt: skip
        about = {"count": 2, "open": 1, "setting_id": SCHOOL, "at": tx.now.isoformat()}
        for login, key in (("dsl", "records_given_over"), ("deputy", "records_taken_over")):
            told = {message.key: message.params for message in await outbox.waiting_for(tx, f"demo-{login}")}
            assert told[key] == about
        worker_is_told = {message.params.get("reference") for message in await outbox.waiting_for(tx, "demo-worker")}
        assert unread.reference in worker_is_told
        moved = await who(tx, "dsl")
        assert moved.setting_id == HOME
        with pytest.raises(Problem):
            await inbox.read(tx, moved, filed.reference)
        assert (await inbox.read(tx, await who(tx, "deputy"), filed.reference)).status is Status.FILED


async def test_a_setting_keeps_somebody_for_what_is_filed_too(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        dsl = await who(tx, "dsl")
        await decisions.decide(tx, dsl, record.reference, {"rows": []}, signed_name="Jo", seen=0)
        await decisions.file(tx, dsl, record.reference)
        await organisation.leave(tx, "demo-deputy")
        await organisation.leave(tx, "demo-head")
    with pytest.raises(LastResponsible):
        await _leaves(at, "demo-dsl")
    async with at() as tx:
        assert (await who(tx, "dsl")).roles == {Role.DSL, Role.WORKER}


async def test_word_of_a_handover_reaches_whoever_is_there_to_receive_it(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await handovers.give(tx, await who(tx, "dsl"), record.reference, HOME, "moves home")
        await organisation.leave(tx, "demo-foster_dsl")
        assert [m.key for m in await outbox.waiting_for(tx, "demo-foster_deputy")] == ["record_handed_over"]
