"""What several records of one child show together, and the records that it rests on."""

from datetime import timedelta
from typing import Any

import pytest

from storage.database.engine import Tx
from storage.history import chronology, second_views
from storage.history.patterns import Pattern, patterns
from storage.history.second_views import Made
from storage.queues import outbox
from storage.records import inbox as records_inbox
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

ZED = ChildPart("Child A", "Zed Inventedname", "2013-01-02")


async def incident(
    at: At, day: int, *, targeted: str = "Quill Madeup", colour: str = "amber", subject: ChildPart = ZED, **content: Any
) -> Record:
    """An incident on that day of January 2026, signed on the same day."""
    told = {"happened_on": f"2026-01-{day:02}", "happened_at": "", "place": "", **content}
    other = [ChildPart("Child B", targeted, displayed=False)] if targeted else []
    async with at(NOW.replace(month=1, day=day)) as tx:
        (made,) = await submit(
            tx, key=f"{day}", children=[subject, *other], content=told, view={"colour": colour, "reasons": []}
        )
    return made


async def story(tx: Tx, record: Record) -> list[Pattern]:
    return patterns((await chronology.of(tx, record, person=await who(tx, "dsl"))).entries)


def kinds(found: list[Pattern]) -> set[str]:
    return {pattern.kind for pattern in found}


async def test_one_record_shows_no_pattern(at: At) -> None:
    only = await incident(at, 5, happened_at="12:40", place="The yard")
    async with at() as tx:
        assert await story(tx, only) == []


async def test_a_second_one_is_a_repetition_and_names_both(at: At) -> None:
    first = await incident(at, 5)
    second = await incident(at, 20)
    async with at() as tx:
        found = await story(tx, second)
        (repeated,) = [one for one in found if one.kind == "repeated"]
    assert repeated.references == (first.reference, second.reference)


async def test_the_story_is_in_the_order_in_which_it_happened(at: At) -> None:
    told_later = await incident(at, 20, happened_on="2026-01-02")
    told_first = await incident(at, 5)
    async with at() as tx:
        entries = (await chronology.of(tx, told_first, person=await who(tx, "dsl"))).entries
    assert [entry.record.reference for entry in entries] == [told_later.reference, told_first.reference]


async def test_it_goes_further(at: At) -> None:
    await incident(at, 5, colour="green")
    last = await incident(at, 20, colour="red")
    async with at() as tx:
        assert "increasing" in kinds(await story(tx, last))


async def test_it_comes_sooner_each_time(at: At) -> None:
    for day in (2, 16):
        await incident(at, day)
    last = await incident(at, 20)
    async with at() as tx:
        assert "increasing" in kinds(await story(tx, last))


async def test_the_same_weight_at_the_same_pace_is_no_increase(at: At) -> None:
    for day in (6, 13):
        await incident(at, day)
    last = await incident(at, 20)
    async with at() as tx:
        assert "increasing" not in kinds(await story(tx, last))


async def test_different_children_were_targeted(at: At) -> None:
    await incident(at, 5)
    last = await incident(at, 20, targeted="Wren Pretend")
    async with at() as tx:
        found = kinds(await story(tx, last))
    assert "several_children" in found
    assert "same_group" not in found


async def test_the_same_children_were_there(at: At) -> None:
    await incident(at, 5)
    last = await incident(at, 20, targeted="quill madeup")
    async with at() as tx:
        found = kinds(await story(tx, last))
    assert "same_group" in found
    assert "several_children" not in found


async def test_the_same_place_however_it_is_told(at: At) -> None:
    await incident(at, 5, place="The corridor by the hall; two other children, a midday supervisor.")
    last = await incident(at, 20, place="upstairs Corridor. Nobody else.")
    async with at() as tx:
        (place,) = [one for one in await story(tx, last) if one.kind == "same_place"]
    assert place.shared == "corridor"


@pytest.mark.parametrize(
    ("name", "typed"), [("Łukasz Madeup", "łukasz"), ("Katherine Madeup", "Kate"), ("Zoë-Anna Madeup", "ZOE")]
)
async def test_a_place_that_names_a_child_is_told_without(at: At, name: str, typed: str) -> None:
    await incident(at, 5, targeted=name, place=f"{typed}’s bench")
    last = await incident(at, 20, targeted=name, place=f"By {typed}’s locker")
    async with at() as tx:
        assert "same_place" not in kinds(await story(tx, last))


async def test_other_places_are_no_pattern(at: At) -> None:
    await incident(at, 5, place="By the hall; a midday supervisor.")
    last = await incident(at, 20, place="On the bus, near a supervisor.")
    async with at() as tx:
        assert "same_place" not in kinds(await story(tx, last))


async def test_the_same_time_of_day(at: At) -> None:
    await incident(at, 5, happened_at="12:40")
    last = await incident(at, 20, happened_at="after lunch")
    async with at() as tx:
        (time,) = [one for one in await story(tx, last) if one.kind == "same_time"]
    assert time.shared == "lunch"


async def test_having_been_targeted_before_is_in_the_story_and_is_no_repetition(at: At) -> None:
    await incident(at, 5, targeted="Zed Inventedname", subject=ChildPart("Child A", "Wren Pretend"))
    last = await incident(at, 20)
    async with at() as tx:
        entries = (await chronology.of(tx, last, person=await who(tx, "dsl"))).entries
        assert [entry.displayed for entry in entries] == [False, True]
        assert "repeated" not in kinds(await story(tx, last))


async def test_an_uncertain_match_counts_for_nothing_yet(at: At) -> None:
    await incident(at, 5, subject=ChildPart("Child A", "Zedd Inventedname"))
    last = await incident(at, 20)
    async with at() as tx:
        told = await chronology.of(tx, last, person=await who(tx, "dsl"))
    assert len(told.entries) == 1
    assert len(told.uncertain) == 1


async def test_two_children_who_displayed_it_together_are_one_incident_in_the_story(at: At) -> None:
    async with at(NOW - timedelta(days=9)) as tx:
        both = [ZED, ChildPart("Child B", "Wren Pretend")]
        await submit(tx, key="both", children=both)
    last = await incident(at, 20)
    async with at() as tx:
        assert len((await chronology.of(tx, last, person=await who(tx, "dsl"))).entries) == 2


async def test_a_higher_second_view_is_kept_alerts_once_and_stands_on_top(at: At) -> None:
    first, last = await incident(at, 5), await incident(at, 20)
    async with at() as tx:
        await submit(tx, key="other", children=[ChildPart("Child A", "Wren Pretend")])
        for _ in range(2):
            made = Made({"colour": "red", "reasons": []}, {"repeated": "yes"}, [first.reference], is_higher=True)
            second = await second_views.keep(tx, last, None, made)
            await second_views.alert(tx, last, {"demo-dsl": second})
        assert (second.number, second.colour, second.rests_on) == (1, "red", [first.reference])
        keys = [message.key for message in await outbox.waiting_for(tx, "demo-dsl")]
        assert keys.count("record_looks_serious") == 1
        inbox = await records_inbox.inbox(tx, await who(tx, "dsl"))
    assert (inbox[0].reference, inbox[0].colour) == (last.reference, "red")
