"""The register of courses."""

from datetime import date, timedelta

import pytest

from storage.people import courses
from storage.people.courses import Course, Mode, NotYetTaken, Taken
from tests.storage.conftest import NOW, At

AIM3 = Taken("demo-worker", Course.AIM3, date(2025, 3, 4), Mode.IN_PERSON)
AIM2 = Taken("demo-worker2", Course.AIM2, date(2014, 3, 4))


async def test_who_was_trained_in_what(at: At) -> None:
    async with at() as tx:
        assert await courses.put(tx, "demo-manager", AIM3)
        assert not await courses.put(tx, "demo-manager", AIM3), "there already"
        await courses.put(tx, None, AIM2)
        assert await courses.of_person(tx, "demo-worker") == [AIM3]
        assert await courses.of_many(tx, ["demo-worker", "demo-worker2", "demo-dsl"]) == {
            "demo-worker": [AIM3],
            "demo-worker2": [AIM2],
        }
        assert await courses.is_trained(tx, "demo-worker")
        assert not await courses.is_trained(tx, "demo-worker2"), "AIM2 alone is not AIM3"


async def test_a_course_that_is_still_to_come_is_refused(at: At) -> None:
    async with at() as tx:
        await courses.put(tx, None, Taken("demo-dsl", Course.AIM3, NOW.date()))
        with pytest.raises(NotYetTaken):
            await courses.put(tx, None, Taken("demo-dsl", Course.AIM3, NOW.date() + timedelta(days=1)))
