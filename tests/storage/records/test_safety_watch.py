"""No one is left alone with a red: silence or 'cancel' tells the person responsible, and nobody else."""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage.administration import organisation
from storage.database.engine import Tx
from storage.people import addresses, people
from storage.people.people import Person, Role
from storage.people.responsible import NoOneResponsible
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from storage.records import inbox, safety_watch, signing
from storage.records.responsibility import LastResponsible
from storage.records.safety_watch import After, Told, WatchCause
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

TWO_HOURS_LATER = NOW + timedelta(hours=2)
HALF_AN_HOUR = timedelta(minutes=30)


async def do_what_is_due(tx: Tx) -> list[Person | None]:
    due = await jobs.claim(tx, kinds=frozenset({JobKind.SAFETY_WATCH}))
    return [await safety_watch.after_silence(tx, job) for job in due]


async def test_two_hours_of_silence_after_urgent_steps_tell_the_dsl(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
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


CHRISTMAS_EVE = datetime(2026, 12, 24, 17, 5, tzinfo=UTC)
"""After closing time; the next working day is the 29th."""


async def on_call_is_told(tx: Tx) -> list[str]:
    mine = outbox.outbox.c.key == "safety_alert_on_call"
    return [str(row.params) for row in await tx.connection.execute(sa.select(outbox.outbox).where(mine))]


ON_CALL = {"on_call": {"name": "Example Night", "phone": "01632 960190", "mail": "night@example.org"}}


@pytest.mark.parametrize("shown_at", [NOW, CHRISTMAS_EVE])
async def test_out_of_hours_whoever_is_on_call_is_told_too_once_and_without_content(at: At, shown_at: datetime) -> None:
    async with at(shown_at) as tx:
        await organisation.set_contacts(tx, "demo-school", ON_CALL)
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    for number in (1, 2):
        async with at(shown_at + number * HALF_AN_HOUR) as tx:
            await do_what_is_due(tx)
            told = await on_call_is_told(tx)
            assert told == ([] if shown_at == NOW else ["{'setting_id': 'demo-school'}"])
            shown = [one.key for one in await outbox.waiting_for(tx, "demo-worker")]
            assert shown == ["safety_asked_again"] * number, "it is not shown to the worker"


@pytest.mark.parametrize("same", [{"mail": "HEAD@example.org"}, {"name": "Head Person"}])
async def test_it_does_not_go_on_call_where_it_may_be_about_whoever_is(at: At, same: dict[str, str]) -> None:
    async with at(CHRISTMAS_EVE) as tx:
        head = await who(tx, "head")
        await addresses.keep_mail(tx, head.id, "head@example.org")
        named = {"name": head.name} if "name" in same else same
        await organisation.set_contacts(tx, "demo-school", {"on_call": ON_CALL["on_call"] | named})
        worker = await who(tx, "worker")
        await safety_watch.shown(tx, worker, "case-1", WatchCause.RED_VIEW, also=[Role.HEAD])
    async with at(CHRISTMAS_EVE + HALF_AN_HOUR) as tx:
        await do_what_is_due(tx)
        assert await on_call_is_told(tx) == []


@pytest.mark.parametrize("shown_at", [NOW, CHRISTMAS_EVE, datetime(2026, 3, 7, 2, 0, tzinfo=UTC)])
async def test_a_red_passes_on_every_half_hour_by_the_clock_and_the_worker_is_asked_again(
    at: At, shown_at: datetime
) -> None:
    async with at(shown_at) as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    for number, login in enumerate(("dsl", "deputy", "head"), start=1):
        moment = shown_at + number * HALF_AN_HOUR
        async with at(moment - timedelta(seconds=1)) as tx:
            assert await do_what_is_due(tx) == []
        async with at(moment) as tx:
            (told,) = await do_what_is_due(tx)
            assert told == await who(tx, login)
            assert [m.key for m in await outbox.waiting_for(tx, f"demo-{login}")] == ["safety_alert"]
            asked = [m.key for m in await outbox.waiting_for(tx, "demo-worker")]
            assert asked == ["safety_asked_again"] * number
    async with at(shown_at + timedelta(days=7)) as tx:
        assert await do_what_is_due(tx) == [None], "everybody has been told"
        assert await jobs.claim(tx, kinds=frozenset({JobKind.SAFETY_WATCH})) == []


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_who_says_that_they_told_somebody_stops_the_clock(at: At, after: int) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    for number in range(1, after + 1):
        async with at(NOW + number * HALF_AN_HOUR) as tx:
            assert len(await do_what_is_due(tx)) == 1
    async with at(NOW + after * HALF_AN_HOUR + timedelta(minutes=5)) as tx:
        watch = await safety_watch.last_of(tx, "demo-worker")
        assert watch is not None
        await safety_watch.somebody_told(tx, watch.case)
        await safety_watch.somebody_told(tx, watch.case)
        assert await safety_watch.last_of(tx, "demo-worker") is None
    async with at(NOW + timedelta(days=1)) as tx:
        assert await do_what_is_due(tx) == []
        heard = [await outbox.waiting_for(tx, f"demo-{login}") for login in ("dsl", "deputy", "head")]
        assert [len(messages) for messages in heard] == [1] * after + [0] * (3 - after)
        assert await safety_watch.untold(tx) == 0


async def test_who_can_be_reached_by_nobody_is_helped_at_once_by_the_next_and_the_next(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        asked = await safety_watch.not_reached(tx, "case-1")
        assert [person.login for person in asked] == ["dsl", "deputy"], "the DSL did not answer the telephone"
        assert [person.login for person in await safety_watch.not_reached(tx, "case-1")] == ["head"]
        assert await safety_watch.not_reached(tx, "case-1") == []
        assert await outbox.waiting_for(tx, "demo-worker") == [], "they have just said how it is"


async def test_after_not_reached_the_clock_goes_on_with_the_next(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    async with at(NOW + timedelta(minutes=20)) as tx:
        await safety_watch.not_reached(tx, "case-1")
    async with at(NOW + timedelta(minutes=49)) as tx:
        assert await do_what_is_due(tx) == []
    async with at(NOW + timedelta(minutes=50)) as tx:
        assert await do_what_is_due(tx) == [await who(tx, "head")]


async def test_a_signed_red_goes_on_past_the_dsl_until_somebody_takes_it(at: At) -> None:
    async with at(CHRISTMAS_EVE) as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        await submit(tx, key="case-1")
    async with at(CHRISTMAS_EVE + HALF_AN_HOUR) as tx:
        assert await do_what_is_due(tx) == [await who(tx, "deputy")], "the DSL has heard of the record"
        assert [m.key for m in await outbox.waiting_for(tx, "demo-dsl")] == ["record_arrived"]
        (row,) = await signing.of_submission(tx, "case-1")
        await inbox.receive(tx, await who(tx, "dsl"), row.reference)
    async with at(CHRISTMAS_EVE + 2 * HALF_AN_HOUR) as tx:
        assert await do_what_is_due(tx) == [None]
        assert await outbox.waiting_for(tx, "demo-head") == []


async def test_a_red_view_has_a_clock_of_its_own_and_one_alert_for_both(at: At) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
    red_at = NOW + timedelta(minutes=15)
    async with at(red_at) as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.RED_VIEW)
    async with at(red_at + HALF_AN_HOUR) as tx:
        assert await do_what_is_due(tx) == [await who(tx, "dsl")]
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1
        assert await safety_watch.untold(tx) == 0
    async with at(NOW + timedelta(hours=2)) as tx:
        await do_what_is_due(tx)
        assert len(await outbox.waiting_for(tx, "demo-dsl")) == 1, "not a second time for the urgent steps"


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
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
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
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", WatchCause.URGENT_STEPS)
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


@pytest.mark.parametrize("cause", WatchCause)
async def test_nobody_told_is_said_from_the_moment_at_which_it_was_looked_at_again(at: At, cause: WatchCause) -> None:
    async with at() as tx:
        await safety_watch.shown(tx, await who(tx, "worker"), "case-1", cause)
    looked_again = NOW + safety_watch.WAITS[cause] + safety_watch.LOOK_AGAIN
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


async def test_a_record_that_is_taken_stops_the_clock_of_every_cause(at: At) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        await safety_watch.shown(tx, worker, "case-1", WatchCause.URGENT_STEPS)
        await safety_watch.tell(tx, "case-1", After.CANCEL)
        await safety_watch.shown(tx, worker, "case-1", WatchCause.RED_VIEW)
        (record,) = await submit(tx, key="case-1")
        assert await safety_watch.tell(tx, "case-1", After.CANCEL) is None
        await inbox.receive(tx, await who(tx, "dsl"), record.reference)
    async with at(TWO_HOURS_LATER) as tx:
        assert await do_what_is_due(tx) == [None]


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


# -- whatever happens meanwhile ---------------------------------------------------------------------------------------


class Lost(Exception):
    """The machine stops in the middle of a transaction."""


class Night:
    """A red view in the school, and whatever happens after it, by chance: minutes go by, people leave or get other
    roles, a turn is sent twice, the machine stops before it has written anything.
    """

    def __init__(self, at: At, seed: int) -> None:
        self.at, self.chance = at, random.Random(seed)  # noqa: S311
        self.now, self.shown_at = NOW, NOW
        self.stopped = self.taken = False
        self.about_dsl = self.chance.random() < 0.3
        self.has_changed: set[str] = set()

    async def run(self) -> None:
        async with self.at(self.now) as tx:
            author = await who(tx, self.chance.choice(["worker", "worker2", "deputy"]))
            self.author = author.id
            cause = WatchCause.RED_VIEW
            await safety_watch.shown(tx, author, "case-1", cause, concern_about_dsl=self.about_dsl)
        for _ in range(14):
            self.now += timedelta(minutes=self.chance.choice([1, 5, 10, 20, 31]))
            what = self.chance.choice([self.clock] * 6 + [self.says, self.cannot, self.leaves, self.signs, self.takes])
            for _ in range(self.chance.choice([1, 1, 1, 2])):
                await self.perhaps_lost(what)
            await self.clock()
            await self.look()

    async def perhaps_lost(self, what: Callable[[], Awaitable[None]]) -> None:
        self.lost = self.chance.random() < 0.2
        try:
            await what()
        except Lost:
            self.lost = False
            await what()

    async def done(self, tx: Tx) -> None:
        if self.lost:
            raise Lost

    async def clock(self) -> None:
        """The worker of the jobs; what it borrowed when the machine stopped comes back."""
        self.lost = False
        async with self.at(self.now) as tx:
            await do_what_is_due(tx)

    async def says(self) -> None:
        async with self.at(self.now) as tx:
            await safety_watch.somebody_told(tx, "case-1")
            await self.done(tx)
        self.stopped = True

    async def cannot(self) -> None:
        async with self.at(self.now) as tx:
            await safety_watch.not_reached(tx, "case-1")
            await self.done(tx)

    async def leaves(self) -> None:
        gone = self.chance.choice(["demo-dsl", "demo-deputy", "demo-head", self.author])
        if gone in self.has_changed:
            return
        try:
            async with self.at(self.now) as tx:
                if self.chance.random() < 0.5:
                    await organisation.leave(tx, gone)
                else:
                    await organisation.set_roles(tx, gone, "demo-school", [Role.WORKER])
                await self.done(tx)
        except LastResponsible:
            return
        self.has_changed.add(gone)

    async def signs(self) -> None:
        if self.author in self.has_changed:
            return
        async with self.at(self.now) as tx:
            login = (await people.get(tx, self.author)).login
            try:
                await submit(tx, author=login or "", key="case-1", concern_about_dsl=self.about_dsl)
            except NoOneResponsible:
                return
            await self.done(tx)

    async def takes(self) -> None:
        async with self.at(self.now) as tx:
            for record in await signing.of_submission(tx, "case-1"):
                await inbox.receive(tx, await people.get(tx, record.responsible_id), record.reference)
                self.taken = True
            await self.done(tx)

    async def look(self) -> None:
        """What holds at every moment."""
        async with self.at(self.now) as tx:
            query = sa.select(outbox.outbox.c.to_person, outbox.outbox.c.key).order_by(outbox.outbox.c.created_at)
            sent = [(row.to_person, row.key) for row in await tx.connection.execute(query)]
            alerted = [person for person, key in sent if key == "safety_alert"]
            kept = [row.person_id for row in await safety_watch.who_was_told(tx, "case-1")]
            untold = await safety_watch.untold(tx)
        assert len(set(alerted)) == len(alerted), "nobody is told twice"
        assert self.author not in alerted
        assert not (self.about_dsl and "demo-dsl" in alerted)
        assert len(set(kept)) == len(kept)
        assert set(alerted) <= set(kept), "who was told is kept"
        asked = [person for person, key in sent if key == "safety_asked_again"]
        assert set(asked) <= {self.author}
        assert len(asked) <= max(3, len(kept))
        late = self.now >= self.shown_at + HALF_AN_HOUR + safety_watch.LOOK_AGAIN
        if late and not self.stopped and not self.taken:
            assert kept, "half an hour after a red somebody has heard of it"
            assert untold == 0


@pytest.mark.parametrize("seed", range(10))
async def test_whatever_happens_after_a_red_somebody_hears_of_it_and_nobody_twice(at: At, seed: int) -> None:
    await Night(at, seed).run()
