"""Writing a Good Life plan with a young person: offered, written, signed by both, and its steps taken.

Who does not want one now is asked again after two weeks; nobody is made to. At least one strength and one goal, since
the plan is about what somebody can reach and not about what is wrong with them (OF-practice).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from storage.casework import events
from storage.casework.cases import Case
from storage.casework.parts import Happened
from storage.clocks import running
from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life.content import Content, Recipient, State
from storage.plans.good_life.plan import GoodLife, begin, keep, save
from storage.problems import Problem
from storage.working_hours import LONDON

OFFER = "good_life_offer"


class NoStrength(Problem):
    """A plan begins with what the young person is good at."""

    reason = "good_life_no_strength"


class NoGoal(Problem):
    """A plan has a goal at least."""

    reason = "good_life_no_goal"


class SignedAlready(Problem):
    """It is signed already, or has ended."""

    reason = "good_life_signed_already"


async def offer(tx: Tx, by: Person, case: Case) -> GoodLife:
    """The young person does not want one now: it stays offered, and comes back after two weeks. Raises as `begin`."""
    plan = await begin(tx, by, case, State.OFFERED)
    await running.start(tx, OFFER, plan.about, plan.reference)
    return plan


async def offer_again(tx: Tx, plan: GoodLife) -> None:
    """Asked once more, and not now: two more weeks."""
    await running.stop(tx, OFFER, plan.about)
    await running.start(tx, OFFER, plan.about, plan.reference)


async def start(tx: Tx, by: Person, case: Case, plan: GoodLife | None) -> GoodLife:
    """They want one: it is being written from now on. Raises as `begin`."""
    if plan is None:
        return await begin(tx, by, case, State.DRAFTING)
    await running.stop(tx, OFFER, plan.about)
    return await keep(tx, plan, state=State.DRAFTING.value)


async def write(tx: Tx, by: Person, plan: GoodLife, content: Content) -> GoodLife:
    """As it is from now on. Raises PlanOver, NoStrength where the last one was taken out, ChangedMeanwhile."""
    plan.check_goes_on()
    if not content.strengths:
        raise NoStrength
    return await save(tx, by, plan, content)


async def led_here(tx: Tx, by: Person, plan: GoodLife, words: str, yes_for: Sequence[Recipient]) -> GoodLife:
    """What led here, in the young person's words, or '' to take it out; and to whom they say yes, each by themselves.
    Raises PlanOver, ChangedMeanwhile.
    """
    plan.check_goes_on()
    today = tx.now.astimezone(LONDON).date().isoformat()
    before = plan.content.led_here_for
    # a yes is to what stood there then: other words need a yes of their own
    stays = before if words == plan.content.led_here else {}
    allowed: Mapping[Recipient, str] = {to: stays.get(to, today) for to in yes_for} if words else {}
    return await save(tx, by, plan, replace(plan.content, led_here=words, led_here_for=allowed))


def check_may_sign(plan: GoodLife) -> None:
    """Raises SignedAlready, NoStrength, NoGoal."""
    if plan.state not in (State.OFFERED, State.DRAFTING):
        raise SignedAlready
    if not plan.content.strengths:
        raise NoStrength
    if not plan.content.goals:
        raise NoGoal


async def sign(tx: Tx, by: Person, plan: GoodLife, young_person: str, worker: str) -> GoodLife:
    """Both agree. Raises as `check_may_sign`, and ChangedMeanwhile."""
    check_may_sign(plan)
    content = replace(plan.content, signed_young_person=young_person, signed_worker=worker)
    signed = await save(tx, by, plan, content, state=State.AGREED.value, agreed_at=tx.now)
    await events.note(tx, plan.case_id, by.id, Happened.PLAN_AGREED, tx.now.astimezone(LONDON).date())
    return signed


async def step_done(tx: Tx, by: Person, plan: GoodLife, number: int, following: str) -> GoodLife:
    """A step towards a goal is taken: with the first the plan is in use. Raises PlanOver, NotSigned, NoSuchGoal,
    ChangedMeanwhile.
    """
    plan.check_signed()
    content = plan.content.with_step_done(number, following)
    state = State.IN_USE if plan.state is State.AGREED else plan.state
    return await save(tx, by, plan, content, state=state.value)
