"""The February census: who is asked, when it is chased, and what is kept of two answers. And the year it stands in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot import job_kinds
from storage import audit
from storage.administration import organisation
from storage.database.engine import Database, Tx
from storage.people import courses, managers, people
from storage.people.courses import Course, Taken
from storage.people.people import Person, Role
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.training import census, year
from storage.training.census import Answer, As, CensusClosed, How, NeedsWhy
from storage.training.tracked import Counts
from storage.training.year import Coming, Due
from tests.storage.conftest import At

WINTER = datetime(2027, 1, 15, 12, tzinfo=UTC)
FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=UTC)
MANAGERS = {1: "m1", 2: "m1", 3: "m1", 4: "m2", 5: "m2", 6: "m3"}


async def six_and_three(tx: Tx) -> None:
    """Six trained people under three managers, and a training team; nobody of the demo is on the register."""
    for name in ("m1", "m2", "m3"):
        await people.add(tx, name, "demo-service", [Role.MANAGER], id=name)
    await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING], id="tess")
    for number, manager in MANAGERS.items():
        one = await people.add(tx, f"Worker {number}", "demo-school", [Role.WORKER], id=f"w{number}")
        await courses.put(tx, None, Taken(one.id, Course.AIM3, date(2026, 3, 4)))
        await managers.set_line_manager(tx, one.id, manager)
    await year.begin(tx)


async def work(database: Database, until: datetime) -> None:
    """Everything that falls due up to a moment, each at its own time."""
    at = WINTER
    while at <= until:
        for _ in range(3):
            async with database.transaction(at) as tx:
                for job in await jobs.claim(tx):
                    if job.kind in (jobs.JobKind.TRAINING_YEAR, jobs.JobKind.CLOCK):
                        await job_kinds.KINDS[job.kind](tx, job, job_kinds.Rules())
        at += timedelta(days=1)


async def alerts(tx: Tx, key: str) -> Counter[str]:
    everybody = [f"w{number}" for number in MANAGERS] + ["m1", "m2", "m3", "tess"]
    heard = {who: await outbox.waiting_for(tx, who) for who in everybody}
    return Counter(who for who, told in heard.items() for one in told if one.key == key)


def said(counts: Counts, why: str = "", how: How = How.TYPED) -> Answer:
    return Answer("", As.SELF, counts, why, how, WINTER)


async def someone(tx: Tx, id: str) -> Person:
    return await people.get(tx, id)


async def test_six_trained_and_three_managers_hear_of_it_once_and_are_chased_until_they_answer(
    at: At, database: Database
) -> None:
    """Scenario 1 of the design, and the days on which it is chased and closes."""
    async with at(WINTER) as tx:
        await six_and_three(tx)
    await work(database, FEBRUARY - timedelta(hours=9))
    async with at(FEBRUARY) as tx:
        assert await census.open_year(tx) is None
    await work(database, FEBRUARY + timedelta(days=1))
    async with at(FEBRUARY + timedelta(days=1)) as tx:
        assert sum((await alerts(tx, "census_open")).values()) == 6
        assert sum((await alerts(tx, "census_staff")).values()) == 3
        # the job once more, as after a crash
        assert not await census.open_round(tx, 2027, FEBRUARY)
        both = await alerts(tx, "census_open") + await alerts(tx, "census_staff")
        assert sum(both.values()) == 9
        for number in (1, 2, 3):
            await census.answer(tx, await someone(tx, f"w{number}"), 2027, f"w{number}", said(Counts()))
    await work(database, datetime(2027, 2, 15, 7, tzinfo=UTC))
    async with at(datetime(2027, 2, 15, 8, tzinfo=UTC)) as tx:
        assert not await alerts(tx, "census_chased")
    await work(database, datetime(2027, 2, 16, tzinfo=UTC))
    async with at(datetime(2027, 2, 16, tzinfo=UTC)) as tx:
        assert await alerts(tx, "census_chased") == Counter(["w4", "w5", "w6", "m2", "m3"])
        await census.answer(tx, await someone(tx, "m2"), 2027, "w4", said(Counts(1)))
    await work(database, datetime(2027, 2, 23, tzinfo=UTC))
    async with at(datetime(2027, 2, 28, 23, tzinfo=UTC)) as tx:
        chased = await alerts(tx, "census_chased")
        assert chased == Counter({"w4": 1, "w5": 2, "w6": 2, "m2": 2, "m3": 2})
        await census.answer(tx, await someone(tx, "w5"), 2027, "w5", said(Counts()))
    await work(database, datetime(2027, 3, 1, 12, tzinfo=UTC))
    async with at(datetime(2027, 3, 1, 12, tzinfo=UTC)) as tx:
        for key in ("census_over", "training_report_due", "plan_refresher"):
            assert await alerts(tx, key) == Counter(["tess"]), key
        assert await alerts(tx, "census_chased") == chased
        with pytest.raises(CensusClosed):
            await census.answer(tx, await someone(tx, "w6"), 2027, "w6", said(Counts()))


async def test_two_thousand_are_asked_some_at_a_time(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "BATCH", 4)
    async with at(FEBRUARY) as tx:
        await six_and_three(tx)
        assert [await census.open_round(tx, 2027, FEBRUARY) for _ in range(3)] == [True, False, False]
        assert len(await census.standing(tx, 2027)) == 6
        assert sum((await alerts(tx, "census_staff")).values()) == 3


async def test_one_that_was_not_possible_has_a_reason_and_differing_answers_are_both_kept(at: At) -> None:
    """Scenario 3, and who may answer for whom."""
    async with at(FEBRUARY) as tx:
        await six_and_three(tx)
        await census.open_round(tx, 2027, FEBRUARY)
        w1, m1, m2, tess = [await someone(tx, id) for id in ("w1", "m1", "m2", "tess")]
        with pytest.raises(NeedsWhy):
            await census.answer(tx, w1, 2027, "w1", said(Counts(1, 0, 1)))
        with pytest.raises(NotAllowed):
            await census.answer(tx, m2, 2027, "w1", said(Counts(9)))
        with pytest.raises(NotFound):
            await census.answer(tx, m1, 2027, "demo-worker", said(Counts(9)))
        assert await census.answer(tx, m1, 2027, "w1", said(Counts(3))) is As.MANAGER
        (one,) = [one for one in await census.standing(tx, 2027) if one.person_id == "w1"]
        assert (one.differs, one.answer and one.answer.counts) == (False, Counts(3))
        await census.answer(tx, w1, 2027, "w1", said(Counts(1, 0, 1), "nobody trained was free"))
        (one,) = [one for one in await census.standing(tx, 2027) if one.person_id == "w1"]
        assert one.differs
        assert [one.answers[each].counts.completed for each in (As.SELF, As.MANAGER)] == [1, 3]
        assert one.answers[As.SELF].why == "nobody trained was free"
        assert await census.may_answer(tx, tess, 2027) == ["w1"]
        assert await census.may_answer(tx, m1, 2027) == ["w1", "w2", "w3"]
    # settled after it closed, by the training team alone
    async with at(datetime(2027, 3, 3, tzinfo=UTC)) as tx:
        with pytest.raises(CensusClosed):
            await census.answer(tx, m1, 2027, "w1", said(Counts(1)))
        assert await census.answer(tx, tess, 2027, "w1", said(Counts(2))) is As.TRAINING
        (one,) = [one for one in await census.standing(tx, 2027) if one.person_id == "w1"]
        assert (one.differs, one.answer and one.answer.counts) == (False, Counts(2))
        assert len(one.answers) == 3, "what was said before is still there"
        assert await audit.verify(tx, census.about(2027))


async def test_whose_manager_is_missing_is_asked_about_of_the_managers_of_their_setting(at: At) -> None:
    async with at(FEBRUARY) as tx:
        await six_and_three(tx)
        await managers.set_line_manager(tx, "w6", None)
        await people.add(tx, "Manager Of The School", "demo-school", [Role.MANAGER], id="m4")
        # who manages and is trained is not asked about by themselves
        await courses.put(tx, None, Taken("m4", Course.AIM3, date(2026, 3, 4)))
        await census.open_round(tx, 2027, FEBRUARY)
        waiting = {who: await census.may_answer(tx, await someone(tx, who), 2027) for who in ("m3", "m4")}
        assert waiting == {"m3": [], "m4": ["m4", "w6"]}
        await organisation.leave(tx, "w6")
        assert len(await census.standing(tx, 2027)) == 7, "who was asked stays counted"
        assert await census.may_answer(tx, await someone(tx, "m4"), 2027) == ["m4"]


def days(found: Sequence[Coming]) -> list[tuple[str, Due]]:
    return [(one.day.isoformat(), one.due) for one in found]


def test_the_days_of_a_year() -> None:
    """Scenario 4: without a second month there is one round of refreshers."""
    assert days(sorted(year.of_year(2027, None, ()))) == [
        ("2027-02-01", Due.CENSUS), ("2027-03-01", Due.PLAN_REFRESHER), ("2027-03-01", Due.REPORT),
    ]  # fmt: skip
    assert days(sorted(year.of_year(2026, 10, {date(2026, 9, 1)})))[-1] == ("2026-09-02", Due.PLAN_REFRESHER)
    assert days(sorted(year.of_year(2025, None, ())))[0] == ("2025-02-03", Due.CENSUS), "the first is a Saturday"


def test_the_next_that_is_due_follows_the_one_before_also_on_the_same_day() -> None:
    coming = year.after(WINTER, 9, ())
    found = [coming]
    for _ in range(5):
        coming = year.after(coming.moment, 9, (), coming)
        found.append(coming)
    assert days(found) == [
        ("2027-02-01", Due.CENSUS), ("2027-03-01", Due.PLAN_REFRESHER), ("2027-03-01", Due.REPORT),
        ("2027-08-02", Due.PLAN_REFRESHER), ("2028-02-01", Due.CENSUS), ("2028-03-01", Due.PLAN_REFRESHER),
    ]  # fmt: skip


async def test_a_server_that_was_off_for_all_of_february_asks_nobody_and_goes_on(at: At) -> None:
    async with at(WINTER) as tx:
        await six_and_three(tx)
    async with at(datetime(2027, 3, 2, 12, tzinfo=UTC)) as tx:
        for _ in range(4):
            for job in await jobs.claim(tx):
                await job_kinds.KINDS[job.kind](tx, job, job_kinds.Rules())
        assert await census.last_year(tx) is None
        assert await alerts(tx, "training_report_due") == Counter(["tess"])
        assert await waiting(tx) == ["census 2028-02-01"]


async def waiting(tx: Tx) -> list[str]:
    later = replace(tx, now=datetime(2028, 2, 2, tzinfo=UTC))
    return [f"{job.params['step']} {job.params['at']}" for job in await jobs.claim(later)]
