"""A secure home of the demo organisation, and a young person who has left it with a Good Life plan and is tracked: one
contact was missed. Nobody and nothing of it exists.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from storage.administration.demo import OF_SETTING, SERVICE, SHARED, TENANT
from storage.administration.demo_cases.casework import DSL
from storage.casework import cases
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people import managers, people, settings
from storage.people.managers import ServiceArea
from storage.people.people import KnownAs, Person, Role
from storage.plans.good_life import arranging, writing
from storage.plans.good_life import plan as plans
from storage.plans.good_life.content import Area, Arrangement, Content, How, Recipient
from storage.plans.good_life.plan import GoodLife, Whereabouts
from storage.plans.good_life.tables import good_life_plans
from storage.tracking import contacts, leaving
from storage.tracking.leaving import Left
from storage.working_hours import LONDON

HOME = "demo-secure-home"
SETTING = ("Demo Secure Children’s Home", "secure")
STAFF = {
    "key_worker": ("Wren Oakley (demo)", (Role.WORKER,)),
    "programmes": ("Ferris Holloway (demo)", (Role.MANAGER,)),
}
"""By login: a key worker, and whoever manages the programmes."""
SINCE, LICENCE = 150, 240
"""Days since they left, and how many the licence has."""
CONTACTS = ((27, "3", "4", "2"), (83, "4", "not_asked", "3"), (139, "did_not_want_to_say", "5", "4"))
"""Days after leaving; how content the young person and other agencies are, and the confidence of staff."""
PARTS = {
    "deciding": "I decide who I spend my evenings with.",
    "hard_times": "I go out with the dog, then I ring my aunt.",
    "skills": "Saying no before I am angry",
    "sex_education": "no",
    "learning_support": "One thing at a time, and somebody to ask",
    "copy_with": "My aunt",
}
GOALS = (
    ("A place on the motor vehicle course", "I like to know how things work", "See the workshop", "Wren"),
    (
        "Sunday lunch at my aunt’s without a row",
        "She never gave up on me",
        "Go out when it gets loud",
        "My aunt",
    ),
)


async def fill(tx: Tx) -> None:
    """Once."""
    if await tx.connection.scalar(sa.select(good_life_plans.c.id).limit(1)) or await people.find(tx, "key_worker"):
        return
    worker = await _home(tx)
    left_on = (tx.now.astimezone(LONDON) - timedelta(days=SINCE)).date()
    before = _at(tx, left_on - timedelta(days=40))
    new = NewCase(Child("Fennel Madeupname", date(2010, 2, 11)), HOME, "social_care", Part.KEY_WORKER)
    case = await cases.open_case(before, worker, new)
    plan = await writing.start(before, worker, case, None)
    content = Content(strengths=("Mends anything with an engine", "Looks after younger ones")).with_parts(PARTS)
    for goal in GOALS:
        content = content.with_goal(*goal)
    plan = await writing.write(before, worker, plan, content)
    plan = await writing.led_here(before, worker, plan, "Nobody was home, and nobody asked.", [Recipient.NEXT_HOME])
    plan = await writing.sign(before, worker, plan, "Fennel", worker.name)
    await _leaves(_at(tx, left_on), worker, plan, left_on)
    for days, young_person, agencies, staff in CONTACTS:
        day = left_on + timedelta(days=days)
        answers = {
            "compliance": "kept_to_it", "young_person": young_person, "agencies": agencies, "staff": staff,
            "supervisor": "looked_at", "mental_health": "the_same", "behaviour": "better", "further": "none_known",
            "stability": "the_same" if days < SINCE // 2 else "moved_as_planned",
            "told_by": "the supervising officer and an aunt", "words": "", "goal_1": "2", "goal_2": "1",
        }  # fmt: skip
        then = _at(tx, day)
        await contacts.keep_contact(then, worker, await plans.get(then, plan.id), day, answers)


async def _home(tx: Tx) -> Person:
    """The home with its staff; the key worker."""
    await settings.add_setting(tx, *SETTING, SHARED | OF_SETTING[SERVICE], id=HOME, is_demo=True)
    for login, role in zip(DSL, (Role.DSL, Role.DEPUTY), strict=True):
        await people.give(tx, f"demo-{login}", HOME, [role])
    for login, (name, roles) in STAFF.items():
        id = f"demo-{login}"
        await people.add(tx, name, HOME, roles, KnownAs(login=login, tenant=TENANT, object_id=id), id=id, is_demo=True)
        await managers.set_service_area(tx, id, ServiceArea.RESIDENTIAL)
    await managers.set_line_manager(tx, "demo-key_worker", "demo-programmes")
    return await people.get(tx, "demo-key_worker")


async def _leaves(tx: Tx, worker: Person, plan: GoodLife, day: date) -> None:
    """What was arranged, and the day they left."""
    for area, how, who in (
        (Area.ACCOMMODATION, How.IN_PLACE, "A room at the aunt’s"),
        (Area.EDUCATION, How.AGREED, "The college in town"),
        (Area.THERAPY, How.NOT_POSSIBLE, "No place yet; asked again in spring"),
    ):
        plan = await arranging.arrange(tx, worker, plan, area, Arrangement(how, who))
    plan = await writing.step_done(tx, worker, plan, 1, "Ring the tutor")
    licence = (day, day + timedelta(days=LICENCE))
    await leaving.leave(tx, worker, plan, Left(day, Whereabouts.COMMUNITY, licence))


def _at(tx: Tx, day: date) -> Tx:
    """The same transaction, at noon of that day in London."""
    return replace(tx, now=datetime(day.year, day.month, day.day, 12, tzinfo=LONDON).astimezone(UTC))
