"""The board of assessments and one of them at the desk: drawn, in words, and without any child's name."""

from datetime import UTC, date, datetime, timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.desk.drawing import tracks
from bot.desk.drawing.tracks import LEFT, WEEK
from bot.runtime import Runtime
from storage.administration.demo_cases import casework as demo_casework
from storage.casework import board
from storage.casework.parts import State
from storage.people import people
from tests.bot.desk.visitor import Visitor

ASKED = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
async def manager(runtime: Runtime, server: TestServer) -> Visitor:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await demo_casework.fill(tx)
    return await Visitor(server).signs_in("manager")


async def references(runtime: Runtime) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [row.assessment.reference for row in await board.rows(tx, await people.get(tx, "demo-manager"))]


async def test_the_board_draws_each_and_says_the_same_in_a_table(runtime: Runtime, manager: Visitor) -> None:
    await manager.opens("/assessments")
    for reference in await references(runtime):
        assert manager.text.count(reference) == 3, "drawn, and in the table with its link"
    assert "Nia Harrowby (demo)" in manager.text
    assert "nobody yet" in manager.text
    assert "Inventedname" not in manager.text


async def test_one_of_them_for_whoever_is_part_of_it(runtime: Runtime, manager: Visitor, server: TestServer) -> None:
    first, *_ = await references(runtime)
    await manager.opens(f"/assessments/{first}")
    for shown in ("Collecting", "Limit, six weeks from the request", "the family can’t be reached"):
        assert shown in manager.text
    assert "Inventedname" not in manager.text
    stranger = await Visitor(server).signs_in("dsl")
    for which in (first, "WA-2222-22"):
        await stranger.opens(f"/assessments/{which}")
        assert stranger.status == 404
        assert first not in stranger.text
    history = []
    async with runtime.database.transaction(runtime.clock()) as tx:
        subject = await board.subject_of(tx, first)
        from storage import audit

        history = [entry.what for entry in await audit.entries(tx, subject) if entry.person_id == "demo-dsl"]
    assert history == ["refused_read"]


def test_a_stage_lasts_until_the_next_begins() -> None:
    steps = [
        (State.ASKED, ASKED),
        (State.LED, ASKED + timedelta(days=1)),
        (State.COLLECTING, ASKED + timedelta(days=7)),
        (State.INTERVIEWS, ASKED + timedelta(days=14)),
    ]
    drawn = tracks.track(ASKED, steps, [ASKED + timedelta(days=10)], date(2026, 11, 23))
    led, collecting, interviews, in_the_way = drawn.lanes
    assert [lane.words for lane in drawn.lanes] == ["led", "collecting", "interviews", ""]
    assert collecting.bars == ((LEFT + WEEK, WEEK, False),)
    assert interviews.bars == ((LEFT + 2 * WEEK, WEEK, False),)
    assert led.bars[0][0] < collecting.bars[0][0]
    assert in_the_way.triangles == (round(LEFT + 10 / 7 * WEEK, 1),)
    assert drawn.marks == (LEFT + 4 * WEEK, LEFT + 6 * WEEK)
