"""Short ways to make an intervention plan and to add to it."""

from typing import Any

import sqlalchemy as sa

from bot.runtime import Runtime
from storage.casework import cases
from storage.casework.tables import assessments
from storage.plans.intervention import plan as plans
from storage.plans.intervention.plan import Plan
from tests.conversation import Conversation, someone
from tests.dialogs.casework.team import asked, fills_in

PLANTED = "Plantedword: two friends whom he sees each week outside school"
NEED: dict[str, str] = {"domain": "family", "change": PLANTED, "know": "His own diary, and what his mother says"}
ACTION: dict[str, str] = {
    "what": "The drawing group on Mondays",
    "who": "the early help worker",
    "agency": "early_help",
    "menu": "targeted_groups",
    "component": "pro_social_skills",
    "kind": "constructive",
    "basis": "voluntary",
    "sessions": "weekly, ten",
    "starts_on": "",
}
PARTS: dict[str, str] = {
    "family_work": "work",
    "family": "Three evenings with his parents",
    "health": "Asked for CAMHS advice",
    "education": "Stays in school, with a key worker",
    "diversity": "Pictures rather than text",
    "other_plans": "The school’s safety plan",
    "high_risk": "no",
}


async def case_of(worker: Conversation, **changed: Any) -> str:
    """The reference of a case that the worker is in."""
    wanted = await asked(worker, **changed)
    async with worker.runtime.database.transaction(worker.runtime.clock()) as tx:
        query = sa.select(assessments.c.case_id).where(assessments.c.reference == wanted)
        return (await cases.get(tx, str(await tx.connection.scalar(query)))).reference


async def made(worker: Conversation, level: str = "Child protection plan", lead: str = "Nia Harrowby (demo)") -> str:
    """A draft; the reference of its case."""
    reference = await case_of(worker)
    await worker.says(f"make a plan {reference}")
    await worker.says(level)
    await worker.says(lead)
    assert "make_plan.made" in worker.keys, worker.transcript
    return reference


async def agreed(worker: Conversation, **changed: Any) -> str:
    """One that is signed, with a need and an action for it; the reference of its case."""
    reference = await made(worker)
    await fills_in(worker, f"add need {reference}", **{**NEED, **ACTION, **changed})
    await fills_in(worker, f"plan parts {reference}", **PARTS)
    await fills_in(worker, f"their words {reference}", child_words="I want to draw", parents_words="We come along")
    await fills_in(worker, f"sign plan {reference}", signed_name="Nia Harrowby")
    assert "intervention.signed" in worker.keys, worker.transcript
    return reference


async def stored(runtime: Runtime, reference: str, login: str = "social_worker") -> Plan:
    person = (await someone(runtime, login)).person
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await plans.read(tx, person, reference, action=None)
