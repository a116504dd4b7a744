"""The invented demo organisation: nobody and nothing in it exists. Telephone numbers are from Ofcom's range
for drama.

A database that holds it is marked for good, and only such a database may be used from `waymark chat`.
"""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from storage.consultations import bookings
from storage.database import installation
from storage.database.engine import Tx
from storage.people import people, settings
from storage.people.people import KnownAs, Role
from storage.problems import Problem
from storage.working_hours import LONDON, first_of_next_month, is_working_day

SCHOOL, HOME, SERVICE = "demo-school", "demo-foster", "demo-service"
SLOTS_A_MONTH = 3
SETTINGS = {
    SCHOOL: ("Larkfield Demo School", "secondary_school"),
    HOME: ("Demo Fostering Team", "foster"),
    SERVICE: ("Demo Consultation Service", "other"),
}
TENANT = "demo"
"""The organisation in Microsoft's Playground, where a demo person's object id is the id they have here."""

# login: name, setting, roles
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "worker": ("Robin Ashdown (demo)", SCHOOL, (Role.WORKER,)),
    "worker2": ("Sam Fernley (demo)", SCHOOL, (Role.WORKER,)),
    "dsl": ("Jo Marlowe (demo)", SCHOOL, (Role.DSL, Role.WORKER)),
    "deputy": ("Ali Penhale (demo)", SCHOOL, (Role.DEPUTY, Role.WORKER)),
    "head": ("Kit Orchard (demo)", SCHOOL, (Role.HEAD,)),
    "foster": ("Chris Larkhill (demo)", HOME, (Role.WORKER,)),
    "foster_dsl": ("Pat Wrenfield (demo)", HOME, (Role.DSL,)),
    "foster_deputy": ("Lee Stonebeck (demo)", HOME, (Role.DEPUTY,)),
    "consultation": ("Morgan Hale (demo)", SERVICE, (Role.CONSULTATION,)),
    "manager": ("Dana Thorley (demo)", SERVICE, (Role.MANAGER,)),
    "service_dsl": ("Ray Tolland (demo)", SERVICE, (Role.DSL,)),
    "service_deputy": ("Val Quenby (demo)", SERVICE, (Role.DEPUTY,)),
    "admin": ("Toni Birch (demo)", SERVICE, (Role.ADMIN,)),
}

SHARED = {
    "police": {"phone": "999", "note": "101 when nobody is in danger now"},
    "social_care": {"name": "Demo children's social care", "phone": "01632 960101"},
    "out_of_hours": {"name": "Demo emergency duty team", "phone": "01632 960102"},
    "consultation": {"name": "Demo consultation service", "phone": "01632 960103"},
    "lado": {"name": "Demo local authority designated officer", "phone": "01632 960104"},
}
OF_SETTING = {
    SCHOOL: {
        "dsl": {"name": "Jo Marlowe (demo)", "phone": "01632 960110"},
        "deputy": {"name": "Ali Penhale (demo)", "phone": "01632 960111"},
    },
    HOME: {
        "dsl": {"name": "Pat Wrenfield (demo)", "phone": "01632 960120"},
        "deputy": {"name": "Lee Stonebeck (demo)", "phone": "01632 960121"},
        "line_manager": {"name": "your supervising social worker"},
    },
    SERVICE: {
        "dsl": {"name": "Ray Tolland (demo)", "phone": "01632 960130"},
        "deputy": {"name": "Val Quenby (demo)", "phone": "01632 960131"},
    },
}


class NotDemo(Problem):
    """This database holds a real organisation: demo data is never mixed with it."""

    reason = "not_demo"


async def is_demo(tx: Tx) -> bool:
    """Whether this database holds the demo organisation, and nothing else."""
    return await installation.is_demo(tx.connection)


async def fill(tx: Tx) -> None:
    """Fill an empty database and mark it as demo; in a demo database, add the slots of a new month. Raises
    NotDemo.
    """
    if not await is_demo(tx):
        if await tx.connection.scalar(sa.select(sa.func.count()).select_from(people.people)):
            raise NotDemo
        await installation.mark_demo(tx.connection)
        await _organisation(tx)
    today = tx.now.astimezone(LONDON).date()
    for first in (today.replace(day=1), first_of_next_month(today)):
        await _slots(tx, first, today)


async def _organisation(tx: Tx) -> None:
    for setting_id, (name, kind) in SETTINGS.items():
        contacts = SHARED | OF_SETTING[setting_id]
        await settings.add_setting(tx, name, kind, contacts, id=setting_id, is_demo=True)
    for login, (name, setting_id, roles) in PEOPLE.items():
        known_as = f"demo-{login}"
        await people.add(
            tx,
            name,
            setting_id,
            roles,
            id=known_as,
            known_as=KnownAs(login=login, tenant=TENANT, object_id=known_as),
            is_demo=True,
        )


async def _slots(tx: Tx, first: date, today: date) -> None:
    """Three mornings in the month, still to come where the month has so many working days left."""
    if await bookings.slots_in(tx, first.year, first.month):
        return
    days = [first + timedelta(days=n) for n in range((first_of_next_month(first) - first).days)]
    working = [day for day in days if is_working_day(day, tx.closed)]
    ahead = [day for day in working if day > today]
    choice = ahead if len(ahead) >= SLOTS_A_MONTH else working[-SLOTS_A_MONTH:]
    step = len(choice) // SLOTS_A_MONTH
    for number in range(SLOTS_A_MONTH):
        starts = datetime.combine(choice[number * step + step // 2], time(10), tzinfo=LONDON)
        await bookings.publish(tx, starts.astimezone(UTC))
