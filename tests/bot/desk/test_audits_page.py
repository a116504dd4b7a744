"""Case audits at the desk: a sample by lot, the chat's own questions, and the audit for who made it and for members."""

import re

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.casework import assessments, cases
from storage.oversight.case_audits import auditing
from storage.people import people
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor


@pytest.fixture
async def runtime(whole_demo: Runtime) -> Runtime:
    return whole_demo


@pytest.fixture
async def reference(runtime: Runtime) -> str:
    """Of the demo's audited case."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        ((found, _, _),) = await auditing.made_by(tx, await people.get(tx, "demo-service_manager"))
    return found


async def test_whoever_made_an_audit_finds_and_reads_it(server: TestServer, reference: str) -> None:
    manager = await (await Visitor(server).signs_in("service_manager")).opens("/audits")
    assert reference in manager.text
    assert "The younger brother is in no note." not in manager.text, "a list says nothing of what was found"
    await manager.opens(f"/audits/{reference}")
    assert "The younger brother is in no note." in manager.text
    member = await (await Visitor(server).signs_in("yj")).opens(f"/audits/{reference}")
    assert "The younger brother is in no note." in member.text


async def test_a_sample_is_drawn_and_can_be_drawn_again(server: TestServer) -> None:
    manager = await (await Visitor(server).signs_in("manager")).opens("/audits")
    token = manager.token
    await manager.sends("/audit-sample", size="2")
    found = re.search(r"Seed: ([0-9]+)", manager.text)
    assert found, manager.text
    drawn = set(re.findall(r"WC-[0-9A-Z-]{7}", manager.text))
    await manager.sends("/audit-sample", token=token, size="2", seed=found[1])
    assert set(re.findall(r"WC-[0-9A-Z-]{7}", manager.text)) == drawn
    for size, seed in (("x", ""), ("25", ""), ("0", ""), ("2", "٣"), ("2", "7")):
        await manager.sends("/audit-sample", token=token, size=size, seed=seed)
        assert manager.status == 422
        assert 'role="alert"' in manager.text


async def test_a_case_is_audited_with_the_chats_own_questions(server: TestServer, reference: str) -> None:
    manager = await (await Visitor(server).signs_in("service_manager")).opens("/audits")
    await manager.sends("/audit-case", case=f" {reference.lower()} ")
    assert manager.goes_to == f"/desk/audits/{reference}/audit"
    await manager.opens(f"/audits/{reference}/audit")
    assert f"An audit of {reference}" in manager.text
    assert field(manager.text, "dialog")
    await manager.sends("/audit-case", case="the one of last week")
    assert manager.goes_to == "/desk/audits?done=no_reference"


async def test_who_is_part_of_the_case_is_told_whom_to_ask(server: TestServer, runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        (mine, *_) = await assessments.of_person(tx, await people.get(tx, "demo-manager"))
        theirs = (await cases.get(tx, mine.case_id)).reference
    visitor = await (await Visitor(server).signs_in("manager")).opens("/audits")
    await visitor.sends("/audit-case", case=theirs)
    assert "so somebody else audits it" in visitor.text


async def test_to_everybody_else_it_is_not_there(server: TestServer, reference: str) -> None:
    for login in ("worker", "dsl", "foster_dsl", "admin"):
        them = await Visitor(server).signs_in(login)
        seen = []
        for which in (reference, "WC-2222-22", "nothing"):
            await them.opens(f"/audits/{which}")
            seen.append((them.status, them.text.replace(which, "")))
        assert seen[0] == seen[1] == seen[2], login
        assert seen[0][0] == 404
