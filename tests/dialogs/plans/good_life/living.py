"""Short ways to make a Good Life plan in the chat, and to have somebody leave."""

from bot.runtime import Runtime
from storage.plans.good_life import plan as plans
from storage.plans.good_life.plan import GoodLife
from tests.conversation import Conversation, someone
from tests.dialogs.casework.team import fills_in
from tests.dialogs.plans.intervention.planning import case_of

PLANTED = "Plantedword"
FIRST = {
    "strengths": "Cooks for everybody\nStays calm when others argue",
    "what": "A place on the catering course", "why": "I want to work", "step": "Ring the college", "helps": "Sam",
    "by": "2026-12-01",
}  # fmt: skip
NOW_ON = {
    "deciding": "Who I go out with", "hard_times": f"{PLANTED}hard: I ring my aunt", "skills": "Saying no",
    "sex_education": "no", "learning_support": "Short tasks", "copy_with": "My aunt",
}  # fmt: skip
LED_HERE = {
    "led_here": f"{PLANTED}led: things at home", "family": "no", "supervising_officer": "yes", "social_worker": "no",
    "health": "no", "next_home": "no",
}  # fmt: skip
LICENCE = {"day": "", "to": "community", "licence_from": "2026-12-01", "licence_until": "2027-05-31"}
CONTACT = {
    "day": "", "told_by": "his officer and his aunt", "compliance": "kept_to_it", "young_person": "4", "agencies": "5",
    "staff": "3", "supervisor": "looked_at", "mental_health": "better", "behaviour": "better", "stability": "the_same",
    "whereabouts": "", "goal_1": "2", "words": "Turns up each morning",
}  # fmt: skip


async def drafted(worker: Conversation) -> str:
    """One that is being written; the reference of its case."""
    reference = await case_of(worker)
    await worker.says(f"good life plan {reference}")
    await worker.says("Yes, together")
    await worker.sends(FIRST)
    assert "begin_life_plan.begun" in worker.keys, worker.transcript
    return reference


async def signed(worker: Conversation) -> str:
    """One that both have signed, with what they decide and what led here."""
    reference = await drafted(worker)
    await fills_in(worker, f"from now on {reference}", **NOW_ON)
    await fills_in(worker, f"what led here {reference}", **LED_HERE)
    await fills_in(worker, f"sign life plan {reference}", young_person="Zed", worker="Nia Harrowby")
    assert "good_life.signed" in worker.keys, worker.transcript
    return reference


async def left(worker: Conversation, **changed: str) -> str:
    """Somebody who has left today."""
    reference = await signed(worker)
    await fills_in(worker, f"has left {reference}", **{**LICENCE, **changed})
    assert "tracking.left_on_licence" in worker.keys, worker.transcript
    return reference


async def stored(runtime: Runtime, reference: str, login: str = "social_worker") -> GoodLife:
    person = (await someone(runtime, login)).person
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await plans.read(tx, person, reference, action=None)
