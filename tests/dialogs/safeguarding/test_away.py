"""Somebody who leads safeguarding is away: what is signed meanwhile goes to whoever comes next, and never to nobody."""

from datetime import date, timedelta

import pytest

from bot.runtime import Runtime
from dialogs.interview.parsing.coming_days import coming_day
from storage import audit
from storage.people import people
from storage.records import signing
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone

TODAY = TUESDAY.date()


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("tomorrow", date(2026, 11, 18)),
        ("Friday", date(2026, 11, 20)),
        ("tues", date(2026, 11, 24)),
        ("next monday", date(2026, 11, 23)),
        ("next week", date(2026, 11, 23)),
        ("5 January", date(2027, 1, 5)),
        ("20/11/2026", date(2026, 11, 20)),
        ("1 december 2026", date(2026, 12, 1)),
        ("yesterday", None),
        ("1 november 2026", None),
        ("when I feel like it", None),
    ],
)
def test_a_day_to_come_as_people_say_it(said: str, day: date | None) -> None:
    assert coming_day(said, TODAY) == day


async def signed_goes_to(runtime: Runtime, worker: Conversation) -> str:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE)
    reference = worker.last("record.signed").text.partition("WM-")[2][:7]
    async with runtime.database.transaction(runtime.clock()) as tx:
        return (await signing.by_reference(tx, f"WM-{reference}")).responsible_id


async def test_what_is_signed_meanwhile_goes_to_the_deputy(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    await dsl.says("I'm away until Friday")
    assert dsl.keys[-1] == "away.gone"
    assert "Friday 20 November 2026" in dsl.text
    assert "the deputy" in dsl.text
    assert await signed_goes_to(runtime, worker) == "demo-deputy"
    async with runtime.database.transaction(runtime.clock()) as tx:
        history = await audit.entries(tx, audit.of_person("demo-dsl"))
    assert [one.action for one in history if one.what == audit.AuditAction.AWAY] == ["away 2026-11-20"]


@pytest.mark.parametrize("said", ["I'm back", "back"])
async def test_whoever_is_back_sooner_says_so(
    runtime: Runtime, worker: Conversation, dsl: Conversation, said: str
) -> None:
    await dsl.says("away until friday")
    await dsl.says(said)
    assert dsl.keys == ["away.back"]
    assert await signed_goes_to(runtime, worker) == "demo-dsl"


async def test_on_the_day_they_are_back_nothing_needs_to_be_said(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    await dsl.says("away until friday")
    at(runtime, TUESDAY + timedelta(days=3))
    assert await signed_goes_to(runtime, worker) == "demo-dsl"
    await dsl.says("back")
    assert dsl.keys[-1] == "menu.nothing_open"


async def test_where_everybody_is_away_the_first_has_it_and_is_told_so(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    for login in ("deputy", "head"):
        await (await someone(runtime, login)).says("away until friday")
    await dsl.says("away until friday")
    assert dsl.keys[-1] == "away.nobody"
    assert await signed_goes_to(runtime, worker) == "demo-dsl"


@pytest.mark.parametrize(
    ("said", "answer"), [("away", "away.until_when"), ("away until the cows come home", "away.no_such_day")]
)
async def test_without_a_day_it_is_asked_for(runtime: Runtime, dsl: Conversation, said: str, answer: str) -> None:
    await dsl.says(said)
    assert dsl.keys[-1] == answer
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert (await people.get(tx, "demo-dsl")).back_on is None
