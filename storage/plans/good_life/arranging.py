"""What is arranged before a young person goes: each planned, agreed, in place, or not possible; who sees to it, when.

That arrangements are made for whatever comes next, a resettlement or a transfer, is the source's (OF-outcomes,
OF-overview). Who goes at a day's notice goes all the same: what is missing is said, and stops nothing.
"""

from storage.database.engine import Tx
from storage.people.people import Person
from storage.plans.good_life.content import Area, Arrangement, State
from storage.plans.good_life.plan import GoodLife, save


async def arrange(tx: Tx, by: Person, plan: GoodLife, area: Area, made: Arrangement) -> GoodLife:
    """One arrangement, as it is now; with the first the leaving is being prepared. Raises PlanOver, NotSigned,
    ChangedMeanwhile.
    """
    plan.check_signed()
    state = plan.state if plan.state is State.TRACKING else State.LEAVING
    return await save(tx, by, plan, plan.content.with_arrangement(area, made), state=state.value)
