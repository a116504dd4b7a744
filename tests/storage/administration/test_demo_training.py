"""The demo organisation's training team has something to show, and fills once; and what is kept of who has left."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from storage.administration import organisation, retention
from storage.administration.demo_cases import casework as demo_casework
from storage.administration.demo_cases import training as demo_training
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.queues import outbox
from storage.training import census, figures, register, sessions
from storage.training.tables import census_answers, training_places
from tests.storage.conftest import NOW, At


@pytest.mark.parametrize("day", [NOW, NOW.replace(month=1, day=4), NOW.replace(month=2, day=28)])
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_there_is_something_to_show_whatever_the_month(at: At, day: date) -> None:
    async with at(NOW.replace(month=day.month, day=day.day)) as tx:
        await demo_casework.organisation(tx)
        for _ in range(2):
            await demo_training.fill(tx)
        assert {entry.currency for entry in await register.trained(tx)} == {"current", "due", "lapsed"}
        assert [len(await found) for found in (sessions.coming(tx), sessions.begun(tx))] == [1, 1]
        of = await figures.of_year(tx, await census.last_year(tx) or 0)
        assert (of.asked, of.answered, of.reporting) == (6, 3, 3)
        told = [one.key for login in ("manager", "social_worker", "assessor1")
                for one in await outbox.waiting_for(tx, f"demo-{login}")]  # fmt: skip
        assert not [key for key in told if key.startswith("census_")]


async def test_three_years_after_somebody_left_nothing_says_what_they_were_trained_in(at: At) -> None:
    async with at() as tx:
        await demo_casework.organisation(tx)
        await demo_training.fill(tx)
        await courses.put(tx, None, Taken("demo-assessor1", Course.AIM2, date(2020, 3, 4)))
        await organisation.leave(tx, "demo-assessor1")
    for days, left in ((1090, True), (1100, False)):
        async with at(NOW + timedelta(days=days)) as tx:
            await retention.tidy(tx)
            assert bool(await courses.of_person(tx, "demo-assessor1")) is left
            said = sa.select(census_answers.c.number).where(census_answers.c.about_id == "demo-assessor1")
            assert bool((await tx.connection.execute(said)).all()) is left
            # who still works here is kept
            assert (await tx.connection.execute(sa.select(training_places.c.person_id))).all()
            assert await courses.of_person(tx, "demo-assessor2")
    async with at(NOW + timedelta(days=1101)) as tx:
        assert (await people.get(tx, "demo-assessor2")).roles
