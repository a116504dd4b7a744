"""An intervention plan in the demo organisation, in force, on the case of the assessment that is in the middle. Nobody
and nothing of it exists; it stands on the teams of `casework`.
"""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from storage.casework import cases
from storage.casework.tables import cases as cases_table
from storage.database.engine import Tx
from storage.people import people
from storage.plans.intervention import actions, reviewing, signing
from storage.plans.intervention import plan as plans
from storage.plans.intervention.actions import NewAction
from storage.plans.intervention.content import ActionState
from storage.plans.intervention.reviewing import Reviewed
from storage.plans.intervention.tables import intervention_plans
from storage.working_hours import LONDON

LEAD = "yj"
"""The login of who leads it."""
NEEDS = (
    ("sexual_behaviour", "Keeps to the rules about space and touch at school", "Two half terms without a reminder"),
    ("family", "Evenings at home are calm enough to talk", "What he and his mother each say in a month"),
)
PARTS = {
    "family_work": "work",
    "family": "Four evenings with his mother and uncle",
    "health": "Asked CAMHS for advice",
    "education": "Stays in school, with a key worker",
    "diversity": "Short texts with pictures; one thing at a time",
    "other_plans": "The school’s safety plan",
    "high_risk": "no",
    "child_words": "I want to get back into football. I like it when people say straight what they mean.",
    "parents_words": "His mother comes to each meeting, and wants to know early if something is wrong.",
}
WHO = {"youth_justice": "Ash Calloway (demo)", "school": "the form tutor", "health": "the specialist team"}
ACTIONS = (
    (1, "diversion_officers", "consequences", "youth_justice", "Six sessions about space, asking and answers", True),
    (1, "school_programme", "life_space", "school", "A key worker, and a quiet place at break", False),
    (2, "mst_psb", "family_work", "health", "Family work from the specialist team", False),
)


async def fill(tx: Tx) -> None:
    """Once; where there is such a case."""
    if await tx.connection.scalar(sa.select(intervention_plans.c.id).limit(1)):
        return
    lead = await people.find(tx, LEAD)
    query = sa.select(cases_table.c.id).where(cases_table.c.opened_by == (lead.id if lead else ""))
    case_id = await tx.connection.scalar(query.order_by(cases_table.c.opened_at).limit(1))
    if lead is None or case_id is None:
        return
    earlier = replace(tx, now=tx.now - timedelta(days=13))
    plan = await plans.make(earlier, lead, await cases.get(tx, case_id), "child_in_need", lead.id)
    content = plan.content.with_parts(PARTS)
    for need in NEEDS:
        content = content.with_need(*need)
    plan = await plans.save(earlier, lead, plan, plan.version, content)
    for need_number, menu, component, agency, what, statutory in ACTIONS:
        new = NewAction(need_number, menu, component, "constructive", agency, what, WHO[agency], statutory=statutory)
        await actions.add(earlier, lead, plan, new)
    plan = await signing.sign(earlier, lead, plan, plan.version, "Ash Calloway (demo)")
    await actions.set_state(earlier, lead, plan, 1, ActionState.STARTED)
    met_on = (tx.now - timedelta(days=5)).astimezone(LONDON).date()
    await reviewing.review(tx, lead, plan, plan.version, Reviewed(met_on, "child_in_need", "Everybody came."))
