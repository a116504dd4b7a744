"""What the desk keeps of somebody: their sessions, sign-ins that are under way, and what they are writing."""

from datetime import timedelta

import pytest

from storage.administration import organisation
from storage.administration.drafts_and_leavers import forget_leavers
from storage.administration.retention import tidy
from storage.people import desk_drafts, sessions
from storage.people.desk_drafts import WrittenMeanwhile
from storage.people.sessions import NOTED_EVERY, SIGN_IN_MINUTES, Limits, Way
from tests.storage.conftest import NOW, At, who

LIMITS = Limits(idle=timedelta(minutes=20), longest=timedelta(hours=10))
SECOND = timedelta(seconds=1)


async def test_a_session_is_in_use_until_it_was_idle_for_its_time_to_the_second(at: At) -> None:
    async with at() as tx:
        secret = await sessions.begin(tx, "demo-dsl", Way.BROWSER)
    async with at(NOW + LIMITS.idle - SECOND) as tx:
        found = await sessions.find(tx, secret, LIMITS)
        assert found is not None
        assert (found.person_id, found.way, found.ends_at) == ("demo-dsl", Way.BROWSER, NOW + LIMITS.longest)
    async with at(NOW + LIMITS.idle * 2 - SECOND) as tx:
        assert await sessions.find(tx, secret, LIMITS) is None
        assert await sessions.find(tx, f"{secret}x", LIMITS) is None


async def test_it_is_over_after_its_longest_time_whatever_is_done(at: At) -> None:
    async with at() as tx:
        secret = await sessions.begin(tx, "demo-dsl", Way.BROWSER)
    moment = NOW
    while moment < NOW + LIMITS.longest - SECOND:
        moment = min(moment + LIMITS.idle - SECOND, NOW + LIMITS.longest - SECOND)
        async with at(moment) as tx:
            assert await sessions.find(tx, secret, LIMITS) is not None
    async with at(NOW + LIMITS.longest) as tx:
        assert await sessions.find(tx, secret, LIMITS) is None


async def test_being_in_use_is_written_down_now_and_then_and_never_too_late(at: At) -> None:
    async with at() as tx:
        secret = await sessions.begin(tx, "demo-dsl", Way.BROWSER)
    async with at(NOW + NOTED_EVERY) as tx:
        await sessions.find(tx, secret, LIMITS)
    async with at(NOW + NOTED_EVERY + LIMITS.idle - SECOND) as tx:
        assert await sessions.find(tx, secret, LIMITS) is not None


async def test_signing_out_everywhere_ends_all_of_ones_own(at: At) -> None:
    async with at() as tx:
        mine = [await sessions.begin(tx, "demo-dsl", way) for way in Way]
        theirs = await sessions.begin(tx, "demo-deputy", Way.BROWSER)
        assert await sessions.end_all(tx, "demo-dsl") == len(mine)
        assert [await sessions.find(tx, one, LIMITS) for one in mine] == [None] * len(mine)
        assert await sessions.find(tx, theirs, LIMITS) is not None


async def test_a_sign_in_is_ended_once_and_in_time(at: At) -> None:
    async with at() as tx:
        first, second = [await sessions.begin_sign_in(tx, {"to": "/register"}) for _ in range(2)]
        assert await sessions.end_sign_in(tx, first) == {"to": "/register"}
        assert await sessions.end_sign_in(tx, first) is None
    async with at(NOW + SIGN_IN_MINUTES) as tx:
        assert await sessions.end_sign_in(tx, second) is None


async def test_what_is_over_is_tidied_away(at: At) -> None:
    async with at() as tx:
        await sessions.begin(tx, "demo-dsl", Way.BROWSER)
        await sessions.begin_sign_in(tx, {})
        await desk_drafts.save(tx, await who(tx, "dsl"), await desk_drafts.load(tx, await who(tx, "dsl"), "x"), {})
    async with at(NOW + timedelta(days=91)) as tx:
        await tidy(tx)
        for table in (sessions.sessions, sessions.sign_ins, desk_drafts.desk_drafts):
            assert (await tx.connection.execute(table.select())).all() == []


async def test_a_draft_is_ones_own_sealed_and_not_written_over_from_an_older_page(at: At) -> None:
    async with at() as tx:
        dsl, deputy = await who(tx, "dsl"), await who(tx, "deputy")
        empty = await desk_drafts.load(tx, dsl, "decision WM-2222-22")
        await desk_drafts.save(tx, dsl, empty, {"said": "It was a joke."})
        with pytest.raises(WrittenMeanwhile):
            await desk_drafts.save(tx, dsl, empty, {"said": "Something else."})
        first = await desk_drafts.load(tx, dsl, empty.name)
        await desk_drafts.save(tx, dsl, first, {"said": "More."})
        with pytest.raises(WrittenMeanwhile):
            await desk_drafts.save(tx, dsl, first, {"said": "Less."})
        assert (await desk_drafts.load(tx, dsl, empty.name)).state == {"said": "More."}
        assert (await desk_drafts.load(tx, deputy, empty.name)).version == 0
        assert "More" not in str((await tx.connection.execute(desk_drafts.desk_drafts.select())).all())


async def test_nothing_of_it_stays_of_somebody_who_left(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker2")
        await sessions.begin(tx, worker.id, Way.BROWSER)
        await desk_drafts.save(tx, worker, await desk_drafts.load(tx, worker, "x"), {})
        await organisation.leave(tx, worker.id)
    async with at(NOW + timedelta(days=91)) as tx:
        assert await forget_leavers(tx, timedelta(days=90)) == 1
        for table in (sessions.sessions, desk_drafts.desk_drafts):
            assert (await tx.connection.execute(table.select())).all() == []
