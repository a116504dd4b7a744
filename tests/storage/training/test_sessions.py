"""Sessions of training: places, who came, and whose calendars and chats hear of it."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

import pytest

from storage import audit
from storage.administration import organisation
from storage.database.engine import Database, Tx
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Person, Role
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.training import places, register, sessions
from storage.training.currency import Currency
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from tests.storage.conftest import NOW, At, who

TUESDAY = datetime(2026, 3, 10, 10, tzinfo=UTC)


def refresher(starts_at: datetime = TUESDAY, places: int = 2, kind: SessionKind = SessionKind.REFRESHER) -> Wanted:
    return Wanted(kind, starts_at, 90, Way.VIDEO, places)


async def team(tx: Tx) -> Person:
    """The training team, and three who are trained: one current, one due, one lapsed."""
    for login, day in (("worker", date(2025, 9, 1)), ("worker2", date(2024, 7, 1)), ("dsl", date(2023, 1, 10))):
        await courses.put(tx, None, Taken(f"demo-{login}", Course.AIM3, day))
    known = KnownAs(login="tess")
    return await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING], known, id="demo-tess")


async def told(tx: Tx, *logins: str) -> list[list[str]]:
    """By their names: of what was written in one moment none comes first."""
    return [sorted(one.key for one in await outbox.waiting_for(tx, f"demo-{login}")) for login in logins]


async def calendars(tx: Tx) -> Collection[str]:
    due = await jobs.claim(tx, kinds=frozenset({JobKind.TRAINING_INVITATION}))
    for job in due:
        await jobs.done(tx, job)
    return {jobs.read_key(job.key)[1] for job in due}


async def test_a_refresher_is_offered_to_who_is_due_and_a_place_goes_into_a_calendar(at: At) -> None:
    async with at() as tx:
        tess, due = await team(tx), await who(tx, "worker2")
        held = await sessions.add(tx, tess, refresher())
        assert await told(tx, "worker", "worker2", "dsl", "consultation") == [
            [], ["refresher_offered"], ["refresher_offered"], [],
        ]  # fmt: skip
        await sessions.take_place(tx, due, held.id)
        await sessions.take_place(tx, due, held.id)
        assert await calendars(tx) == {due.id}
        assert [one.taken for one in await sessions.coming(tx)] == [1], "asked twice, it is one place"
        await sessions.give_up_place(tx, due, held.id)
        assert await places.sequence(tx, held.id, due.id) == (1, False)
        assert await calendars(tx) == {due.id}
        with pytest.raises(NotFound):
            await sessions.give_up_place(tx, due, held.id)
        assert await audit.verify(tx, sessions.about(held.id))


async def test_the_consultation_service_is_invited_to_group_learning(at: At) -> None:
    async with at() as tx:
        tess = await team(tx)
        held = await sessions.add(tx, tess, refresher(kind=SessionKind.GROUP))
        assert await told(tx, "worker2", "consultation") == [[], ["group_session"]]
        assert await calendars(tx) == {"demo-consultation"}
        await sessions.take_place(tx, await who(tx, "worker"), held.id)
        assert await sessions.cancel(tx, tess, held.id) == ["demo-worker"]
        assert await calendars(tx) == {"demo-consultation", "demo-worker"}
        assert await told(tx, "worker", "consultation") == [
            ["session_cancelled"],
            ["group_session", "session_cancelled"],
        ]
        with pytest.raises(NotFound):
            await sessions.take_place(tx, await who(tx, "dsl"), held.id)


async def test_what_cannot_be_is_refused(at: At) -> None:
    async with at() as tx:
        tess = await team(tx)
        held = await sessions.add(tx, tess, refresher(places=1))
        beside = await sessions.add(tx, tess, refresher(TUESDAY + timedelta(minutes=60), kind=SessionKind.SKILLS))
        await sessions.take_place(tx, await who(tx, "worker"), held.id)
        for wanted, problem in (
            (refresher(), sessions.SessionThere),
            (refresher(NOW), sessions.SessionOver),
            (refresher(datetime(2026, 3, 14, 10, tzinfo=UTC)), sessions.ClosedDay),
            (refresher(datetime(2026, 4, 3, 10, tzinfo=UTC)), sessions.ClosedDay),
        ):
            with pytest.raises(problem):
                await sessions.add(tx, tess, wanted)
        for login, session, no in (
            ("dsl", held, sessions.SessionFull),
            ("worker", beside, sessions.DoubleBooked),
            ("foster", beside, sessions.NotOnRegister),
        ):
            with pytest.raises(no):
                await sessions.take_place(tx, await who(tx, login), session.id)
        for work in (sessions.add(tx, await who(tx, "manager"), refresher()),
                     sessions.cancel(tx, await who(tx, "worker"), held.id),
                     sessions.note_attendance(tx, await who(tx, "dsl"), held.id, [])):  # fmt: skip
            with pytest.raises(NotAllowed):
                await work
        with pytest.raises(sessions.NotBegun):
            await sessions.note_attendance(tx, tess, held.id, [])


async def test_nobody_is_held_to_a_day_on_which_the_installation_is_closed(database: Database) -> None:
    async with database.transaction(NOW) as tx:
        tx = type(tx)(**{**vars(tx), "closed": frozenset({TUESDAY.date()})})
        with pytest.raises(sessions.ClosedDay):
            await sessions.add(tx, Person("x", "x", "x", frozenset({(Role.TRAINING, "x")})), refresher())


async def test_who_came_is_current_again_and_who_did_not_is_not(at: At) -> None:
    async with at() as tx:
        tess = await team(tx)
        held = await sessions.add(tx, tess, refresher())
        for login in ("worker2", "dsl"):
            await sessions.take_place(tx, await who(tx, login), held.id)
    async with at(TUESDAY + timedelta(days=1)) as tx:
        assert [one.id for one in await sessions.begun(tx)] == [held.id]
        with pytest.raises(sessions.SessionOver):
            await sessions.take_place(tx, await who(tx, "worker"), held.id)
        # somebody without a place is nobody who came
        await sessions.note_attendance(tx, await people.get(tx, "demo-tess"), held.id, ["demo-dsl", "demo-worker"])
        now = {entry.person.id: (entry.currency, entry.last) for entry in await register.trained(tx)}
        assert now["demo-dsl"] == (Currency.CURRENT, TUESDAY.date())
        assert now["demo-worker2"] == (Currency.DUE, date(2024, 7, 1))
        assert now["demo-worker"][1] == date(2025, 9, 1)
        assert await sessions.begun(tx) == []
        assert [one.id for one in await sessions.noted(tx, TUESDAY)] == [held.id]
        assert await sessions.noted(tx, TUESDAY + timedelta(hours=1)) == []
        there = await places.taken_in(tx, [held.id, "none"])
        assert {one.person_id: one.came for one in there[held.id]} == {"demo-worker2": False, "demo-dsl": True}
        assert [one.name for one in there[held.id]] == [(await who(tx, login)).name for login in ("dsl", "worker2")]


async def test_who_leaves_gives_their_place_to_others(at: At) -> None:
    async with at() as tx:
        held = await sessions.add(tx, await team(tx), refresher(places=1))
        await sessions.take_place(tx, await who(tx, "worker2"), held.id)
        await organisation.leave(tx, "demo-worker2")
        assert not (await sessions.coming(tx))[0].is_full
        await sessions.take_place(tx, await who(tx, "dsl"), held.id)
