"""A record is never without somebody responsible: it passes on when it lies unread, and when a role goes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.administration import organisation
from storage.people import people
from storage.people.people import Role
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.records import escalation, inbox, responsibility, signing
from storage.records.escalation import Pace
from storage.records.responsibility import LastResponsible
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

RED: dict[str, Any] = {"view": {"colour": "red"}}
PACE = Pace(ordinary=4, red=1)


async def look(at: At, now: datetime) -> None:
    """What the bot does every few seconds."""
    async with at(now) as tx:
        due = await jobs.claim(tx, kinds=frozenset({JobKind.UNREAD_RECORD}))
    for job in due:
        async with at(now) as tx:
            await escalation.look(tx, job, PACE)


async def holders(at: At, record: Record) -> list[tuple[str, str]]:
    async with at() as tx:
        return [(step.person_id, step.cause) for step in await responsibility.steps_of(tx, record.id)]


async def test_an_unread_record_passes_to_the_deputy_and_then_to_the_head(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)  # Tuesday, 14:00: three working hours are left today
    await look(at, NOW + timedelta(hours=2))
    assert await holders(at, record) == [("demo-dsl", "sent")]
    wednesday = datetime(2026, 3, 4, 9, 31, tzinfo=UTC)
    await look(at, wednesday)
    assert await holders(at, record) == [("demo-dsl", "sent"), ("demo-deputy", "silence")]
    await look(at, wednesday + timedelta(hours=3))
    assert len(await holders(at, record)) == 2
    await look(at, wednesday + timedelta(hours=4, minutes=1))
    assert (await holders(at, record))[-1] == ("demo-head", "silence")
    async with at() as tx:
        assert (await signing.by_reference(tx, record.reference)).responsible_id == "demo-head"
        assert [m.key for m in await outbox.waiting_for(tx, "demo-deputy")] == ["record_passed_to_you"]
        told = await outbox.waiting_for(tx, "demo-worker")
    assert [(m.key, m.params) for m in told] == [("record_passed_on", {"reference": record.reference})] * 2


async def test_a_red_one_passes_on_sooner(at: At) -> None:
    async with at() as tx:
        (red,) = await submit(tx, key="red", **RED)
        (amber,) = await submit(tx, key="amber")
    await look(at, NOW + timedelta(hours=1, minutes=1))
    assert (await holders(at, red))[-1] == ("demo-deputy", "silence")
    assert len(await holders(at, amber)) == 1


async def test_when_everybody_has_had_it_all_hear_again_and_the_worker_is_told_to_speak_to_somebody(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, **RED)
    for hours in (1, 2, 3):
        await look(at, NOW + timedelta(hours=hours, minutes=hours))
    assert [person for person, _ in await holders(at, record)] == ["demo-dsl", "demo-deputy", "demo-head"]
    await look(at, datetime(2026, 3, 4, 8, 45, tzinfo=UTC))
    async with at() as tx:
        for person in ("demo-dsl", "demo-deputy", "demo-head"):
            assert "record_still_unread" in [m.key for m in await outbox.waiting_for(tx, person)]
        assert "record_nobody_read" in [m.key for m in await outbox.waiting_for(tx, "demo-worker")]


async def test_a_record_that_is_read_stays_where_it_is(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await inbox.read(tx, await who(tx, "dsl"), record.reference)
    await look(at, NOW + timedelta(days=3))
    assert await holders(at, record) == [("demo-dsl", "sent")]


async def test_received_is_not_read(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await inbox.receive(tx, await who(tx, "dsl"), record.reference)
    await look(at, NOW + timedelta(days=1))
    assert (await holders(at, record))[-1] == ("demo-deputy", "silence")


async def test_a_concern_about_the_dsl_never_passes_to_the_dsl(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, concern_about_dsl=True)
    for days in (1, 2, 3):
        await look(at, NOW + timedelta(days=days))
    assert [person for person, _ in await holders(at, record)] == ["demo-deputy", "demo-head"]


async def test_what_the_dsl_signed_never_comes_back_to_the_dsl(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, author="dsl")
    for days in (1, 2, 3):
        await look(at, NOW + timedelta(days=days))
    assert [person for person, _ in await holders(at, record)] == ["demo-deputy", "demo-head"]


async def test_who_loses_the_role_hands_on_at_once(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
    assert await holders(at, record) == [("demo-dsl", "sent"), ("demo-deputy", "role_lost")]
    async with at() as tx:
        assert [row.is_mine for row in await inbox.inbox(tx, await who(tx, "deputy"))] == [True]


async def test_who_leaves_hands_on_at_once(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await organisation.leave(tx, "demo-dsl")
    assert (await holders(at, record))[-1] == ("demo-deputy", "role_lost")


async def test_the_last_one_keeps_the_role_until_somebody_else_has_one(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        for login in ("deputy", "head"):
            await organisation.set_roles(tx, f"demo-{login}", "demo-school", [])
    with pytest.raises(LastResponsible):
        async with at() as tx:
            await organisation.set_roles(tx, "demo-dsl", "demo-school", [])
    async with at() as tx:
        assert (await who(tx, "dsl")).has(Role.DSL, "demo-school"), "nothing of it was kept"
        await organisation.set_roles(tx, "demo-worker2", "demo-school", [Role.DSL])
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [])
    assert (await holders(at, record))[-1] == ("demo-worker2", "role_lost")


async def test_a_role_elsewhere_does_not_answer_for_this_setting(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await organisation.set_roles(tx, "demo-dsl", "demo-foster", [Role.DSL])
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [])
    assert (await holders(at, record))[-1] == ("demo-deputy", "role_lost")


async def test_what_has_not_reached_who_loses_the_role_goes_to_the_next(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx)
        await organisation.leave(tx, "demo-dsl")
        assert await outbox.waiting_for(tx, "demo-dsl") == []
        arrived = [message.key for message in await outbox.waiting_for(tx, "demo-deputy")]
        assert sorted(arrived) == ["record_arrived", "record_passed_to_you", "records_taken_over"]
        await organisation.leave(tx, "demo-deputy")
        assert await outbox.waiting_for(tx, "demo-deputy") == []
        assert len(await outbox.waiting_for(tx, "demo-head")) == 4
    assert (await holders(at, record))[-1] == ("demo-head", "role_lost")


async def test_what_a_dsl_signed_and_the_deputy_did_not_read_reaches_the_other_dsl(at: At) -> None:
    async with at() as tx:
        (record,) = await submit(tx, author="dsl")
        await people.add(tx, "Example Second", "demo-school", [Role.DSL], id="second-dsl")
    await look(at, datetime(2026, 3, 5, 12, 0, tzinfo=UTC))
    assert (await holders(at, record))[-1] == ("second-dsl", "silence")
