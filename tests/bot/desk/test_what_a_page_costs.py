"""What a page of the desk asks of the database: as much with many rows as with a few.

Not held yet, since each row is asked for by itself: safety plans, informal talks, and the staff of a manager.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.administration.demo_cases.casework import _asked
from storage.administration.demo_cases.groups import _refer
from storage.casework import cases
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.groups import directory
from storage.oversight.case_audits import auditing
from storage.oversight.case_audits.auditing import Given
from storage.oversight.case_audits.questions import Said, content
from storage.people import courses, people
from storage.people.courses import Course, Taken
from storage.people.people import Role
from storage.plans.good_life import plan as good_life
from storage.plans.good_life.content import State
from storage.plans.intervention import plan as interventions
from storage.records import adult_notes
from storage.training import sessions
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from tests.bot.desk.test_notes import WORDS
from tests.bot.desk.visitor import Visitor

ROWS = 6
"""More than there were."""
More = Callable[[Tx, int], Awaitable[object]]


@pytest.fixture
async def runtime(whole_demo: Runtime) -> Runtime:
    return whole_demo


@pytest.fixture
async def sent(runtime: Runtime) -> AsyncIterator[list[str]]:
    """Every statement that goes to SQLite."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert tx.driver is not None
        kept: Any = tx.driver.driver_connection
    found: list[str] = []
    kept.set_trace_callback(found.append)
    yield found
    kept.set_trace_callback(None)


async def training(tx: Tx, n: int) -> None:
    """Another who is trained, with a place in another session to come, and in one gone by."""
    made = await people.add(tx, f"Example {n}", "demo-school", [Role.WORKER], id=f"trained-{n}")
    await courses.put(tx, None, Taken(made.id, Course.AIM3, date(2026, 3, 2)))
    team = await people.get(tx, "demo-training")
    starts_at = tx.now + timedelta(days=7 * (n + 1))
    held = await sessions.add(tx, team, Wanted(SessionKind.SKILLS, starts_at, 60, Way.VIDEO, 12))
    await sessions.take_place(tx, made, held.id)


async def groups(tx: Tx, n: int) -> None:
    (group, *_) = await directory.led_by(tx, await people.get(tx, "demo-group_lead"))
    await _refer(tx, "demo-early_help", group.id, f"Example Madeup{'abcdefgh'[n]}")


async def lives(tx: Tx, n: int) -> None:
    worker = await people.get(tx, "demo-key_worker")
    new = NewCase(Child(f"Example Madeup{n}", date(2011, 1, 1 + n)), worker.setting_id, "social_care", Part.KEY_WORKER)
    await good_life.begin(tx, worker, await cases.open_case(tx, worker, new), State.DRAFTING)


async def intervention(tx: Tx, n: int) -> None:
    lead = await people.get(tx, "demo-yj")
    new = NewCase(Child(f"Example Madeup{n}", date(2011, 1, 1 + n)), lead.setting_id, "youth_justice", Part.LEAD)
    await interventions.make(tx, lead, await cases.open_case(tx, lead, new), "child_in_need", lead.id)


async def assessments(tx: Tx, n: int) -> None:
    worker = await people.get(tx, "demo-social_worker")
    await _asked(tx, worker, "social_care", f"Example Madeup{n}", date(2011, 1, 1 + n))


async def notes(tx: Tx, n: int) -> None:
    worker, head = await people.get(tx, "demo-worker"), await people.get(tx, "demo-head")
    await adult_notes.sign(tx, worker, worker.setting_id, head, WORDS)


async def audits(tx: Tx, n: int) -> None:
    auditor = await people.get(tx, "demo-service_manager")
    ((reference, *_), *_) = await auditing.made_by(tx, auditor)
    basis = Given(dict.fromkeys(content().questions, Said.NOT_KNOWN))
    await auditing.keep(tx, auditor, reference, basis)


PAGES: dict[str, tuple[str, str, More]] = {
    "training": ("training", "/training", training),
    "groups of a lead": ("group_lead", "/groups", groups),
    "groups of a referrer": ("early_help", "/groups", groups),
    "Good Life plans": ("key_worker", "/plans", lives),
    "intervention plans": ("yj", "/plans", intervention),
    "assessments": ("manager", "/assessments", assessments),
    "notes about an adult": ("head", "/notes", notes),
    "case audits": ("service_manager", "/audits", audits),
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_asks_no_more_with_more_rows(
    server: TestServer, runtime: Runtime, sent: list[str], name: str
) -> None:
    login, address, more = PAGES[name]
    visitor = await Visitor(server).signs_in(login)
    counted = []
    for rows in (0, ROWS):
        async with runtime.database.transaction(runtime.clock()) as tx:
            for n in range(rows):
                await more(tx, n)
        await visitor.opens("/training/mine")
        sent.clear()
        await visitor.opens(address)
        assert visitor.status == 200
        counted.append((len(sent), len(visitor.text)))
    (few, short), (many, long) = counted
    assert long > short, "there are more rows"
    assert many == few, name
