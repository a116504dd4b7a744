"""Informal talks in the demo organisation: a duty worker of youth justice who is nothing else, a talk that waits for
them, and one that is watched. Nobody and nothing of it exists; it stands on the teams of `casework`.
"""

from dataclasses import replace
from datetime import date, timedelta

from storage.administration.demo import TENANT
from storage.administration.demo_cases.casework import YOUTH_JUSTICE
from storage.database.engine import Tx
from storage.people import managers, people
from storage.people.people import KnownAs, Role
from storage.talks import access, answering, asking
from storage.talks.talk import Answer, Asked, Outcome, Watch
from storage.working_hours import LONDON

DUTY = "youth_justice"
"""Their login."""


async def fill(tx: Tx) -> None:
    """Once; where the teams are there."""
    if await people.find(tx, DUTY) is not None:
        return
    id = f"demo-{DUTY}"
    known_as = KnownAs(login=DUTY, tenant=TENANT, object_id=id)
    await people.add(tx, "Tam Wexley (demo)", YOUTH_JUSTICE, [Role.YOUTH_JUSTICE], known_as, id=id, is_demo=True)
    await managers.set_line_manager(tx, id, "demo-manager")
    today = tx.now.astimezone(LONDON).date()
    earlier = replace(tx, now=tx.now - timedelta(days=20))
    duty = await people.get(tx, id)
    await asking.ask(
        earlier, await people.get(tx, "demo-social_worker"), _worry("Follows younger children home.", today, days=21)
    )
    (first,) = [one for one in await access.known_to(tx, duty) if one.part is access.Part.DUTY]
    watch = Watch("the way home", "the family support worker", today + timedelta(days=8))
    await answering.answer(earlier, duty, first.id, Answer((Outcome.MONITORING,), watch, "Ring me if it changes."))
    worker = await people.get(tx, "demo-worker2")
    waits = replace(tx, now=tx.now - timedelta(hours=1))
    await asking.ask(waits, worker, _worry("Often stands very close to younger children at break.", today, days=1))


def _worry(concern: str, today: date, *, days: int) -> Asked:
    return Asked(
        side="displayed",
        age_band="twelve_to_17",
        concern=concern,
        wanted=("what_to_watch",),
        wanted_words="",
        manager_name="Dana Thorley (demo)",
        manager_agreed_on=today - timedelta(days=days),
        reach="01632 960166, in the afternoon",
    )
