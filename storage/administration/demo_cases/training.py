"""What the demo organisation has of training: a team, a head of service, people who are current, due and lapsed,
sessions before and after today, and last February's census with its answers. Nobody and nothing of it exists.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from storage.administration.demo import SERVICE, TENANT
from storage.administration.demo_cases.casework import EARLY_HELP, SOCIAL_CARE, YOUTH_JUSTICE
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import courses, managers, people
from storage.people.courses import Course, Mode, Taken
from storage.people.managers import ServiceArea
from storage.people.people import KnownAs, Role
from storage.queues import outbox
from storage.training import census, register, sessions, year
from storage.training.census import Answer, As, How
from storage.training.sessions import Wanted
from storage.training.tables import SessionKind, Way
from storage.training.tracked import Counts
from storage.working_hours import LONDON, add_working_days

TEAM, HEAD = "training", "head_of_service"
STAFF: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    TEAM: ("Hale Winterby (demo)", SERVICE, (Role.TRAINING,)),
    HEAD: ("Roan Ellerker (demo)", SERVICE, (Role.READER,)),
}
# login: name, setting, service area, days since the AIM3 course
TRAINED: dict[str, tuple[str, str, ServiceArea, int]] = {
    "assessor1": ("Fen Aldwark (demo)", SOCIAL_CARE, ServiceArea.SOCIAL_CARE, 200),
    "assessor2": ("Ivo Brackley (demo)", SOCIAL_CARE, ServiceArea.SOCIAL_CARE, 600),
    "assessor3": ("Mara Costock (demo)", YOUTH_JUSTICE, ServiceArea.YOUTH_JUSTICE, 640),
    "assessor4": ("Tam Dunholme (demo)", EARLY_HELP, ServiceArea.EARLY_HELP, 900),
}
SAID = (Counts(3, 1), Counts(2, 0, 1), Counts(1), None)
"""What they answered in the census, in that order; one has not."""


async def fill(tx: Tx) -> None:
    """Add it to a demo organisation that has its other teams; once."""
    if await people.find(tx, TEAM) is not None:
        return
    for login, (name, setting_id, roles) in STAFF.items():
        await _add(tx, login, name, setting_id, *roles)
    today = tx.now.astimezone(LONDON).date()
    for login, (name, setting_id, area, days) in TRAINED.items():
        await _add(tx, login, name, setting_id, Role.WORKER)
        await managers.set_service_area(tx, f"demo-{login}", area)
        await managers.set_line_manager(tx, f"demo-{login}", "demo-manager")
        day = today - timedelta(days=days)
        await courses.put(tx, None, Taken(f"demo-{login}", Course.AIM3, day, Mode.IN_PERSON))
    await _sessions(tx, today)
    await _census(tx, today)
    await year.begin(tx)


async def _add(tx: Tx, login: str, name: str, setting_id: str, *roles: Role) -> None:
    id = f"demo-{login}"
    known_as = KnownAs(login=login, tenant=TENANT, object_id=id)
    await people.add(tx, name, setting_id, roles, known_as, id=id, is_demo=True)


async def _sessions(tx: Tx, today: date) -> None:
    """One of which nobody has noted yet who came, and one to come."""
    team = await people.get(tx, f"demo-{TEAM}")
    before = replace(tx, now=tx.now - timedelta(days=40))
    for since, days in ((before, -14), (tx, 20)):
        day = add_working_days(today + timedelta(days=days), 0, tx.closed)
        starts_at = datetime.combine(day, time(10), tzinfo=LONDON).astimezone(UTC)
        held = await sessions.add(since, team, Wanted(SessionKind.REFRESHER, starts_at, 120, Way.VIDEO, 12))
        await sessions.take_place(since, await people.get(tx, "demo-assessor2"), held.id)


async def _census(tx: Tx, today: date) -> None:
    """That of the last February which is over, as if it had been answered then; what was told then is told no more."""
    of_year = today.year if today > census.closes(today.year) else today.year - 1
    then = replace(tx, now=datetime(of_year, 2, 10, 10, tzinfo=UTC))
    # some were not trained yet in that month: they are asked all the same, so that there is something to see
    await census.open_round(replace(then, now=tx.now), of_year, then.now)
    for login, counts in zip(TRAINED, SAID, strict=True):
        if counts is not None:
            who = await people.get(tx, f"demo-{login}")
            why = "nobody trained was free to co-work" if counts.not_able else ""
            said = Answer(who.id, As.SELF, counts, why, How.TYPED, then.now)
            await census.answer(then, who, of_year, who.id, said)
    await running.stop(tx, census.CLOCK, census.about(of_year))
    trained = await register.trained(tx)
    for person_id in {*(entry.person.id for entry in trained), *await census.staff_by_manager(tx, trained)}:
        for message in await outbox.waiting_for(tx, person_id):
            # an alert of a session carries when that is
            at = datetime.fromisoformat(message.params.get("at", tx.now.isoformat()))
            if message.key.startswith("census_") or at < tx.now:
                await outbox.withdraw(tx, message)
