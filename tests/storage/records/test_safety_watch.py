"""No one is left alone with a red: silence or 'cancel' tells the person responsible, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.administration import organisation
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Person, Role
from storage.people.responsible import NoOneResponsible
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.records import safety_watch
from storage.records.safety_watch import After, Told, WatchCause
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

TWO_HOURS_LATER = NOW + timedelta(hours=2)


async def do_what_is_due(tx: Tx) -> list[Person | None]:
    due = await jobs.claim(tx, kinds=frozenset({JobKind.SAFETY_WATCH}))
    return [await safety_watch.after_silence(tx, job) for job in due]


async def test_two_working_hours_of_silence_tell_the_dsl(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    async with at(TWO_HOURS_LATER - timedelta(seconds=1)) as tx:
        assert await do_what_is_due(tx) == []
    async with at(TWO_HOURS_LATER) as tx:
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert told.login == "dsl"
        (message,) = await outbox.waiting_for(tx, "demo-dsl")
        assert (message.key, message.params) == ("safety_alert", {"cause": "silence"})
        watch = await safety_watch.get(tx, "case-1")
        assert watch is not None
        assert (watch.alerted_at, watch.alerted_after) == (TWO_HOURS_LATER, "silence")
    async with at(TWO_HOURS_LATER + timedelta(days=7)) as tx:
        assert await do_what_is_due(tx) == []


async def test_friday_evening_is_told_on_monday_morning(at: At) -> None:
    async with at(datetime(2026, 3, 6, 18, 0, tzinfo=UTC)) as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
    async with at(datetime(2026, 3, 9, 10, 29, tzinfo=UTC)) as tx:
        assert await do_what_is_due(tx) == []
    async with at(datetime(2026, 3, 9, 10, 30, tzinfo=UTC)) as tx:
        assert len(await do_what_is_due(tx)) == 1


async def test_cancel_tells_the_dsl_at_once_and_only_once(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
        told = await safety_watch.alert(tx, "case-1", After.CANCEL)
        assert told is not None
        assert told.login == "dsl"
        assert await safety_watch.alert(tx, "case-1", After.CANCEL) is None
    async with at(TWO_HOURS_LATER) as tx:
        assert await do_what_is_due(tx) == []
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1
        assert await safety_watch.get(tx, "case-1") is not None, "the fact stays"


async def test_a_submitted_record_stops_the_clock(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        await submit(tx, key="case-1")
        assert await safety_watch.alert(tx, "case-1", After.CANCEL) is None
    async with at(TWO_HOURS_LATER) as tx:
        assert await do_what_is_due(tx) == []
        assert [message.key for message in await outbox.waiting_for(tx, "demo-dsl")] == ["record_arrived"]


@pytest.mark.parametrize("known_at_once", [True, False])
async def test_a_concern_about_the_dsl_goes_to_the_deputy(at: At, known_at_once: bool) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await safety_watch.shown(tx, worker, "case-1", WatchCause.URGENT_STEPS, concern_about_dsl=known_at_once)
        if not known_at_once:
            await safety_watch.shown(tx, worker, "case-1", WatchCause.RED_VIEW, concern_about_dsl=True)
    async with at(TWO_HOURS_LATER) as tx:
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert told.login == "deputy"
        assert await outbox.waiting_for(tx, "demo-dsl") == []


async def test_showing_it_again_does_not_start_the_clock_again(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
    async with at(NOW + timedelta(minutes=90)) as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    async with at(TWO_HOURS_LATER) as tx:
        assert len(await do_what_is_due(tx)) == 1


@pytest.mark.parametrize("change", ["DELETE FROM safety_watches", "UPDATE safety_watches SET cause = 'none'"])
async def test_the_database_itself_keeps_the_fact(at: At, change: str) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)

    async def tamper() -> None:
        async with at() as tx:
            await tx.connection.execute(sa.text(change))

    with pytest.raises(DBAPIError, match="never changed"):
        await tamper()


async def test_nothing_urgent_tells_nobody(at: At) -> None:
    async with at() as tx:
        assert await safety_watch.alert(tx, "case-1", After.CANCEL) is None
    with pytest.raises(ValueError, match="amber_view"):
        WatchCause("amber_view")


async def nobody_answers(tx: Tx) -> None:
    """The school as it is when everybody who answers for it has gone, in this order."""
    for person_id in ("demo-deputy", "demo-head", "demo-dsl"):
        await organisation.leave(tx, person_id)


async def test_where_nobody_is_on_file_a_manager_hears_that_and_nothing_else(at: At) -> None:
    async with at() as tx:
        await nobody_answers(tx)
        await people.add(tx, "Example Manager", "demo-school", [Role.MANAGER], id="school-manager")
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    async with at(TWO_HOURS_LATER) as tx:
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert told.id == "school-manager"
        (message,) = await outbox.waiting_for(tx, told.id)
        assert message.key == "safety_alert_nobody"
        assert message.params == {"cause": "silence", "setting_id": "demo-school"}


async def test_a_manager_is_not_told_of_their_own_case(at: At) -> None:
    async with at() as tx:
        await nobody_answers(tx)
        manager = await people.add(tx, "Example Manager", "demo-school", [Role.MANAGER], id="school-manager")
        await safety_watch.shown(tx, manager, "case-1", WatchCause.RED_VIEW)
    async with at(TWO_HOURS_LATER) as tx:
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert told.login == "admin", "an admin anywhere, before nobody"


async def test_nobody_at_all_to_tell_is_seen_and_looked_at_again(at: At) -> None:
    async with at() as tx:
        await nobody_answers(tx)
        for admin in await people.with_role(tx, Role.ADMIN):
            await organisation.leave(tx, admin.id)
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        with pytest.raises(NoOneResponsible):
            await safety_watch.tell(tx, "case-1", After.CANCEL)
    half_an_hour = timedelta(minutes=30)
    async with at(TWO_HOURS_LATER) as tx:
        assert await safety_watch.untold(tx) == 0
        assert await do_what_is_due(tx) == [None]
    async with at(TWO_HOURS_LATER + half_an_hour) as tx:
        assert await safety_watch.untold(tx) == 1
        await people.add(tx, "Example Head", "demo-school", [Role.HEAD], id="new-head")
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert told.id == "new-head"
        assert await safety_watch.untold(tx) == 0


async def test_nobody_told_is_said_from_the_moment_at_which_it_was_looked_at_again(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    looked_again = TWO_HOURS_LATER + safety_watch.LOOK_AGAIN
    async with at(looked_again - timedelta(seconds=1)) as tx:
        assert await safety_watch.untold(tx) == 0
    async with at(looked_again) as tx:
        assert await safety_watch.untold(tx) == 1


async def test_a_red_view_after_an_urgent_alert_is_told_of_too(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await safety_watch.shown(tx, worker, "case-1", WatchCause.URGENT_STEPS)
        first = await safety_watch.tell(tx, "case-1", After.CANCEL)
        assert first == Told(await who(tx, "dsl"), earlier=False)
        await safety_watch.shown(tx, worker, "case-1", WatchCause.RED_VIEW)
    async with at(TWO_HOURS_LATER) as tx:
        (told,) = await do_what_is_due(tx)
        assert told is not None
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 2
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        again = await safety_watch.tell(tx, "case-1", After.CANCEL)
        assert again == Told(await who(tx, "dsl"), earlier=True)
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 2, "once for each cause"


async def test_a_record_stops_the_clock_of_every_cause(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await safety_watch.shown(tx, worker, "case-1", WatchCause.URGENT_STEPS)
        await safety_watch.tell(tx, "case-1", After.CANCEL)
        await safety_watch.shown(tx, worker, "case-1", WatchCause.RED_VIEW)
        await submit(tx, key="case-1")
        assert await safety_watch.tell(tx, "case-1", After.CANCEL) is None
    async with at(TWO_HOURS_LATER) as tx:
        assert await do_what_is_due(tx) == []


async def test_an_alert_that_has_not_arrived_moves_on_with_the_role(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        await safety_watch.tell(tx, "case-1", After.CANCEL)
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
        assert await outbox.waiting_for(tx, "demo-dsl") == []
        (message,) = await outbox.waiting_for(tx, "demo-deputy")
        assert (message.key, message.params) == ("safety_alert", {"cause": "cancel"})
        told = await safety_watch.tell(tx, "case-1", After.CANCEL)
        assert told == Told(await who(tx, "deputy"), earlier=True)


async def test_an_alert_of_a_whole_school_that_leaves_is_not_lost(at: At) -> None:
    async with at() as tx:
        for admin in await people.with_role(tx, Role.ADMIN):
            await organisation.leave(tx, admin.id)
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        await safety_watch.tell(tx, "case-1", After.CANCEL)
        for person_id in ("demo-dsl", "demo-deputy", "demo-head"):
            await organisation.leave(tx, person_id)
        assert await outbox.waiting_for(tx, "demo-head") == []
    async with at(TWO_HOURS_LATER + timedelta(hours=1)) as tx:
        assert await safety_watch.untold(tx) == 1
