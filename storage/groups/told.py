"""Who is told by the clock of a referral: the lead of the group, and their manager; looked up each time."""

from collections.abc import Collection

from storage.clocks.running import Running
from storage.database.engine import Tx
from storage.groups import directory
from storage.groups.referring import get
from storage.people import managers, people
from storage.people.people import Role
from storage.problems import NotFound


async def audience(tx: Tx, running: Running, part: str) -> Collection[str]:
    """Nobody where the referral has gone, or nobody leads the group: then its managers were told already."""
    try:
        one = await get(tx, running.about.id)
    except NotFound:
        return []
    lead_id = (await directory.get(tx, one.group_id)).lead_id
    if lead_id is None:
        return []
    lead = await people.get(tx, lead_id)
    if part == "group_lead":
        return [lead.id] if Role.GROUP_LEAD in lead.roles else []
    return [by.id for by in await managers.of_person(tx, lead)]
