"""A Good Life plan at the desk: whoever is in the case reads it and marks a step, and to others it is not there."""

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.people import people
from storage.plans.good_life import plan as plans
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor


@pytest.fixture
async def runtime(whole_demo: Runtime) -> Runtime:
    return whole_demo


@pytest.fixture
async def reference(runtime: Runtime) -> str:
    """Of the plan of a young person who has left the demo's secure home."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        (plan,) = await plans.of_person(tx, await people.get(tx, "demo-key_worker"))
    return plan.reference


async def test_its_key_worker_reads_it_with_how_it_goes_since(server: TestServer, reference: str) -> None:
    worker = await (await Visitor(server).signs_in("key_worker")).opens("/plans")
    assert f"/desk/life/{reference}" in worker.text
    assert "Mends anything with an engine" not in worker.text, "a list says nothing of what is in it"
    await worker.opens(f"/life/{reference}")
    for words in ("Mends anything with an engine", "A room at the aunt’s", "How it goes since", "Leaving"):
        assert words in worker.text
    assert "/contact/begin" not in worker.text, "a contact is kept in the chat"
    assert f"contact {reference}" in worker.text


async def test_a_step_is_marked_by_its_own_button(server: TestServer, runtime: Runtime, reference: str) -> None:
    worker = await (await Visitor(server).signs_in("key_worker")).opens(f"/life/{reference}")
    await worker.sends(f"/life/{reference}/step_done/begin", goal="2")
    assert worker.goes_to == f"/desk/life/{reference}/step_done?goal=2"
    await worker.opens(worker.goes_to.removeprefix("/desk"))
    assert field(worker.text, "goal") == "2", "it is filled in"
    asked, dialog = field(worker.text, "asked"), field(worker.text, "dialog")
    await worker.sends(
        f"/life/{reference}/step_done", asked=asked, dialog=dialog, goal="2", following="Bring a pudding"
    )
    assert "Bring a pudding" in (await worker.opens(f"/life/{reference}")).text
    async with runtime.database.transaction(runtime.clock()) as tx:
        (plan,) = await plans.of_person(tx, await people.get(tx, "demo-key_worker"))
    assert plan.content.goals[1].done == ("Go out when it gets loud",)


async def test_what_is_left_half_way_stands_on_the_first_page(server: TestServer, reference: str) -> None:
    worker = await (await Visitor(server).signs_in("key_worker")).opens(f"/life/{reference}")
    await worker.sends(f"/life/{reference}/step_done/begin", goal="1")
    await worker.opens("/")
    assert f'href="/desk/life/{reference}/step_done"' in worker.text
    await worker.sends(f"/life/{reference}/step_done", act="drop")
    assert worker.goes_to == f"/desk/life/{reference}?done=dropped"
    await worker.opens("/")
    assert "step_done" not in worker.text


async def test_to_everybody_else_it_is_not_there(server: TestServer, reference: str) -> None:
    for login in ("worker", "dsl", "manager", "foster_dsl", "admin"):
        them = await Visitor(server).signs_in(login)
        seen = []
        for which in (reference, "WC-2222-22"):
            await them.opens(f"/life/{which}")
            seen.append((them.status, them.text.replace(which, "")))
        assert seen[0] == seen[1], login
        assert seen[0][0] == 404


async def test_in_a_home_one_may_be_begun_without_a_case(server: TestServer) -> None:
    worker = await (await Visitor(server).signs_in("key_worker")).opens("/plans")
    await worker.sends("/plans/begin_life/begin")
    await worker.opens("/plans/begin_life")
    assert field(worker.text, "dialog"), worker.text
    elsewhere = await (await Visitor(server).signs_in("worker")).opens("/plans")
    assert "/plans/begin_life" not in elsewhere.text


async def test_what_nobody_can_do_is_no_page(server: TestServer, reference: str) -> None:
    worker = await Visitor(server).signs_in("key_worker")
    assert (await worker.opens(f"/life/{reference}/burn_it")).status == 404
    assert (await worker.opens(f"/plans/{reference}/burn_it")).status == 404
