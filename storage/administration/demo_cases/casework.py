"""What the demo organisation has after an incident: a social care team, a youth justice service, an early help team, a
manager over their workers, who is trained, and a few assessments on the way. Nobody and nothing of it exists.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta

from storage.administration.demo import OF_SETTING, SERVICE, SHARED, TENANT
from storage.casework import assessments, barriers, finishing, information, leading
from storage.casework.assessments import Assessment, Wanted
from storage.casework.cases import Child
from storage.casework.parts import Agency, BarrierKind
from storage.database.engine import Tx
from storage.people import courses, managers, people, settings
from storage.people.courses import Course, Mode, Taken
from storage.people.managers import ServiceArea
from storage.people.people import KnownAs, Person, Role
from storage.problems import NotFound
from storage.working_hours import LONDON

SOCIAL_CARE, YOUTH_JUSTICE, EARLY_HELP = "demo-social-care", "demo-youth-justice", "demo-early-help"
SETTINGS = {
    SOCIAL_CARE: ("Demo Children’s Social Care Team", "social_care"),
    YOUTH_JUSTICE: ("Demo Youth Justice Service", "youth_justice"),
    EARLY_HELP: ("Demo Early Help Team", "early_help"),
}
DSL = ("service_dsl", "service_deputy")
"""Those of the service are also the safeguarding lead and deputy of these teams."""

# login: name, setting, roles, service area, whether trained for AIM3
STAFF: dict[str, tuple[str, str, tuple[Role, ...], ServiceArea | None, bool]] = {
    "social_worker": ("Nia Harrowby (demo)", SOCIAL_CARE, (Role.WORKER,), ServiceArea.SOCIAL_CARE, True),
    "social_worker2": ("Bo Tansley (demo)", SOCIAL_CARE, (Role.WORKER,), ServiceArea.SOCIAL_CARE, False),
    "yj": ("Ash Calloway (demo)", YOUTH_JUSTICE, (Role.YOUTH_JUSTICE, Role.WORKER), ServiceArea.YOUTH_JUSTICE, True),
    "early_help": ("Rae Millbrook (demo)", EARLY_HELP, (Role.WORKER,), ServiceArea.EARLY_HELP, False),
    "service_manager": ("Quin Barlow (demo)", SOCIAL_CARE, (Role.MANAGER,), ServiceArea.SOCIAL_CARE, False),
}
MANAGED = ("social_worker", "social_worker2", "yj", "early_help")
"""Whose line manager the demo’s manager is."""
RULES = ("demo", "0" * 64)


async def fill(tx: Tx) -> None:
    """Add the teams to a demo organisation, with some assessments on the way; once."""
    if await organisation(tx):
        await _assessments(tx)


async def organisation(tx: Tx) -> bool:
    """Add the teams and their people only; whether they were not there yet."""
    try:
        await settings.setting(tx, SOCIAL_CARE)
        return False
    except NotFound:
        pass
    for setting_id, (name, kind) in SETTINGS.items():
        await settings.add_setting(tx, name, kind, SHARED | OF_SETTING[SERVICE], id=setting_id, is_demo=True)
        for login, role in zip(DSL, (Role.DSL, Role.DEPUTY), strict=True):
            await people.give(tx, f"demo-{login}", setting_id, [role])
    for login, (name, setting_id, roles, area, trained) in STAFF.items():
        id = f"demo-{login}"
        known_as = KnownAs(login=login, tenant=TENANT, object_id=id)
        await people.add(tx, name, setting_id, roles, known_as, id=id, is_demo=True)
        await managers.set_service_area(tx, id, area)
        if trained:
            await courses.put(tx, None, Taken(id, Course.AIM3, date(2025, 3, 4), Mode.IN_PERSON))
    for login in MANAGED:
        await managers.set_line_manager(tx, f"demo-{login}", "demo-manager")
    await managers.set_line_manager(tx, "demo-manager", "demo-service_manager")
    return True


async def _assessments(tx: Tx) -> None:
    """One near its limit with something in the way, one in the middle, one that was asked for today."""
    # by the clock on the wall: an hour more or less, and near midnight it would be another day
    here = tx.now.astimezone(LONDON)
    late, middle, fresh = (replace(tx, now=(here - timedelta(days=days)).astimezone(UTC)) for days in (38, 16, 0))
    worker, youth, early = [await people.get(tx, f"demo-{login}") for login in ("social_worker", "yj", "early_help")]
    manager = await people.get(tx, "demo-manager")
    first = await _asked(late, worker, "social_care", "Zed Inventedname", date(2012, 5, 1))
    first = await leading.name_lead(late, manager, first, worker.id)
    first = await finishing.advance(late, worker, first)
    seen, words = "What the school has seen", "Two letters and three visits; nobody opens."
    await information.ask(late, worker, first.case_id, Agency.SCHOOL, seen, reference=first.reference)
    await barriers.report(tx, worker, first, BarrierKind.FAMILY_CANNOT_BE_REACHED, words)
    second = await _asked(middle, youth, "youth_justice", "Quill Madeup", date(2010, 9, 3))
    await leading.name_lead(middle, manager, second, youth.id)
    await _asked(fresh, early, "early_help", "Bramble Notreal", date(2013, 1, 20))


async def _asked(tx: Tx, by: Person, agency: str, name: str, born: date) -> Assessment:
    """As if it had been asked for in the chat; the answers behind the route are left out."""
    route = {"facts": {"safety_plan": True}, "tools": ["aim3"], "lead": agency, "interview": "allowed"}
    wanted = Wanted(
        child=Child(name, born, school="secondary"), tool="aim3", lead_agency=agency, route=route,
        rules_version=RULES[0], rules_hash=RULES[1],
    )  # fmt: skip
    return (await assessments.ask(tx, by, agency, wanted)).assessment
