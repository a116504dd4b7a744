"""How many records of what: counted over what a person may read, each record once, by its fingerprints."""

from datetime import UTC, date, datetime
from typing import Any

from storage.database.engine import Tx
from storage.records.register.overview import NOT_KNOWN, Overview, Period, overview
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_register import sign

TOUCH = "touch_over_clothing"
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


async def counted(tx: Tx, login: str = "dsl", period: Period = YEAR) -> Overview:
    return await overview(tx, await who(tx, login), period)


def numbers(found: Overview, by: str) -> dict[str, int]:
    """Without the noughts."""
    (count,) = (count for count in found.counts if count.by == by)
    return {value: number for value, number in count.numbers.items() if number}


async def test_by_view_month_part_of_the_day_year_group_behaviour_and_place(at: At) -> None:
    async with at() as tx:
        await sign(tx, "a", colour="red", acts=[TOUCH, "kissing_or_hugging"], at="12:40", born="2015-03-01")
        await sign(tx, "b", colour="red", acts=[TOUCH], at="after lunch", place="Canteen, then the yard")
        await sign(tx, "c", place="Zed's", at="not_known", born="")
        found = await counted(tx)
    assert found.total == 3
    assert numbers(found, "view") == {"red": 2, "amber": 1}
    assert numbers(found, "month") == {f"{NOW:%Y-%m}": 3}
    assert numbers(found, "part_of_day") == {"lunch": 2, NOT_KNOWN: 1}
    assert numbers(found, "year") == {"6": 1, "8": 1, NOT_KNOWN: 1}
    assert numbers(found, "act") == {TOUCH: 2, "kissing_or_hugging": 1, NOT_KNOWN: 1}
    assert numbers(found, "place") == {"hall": 1, "outside": 2, NOT_KNOWN: 1}


async def test_the_days_of_a_period_are_those_of_london(at: At) -> None:
    async with at(datetime(2026, 3, 31, 22, 30, tzinfo=UTC)) as tx:
        await sign(tx, "march")
    async with at(datetime(2026, 3, 31, 23, 30, tzinfo=UTC)) as tx:
        await sign(tx, "april")
        assert (await counted(tx, period=MARCH)).total == 1
        assert numbers(await counted(tx), "month") == {"2026-03": 1, "2026-04": 1}


async def test_nobody_counts_what_they_may_not_know_of(at: At) -> None:
    async with at() as tx:
        await sign(tx, "seen")
        before = await counted(tx)
        await sign(tx, "about the dsl", about_dsl=True)
        assert await counted(tx) == before
        assert (await counted(tx, "foster_dsl")).total == 0
        assert (await counted(tx, "worker")).total == 0


async def test_every_table_that_parts_the_records_adds_up(at: At) -> None:
    async with at() as tx:
        for key, parts in {"a": {"colour": "red"}, "b": {"at": "10:00"}, "c": {"born": ""}}.items():
            given: dict[str, Any] = dict(parts)
            await sign(tx, key, **given)
        found = await counted(tx)
    for count in found.counts:
        if not count.overlap:
            assert sum(count.numbers.values()) == found.total, count.by
