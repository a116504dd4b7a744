"""The census as people answer it, with what the tracker holds."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage.casework.parts import State
from storage.casework.tables import assessments, cases
from storage.database.engine import Tx
from storage.people import courses, managers, people
from storage.people.courses import Course, Taken
from storage.people.people import KnownAs, Role
from storage.training import census
from storage.training.census import As, How
from storage.training.tracked import Counts
from tests.conversation import TUESDAY, at, someone
from tests.support.databases import on_both

FEBRUARY = datetime(2027, 2, 1, 10, tzinfo=UTC)


async def led(tx: Tx, lead: str, state: State, completed_on: date | None = None) -> None:
    """An assessment as the tracker holds it, its case with nobody in it: only numbers are read here."""
    number = await tx.connection.scalar(sa.select(sa.func.count()).select_from(assessments)) or 0
    id = f"a{number}"
    common = {"reference": f"W-{number}", "setting_id": "demo-service"}
    case = {"side": "displayed", "lead_agency": "social_care", "opened_at": TUESDAY, "opened_by": lead}
    await tx.connection.execute(cases.insert().values(id=id, child_sealed=b"", **common, **case))
    await tx.connection.execute(
        assessments.insert().values(
            id=id, **common, case_id=id, tool="aim3", state=state.value, asked_by=lead, asked_at=TUESDAY,
            lead_agency="social_care", lead_id=lead, lead_named_at=TUESDAY, paper_only=False,
            completed_on=completed_on, rules_version="1", rules_hash="0", route_sealed=b"",
        )
    )  # fmt: skip


@pytest.fixture
async def asked(runtime: Runtime) -> Runtime:
    """A training team, a worker with two completed and one open, another with none, and their manager."""
    async with runtime.database.transaction(TUESDAY) as tx:
        known = KnownAs(login="tess")
        await people.add(tx, "Tess Inventedname", "demo-service", [Role.TRAINING], known, id="demo-tess")
        for one in ("demo-worker", "demo-worker2"):
            await courses.put(tx, None, Taken(one, Course.AIM3, date(2026, 3, 4)))
            await managers.set_line_manager(tx, one, "demo-manager")
        for day in (date(2026, 5, 4), date(2026, 11, 2)):
            await led(tx, "demo-worker", State.COMPLETED, day)
        await led(tx, "demo-worker", State.SHARED, date(2026, 1, 31))  # before the year that is asked about
        await led(tx, "demo-worker", State.COLLECTING)
    async with runtime.database.transaction(FEBRUARY) as tx:
        await census.open_round(tx, 2027, FEBRUARY)
    at(runtime, FEBRUARY)
    return runtime


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_the_tracker_holds_is_confirmed_with_one_button(asked: Runtime) -> None:
    """Scenario 2 of the design."""
    worker = await someone(asked)
    await worker.says("census")
    assert "2 completed between 1 February 2026 and 31 January 2027, 1 ongoing" in worker.last("census.held").text
    await worker.says("that’s right")
    assert worker.keys == ["census.kept"]
    async with asked.database.transaction(FEBRUARY) as tx:
        (one,) = [one for one in await census.standing(tx, 2027) if one.person_id == "demo-worker"]
    assert one.answers[As.SELF].counts == Counts(2, 1, 0)
    assert one.answers[As.SELF].how is How.CONFIRMED


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_manager_answers_for_somebody_and_the_team_settles_what_differs(asked: Runtime) -> None:
    worker, manager, tess = (
        await someone(asked, "worker2"),
        await someone(asked, "manager"),
        await someone(asked, "tess"),
    )
    await worker.says("census")
    await worker.says("change it")
    numbers = {"completed": "1", "ongoing": "", "not_able": "1", "why": ""}
    await worker.sends(numbers)
    assert "refusals.why_not_able" in worker.keys
    await worker.sends({**numbers, "why": "Zed Inventedname was away"})
    assert "refusals.no_names_here" in worker.keys
    await worker.sends({**numbers, "why": "nobody trained was free"})
    assert worker.keys == ["census.kept"]

    await manager.says("census")
    titles = [choice.title for choice in manager.replies[-1].choices]
    assert titles == ["Robin Ashdown (demo): still to come", "Sam Fernley (demo): answered already", "Not now"]
    await manager.says("2")
    assert "led by Sam Fernley (demo): 0 completed" in manager.last("census.held").text
    await manager.says("that's right")
    assert manager.keys == ["census.kept_differs"]

    await tess.says("census")
    progress = tess.reply("census.progress").text
    assert "1 of 2 who were asked have answered" in progress
    assert "still to come: Robin Ashdown (demo)" in progress
    assert "Sam Fernley (demo): themselves 1 completed, 0 ongoing, 1 not able; their manager 0 completed" in progress
    await tess.says("change it")
    await tess.sends({"completed": "1", "ongoing": "0", "not_able": "0", "why": ""})
    assert tess.keys == ["census.settled"]


@on_both
async def test_it_is_a_question_of_who_is_not_asked_and_over_in_march(asked: Runtime) -> None:
    other, worker = await someone(asked, "dsl"), await someone(asked)
    await other.says("hi")
    await other.says("census")
    assert other.keys == ["guidance.card"]
    await worker.says("census")
    at(asked, datetime(2027, 3, 1, 10, tzinfo=UTC))
    await worker.says("that’s right")
    assert worker.keys[-1] == "census.closed_meanwhile"
    await worker.says("census")
    assert worker.keys == ["guidance.card"]
