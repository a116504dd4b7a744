"""A whole referral to a group, by the questions' names."""

import re
from typing import Any

from bot.runtime import Runtime
from storage.groups import directory
from storage.groups.directory import NewGroup
from storage.people import managers, people
from storage.people.people import KnownAs, Role
from tests.conversation import Conversation, someone

CHILD: dict[str, Any] = {
    "name": "Zed Inventedname",
    "born": "2013-05-01",
    "strengths": "Plantedstrength: draws for hours",
    "needs": "A place with others who like making things",
    "reach": "01632 960171",
}
"""Thirteen on 17 November 2026."""
REFERRAL: dict[str, Any] = {
    "sexual_behaviour": "1",
    "agreed_by": "Yes, both",
    "child_age": "13",
    "reasons_for": "Autism, Isolated, few friends",
    "agencies_knowing": "5",
    "which_group": "1",
    "group_route": "From one agency to another",
    "referred_child": CHILD,
    "send_referral": "Send it",
}


async def with_groups(runtime: Runtime) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await people.add(tx, "Wren Invented", "demo-service", [Role.GROUP_LEAD], KnownAs(login="lead"), id="lead")
        await people.add(tx, "Ida Invented", "demo-service", [Role.TRAINING], KnownAs(login="training"), id="team")
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")
        await directory.add(tx, NewGroup("Stepping Stones", 11, 14, "Larkfield Hall", 1), "lead")
        await directory.add(tx, NewGroup("Making Things", 15, 17, "Youth Centre", 2), "lead")


async def refers(runtime: Runtime, login: str = "worker", **changed: Any) -> Conversation:
    """Somebody refers a child; the end of it."""
    worker = await someone(runtime, login)
    await worker.says("refer to a group")
    await worker.answers(REFERRAL, **changed)
    return worker


def reference(person: Conversation) -> str:
    """Of the referral that was named last."""
    found = re.findall(r"WR-[A-Z0-9]{4}-[A-Z0-9]{2}", person.transcript)
    assert found, person.transcript
    return str(found[-1])


def another(name: str = "Quill Madeup", born: str = "2013-02-02") -> dict[str, Any]:
    return {**CHILD, "name": name, "born": born}
