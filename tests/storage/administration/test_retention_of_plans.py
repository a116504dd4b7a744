"""Plans go with what they belong to. Signed records and cases have no end yet, so neither have plans."""

from datetime import date, timedelta

import sqlalchemy as sa

from storage.administration import organisation, retention
from storage.casework import cases
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.database.columns import metadata
from storage.database.engine import Tx
from storage.plans import behaviour, writing
from storage.plans.intervention import plan as plans
from storage.plans.intervention import reviewing
from storage.plans.plan import Ending
from tests.storage.conftest import NOW, At, who
from tests.storage.plans.test_safety_plans import agreed, planned
from tests.storage.plans.test_sheets_and_tallies import BEHAVIOUR

MUCH_LATER = NOW + timedelta(days=15_000)
BELONG_TO = ("safety_plans", "intervention_plans")


async def rows(tx: Tx) -> dict[str, int]:
    """How many rows there are of each table of plans: the two themselves, and whatever points to one of them."""
    tables = [
        table
        for table in metadata.sorted_tables
        if table.name in BELONG_TO or any(key.column.table.name in BELONG_TO for key in table.foreign_keys)
    ]
    counted = {one.name: await tx.connection.scalar(sa.select(sa.func.count()).select_from(one)) for one in tables}
    return {name: count for name, count in counted.items() if count}


async def test_plans_that_have_ended_stay_as_long_as_their_record_or_case(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl, colleague, worker = await who(tx, "dsl"), await who(tx, "worker2"), await who(tx, "worker")
        await behaviour.keep(tx, dsl, plan.reference, BEHAVIOUR, [colleague.id], seen=0)
        await behaviour.tally(tx, colleague, 2)
        await behaviour.tally(tx, colleague, 1)
        await behaviour.take_back(tx, colleague)
        await agreed(tx, plan)
        await writing.end(tx, dsl, plan.reference, Ending("other", "Moved on", "All"), seen=2)
        child = Child("Zed Inventedname", date(2012, 5, 1))
        case = await cases.open_case(tx, worker, NewCase(child, "demo-school", "social_care", Part.SOCIAL_WORKER))
        made = await plans.make(tx, worker, case, "child_in_need", worker.id)
        await reviewing.end(tx, worker, made, "completed", "The work is done.")
        kept = await rows(tx)
        for name in (*BELONG_TO, "plan_versions", "intervention_versions", "behaviour_plans", "tally_staff", "tallies"):
            assert kept.get(name), name
    async with at(MUCH_LATER) as tx:
        await organisation.leave(tx, "demo-worker2")
        await retention.tidy(tx)
    async with at(MUCH_LATER + timedelta(days=1_000)) as tx:
        await retention.tidy(tx)
        assert await rows(tx) == kept
