"""Informal talks at the desk: the duty worker answers there, whoever asked reads it, and to others it is not there."""

from datetime import date

from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.people import people
from storage.people.people import KnownAs, Role
from storage.talks import asking
from storage.talks.talk import Asked
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor

WORRY = Asked("displayed", "twelve_to_17", "Stands too close", ("what_to_watch",), "", "Val", date(2026, 11, 16), "016")


async def asked(runtime: Runtime) -> str:
    async with runtime.database.transaction(runtime.clock()) as tx:
        if await people.find(tx, "yj") is None:
            role, login = [Role.YOUTH_JUSTICE], KnownAs(login="yj")
            await people.add(tx, "Duty Invented", "demo-school", role, login, id="demo-yj", is_demo=True)
        return await asking.ask(tx, await people.get(tx, "demo-worker"), WORRY)


async def test_the_duty_worker_answers_it_and_whoever_asked_reads_it(runtime: Runtime, server: TestServer) -> None:
    reference = await asked(runtime)
    duty = await Visitor(server).signs_in("yj")
    await duty.opens("/talks")
    assert reference in duty.text
    assert "Stands too close" not in duty.text, "a list says nothing of what was asked"
    await duty.opens(f"/talks/{reference}")
    assert "Stands too close" in duty.text
    await duty.sends(f"/talks/{reference}/answer/begin")
    address = f"/talks/{reference}/answer"
    await duty.opens(address)
    await duty.sends(address, asked=field(duty.text, "asked"), answer="single_agency")
    await duty.opens(address)
    await duty.sends(address, act="skip")
    assert "Help from one agency" in duty.text, duty.text
    worker = await Visitor(server).signs_in("worker")
    await worker.opens(f"/talks/{reference}")
    assert "Help from one agency" in worker.text


async def test_to_everybody_else_it_is_not_there(runtime: Runtime, server: TestServer) -> None:
    reference = await asked(runtime)
    for login in ("worker2", "dsl", "head", "foster"):
        them = await Visitor(server).signs_in(login)
        await them.opens("/talks")
        assert reference not in them.text, login
        seen = []
        for which in (reference, "WT-2222-22"):
            await them.opens(f"/talks/{which}")
            seen.append((them.status, them.text.replace(which, "")))
        assert seen[0] == seen[1], login
