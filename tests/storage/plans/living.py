"""Short ways to have a Good Life plan in the database, and everything that is answered in a contact."""

from datetime import date
from typing import Any

from storage.casework import cases
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life import plan as plans
from storage.plans.good_life import writing
from storage.plans.good_life.content import Content
from storage.plans.good_life.plan import GoodLife, Whereabouts
from storage.tracking import leaving
from storage.tracking.leaving import Left

STRENGTHS = Content(strengths=("Cooks for everybody", "Stays calm when others argue"))
GOAL = ("A place on the catering course", "I want to work", "Ring the college", "Sam", "2026-12-01")
ANSWERS = {
    "compliance": "kept_to_it", "young_person": "4", "agencies": "5", "staff": "3", "supervisor": "looked_at",
    "mental_health": "better", "behaviour": "better", "further": "none_known", "stability": "the_same",
    "told_by": "his officer and his aunt", "words": "",
}  # fmt: skip


async def case_of(tx: Tx, by: Person, name: str = "Zed Inventedname") -> str:
    """The reference of a new case that this person is the key worker of."""
    new = NewCase(Child(name, date(2010, 5, 1)), by.setting_id, "social_care", Part.KEY_WORKER)
    return (await cases.open_case(tx, by, new)).reference


async def drafted(tx: Tx, by: Person, name: str = "Zed Inventedname") -> GoodLife:
    """One that is being written, with strengths and a goal."""
    case = await cases.by_reference(tx, await case_of(tx, by, name))
    plan = await writing.start(tx, by, case, None)
    return await writing.write(tx, by, plan, STRENGTHS.with_goal(*GOAL))


async def signed(tx: Tx, by: Person, name: str = "Zed Inventedname") -> GoodLife:
    return await writing.sign(tx, by, await drafted(tx, by, name), "Zed", "Wren Worker")


async def left(
    tx: Tx, by: Person, on: date, licence: tuple[date, date] | None = None, name: str = "Zed Inventedname",
    to: Whereabouts = Whereabouts.COMMUNITY,
) -> GoodLife:  # fmt: skip
    plan = await signed(tx, by, name)
    return await leaving.leave(tx, by, plan, Left(on, to, licence or (None, None)))


def answers(**changed: Any) -> dict[str, str]:
    return {**ANSWERS, **changed}


async def stored(tx: Tx, plan: GoodLife) -> GoodLife:
    return await plans.get(tx, plan.id)
