"""Groups in the demo organisation, with their lead: one with places, one that is full and has somebody waiting. Nobody
and nothing of it exists; it stands on the teams of `casework`.
"""

from dataclasses import replace
from datetime import date, timedelta

from storage.administration.demo import TENANT
from storage.administration.demo_cases.casework import EARLY_HELP
from storage.database.engine import Tx
from storage.groups import answering, attending, directory, referring, school_training
from storage.groups.answering import Answer
from storage.groups.directory import NewGroup
from storage.groups.referral import KnownTo, Reason, Referral, Referred, Route, State
from storage.people import managers, people
from storage.people.people import KnownAs, Role
from storage.working_hours import LONDON

LEAD = "group_lead"
"""Their login."""
STAFF: dict[str, tuple[str, str, tuple[Role, ...]]] = {LEAD: ("Wren Fairlop (demo)", EARLY_HELP, (Role.GROUP_LEAD,))}
"""login: name, setting, roles"""


async def fill(tx: Tx) -> None:
    """Once; where the teams are there."""
    if await people.find(tx, LEAD) is not None:
        return
    id = f"demo-{LEAD}"
    known_as = KnownAs(login=LEAD, tenant=TENANT, object_id=id)
    name, setting_id, roles = STAFF[LEAD]
    await people.add(tx, name, setting_id, roles, known_as, id=id, is_demo=True)
    await managers.set_line_manager(tx, id, "demo-manager")
    await directory.add(tx, NewGroup("Demo Stepping Stones", 11, 14, "Larkfield Demo Hall", 8), id)
    full = await directory.add(tx, NewGroup("Demo Making Things", 12, 16, "Demo Youth Centre", 1), id)
    earlier = replace(tx, now=tx.now - timedelta(days=20))
    first = await _refer(earlier, "demo-worker2", full.id, "Fen Inventedname")
    lead = await people.get(tx, id)
    await answering.answer(earlier, lead, first.reference, Answer(State.ACCEPTED))
    await attending.note(tx, lead, full.id, tx.now.astimezone(LONDON).date() - timedelta(days=7), [first.id])
    await _refer(replace(tx, now=tx.now - timedelta(hours=1)), "demo-early_help", full.id, "Ivy Madeup")
    await _schools(tx)


async def _refer(tx: Tx, by: str, group_id: str, name: str) -> Referral:
    referred = Referred(
        name, date(2013, 6, 1), (Reason.ISOLATION,), (KnownTo.EARLY_HELP,), Route.SINGLE_AGENCY,
        "Draws for hours, and is kind to younger ones.", "A place with others who like making things.", "01632 960171",
    )  # fmt: skip
    return await referring.refer(tx, await people.get(tx, by), group_id, referred, agreed=True)


async def _schools(tx: Tx) -> None:
    """Where somebody of the training team is on file by now; otherwise the list is empty."""
    team = await people.with_role(tx, Role.TRAINING)
    today = tx.now.astimezone(LONDON).date()
    for number, name in enumerate(("Demo Oak Special School", "Demo Elm Special School") if team else ()):
        offered = max(date(today.year, 1, 1), today - timedelta(days=60))
        await school_training.offer(tx, team[0], name, offered, None if number else offered)
