"""What goes along: a plan that rests on nothing else, a case with all that was done in it; and what goes on."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from bot.delivery.retention_review import look
from storage.administration.checking_history import check
from storage.administration.disposal import deciding, due
from storage.administration.disposal.deciding import StillInUse
from storage.audit import Kind, Subject, tombstones
from storage.audit.verifying import Wrong
from storage.casework import cases, members
from storage.casework.cases import Child, NewCase
from storage.casework.parts import Part
from storage.casework.tables import cases as CASES
from storage.database.engine import Database
from storage.people import people
from storage.plans import writing
from storage.plans.intervention import plan as intervention
from storage.plans.intervention import reviewing
from storage.plans.plan import Ending, Side
from storage.plans.tables import plan_records, plan_versions, safety_plans
from tests.storage.administration.test_disposal import DUE, a_filed_record, left_of
from tests.storage.conftest import NOW, At, who
from tests.storage.plans.test_safety_plans import ROWS, agreed

GROWN = datetime(2037, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("another_record", [False, True])
async def test_a_plan_goes_with_its_record_unless_it_rests_on_another(
    at: At, database: Database, another_record: bool
) -> None:
    async with at() as tx:
        dsl = await who(tx, "dsl")
        record = await a_filed_record(tx)
        plan = await writing.begin(tx, dsl, record.id, record.child_label, Side.DISPLAYED, ROWS)
        await agreed(tx, plan)
        if another_record:
            later = await a_filed_record(tx, key="case-2")
            noticed = {"plan_id": plan.id, "record_id": later.id, "label": "Child A", "noticed_at": tx.now}
            await tx.connection.execute(plan_records.insert().values(**noticed))
    await look(database, DUE)
    async with at(DUE) as tx:
        dsl = await who(tx, "dsl")
        with pytest.raises(StillInUse):
            await deciding.ask(tx, dsl, record.reference, "its time is over")
        await writing.end(tx, dsl, plan.reference, Ending("other", "Moved on", "All"), seen=2)
        await deciding.ask(tx, dsl, record.reference, "its time is over")
        await deciding.agree(tx, await who(tx, "deputy"), record.reference)
    async with at(DUE) as tx:
        stands_on = (await tx.connection.scalars(sa.select(safety_plans.c.record_id))).all()
        versions = await tx.connection.scalar(sa.select(sa.func.count()).select_from(plan_versions))
        gone = await tombstones.of_kinds(tx, [Kind.SAFETY_PLAN])
        if another_record:
            assert (stands_on, versions, gone) == ([later.id], 2, [])
        else:
            assert (stands_on, versions) == ([], 0)
            assert [one.reference for one in gone] == [plan.reference]
            assert await left_of(tx, plan.id) == {"audit", "tombstones", "row_seals"}
    assert [one for one in (await check(database, DUE)).faults if one.wrong is not Wrong.NOT_SIGNED] == []


async def test_a_case_goes_with_its_plans_once_two_managers_agree(at: At, database: Database) -> None:
    async with at() as tx:
        worker = await who(tx, "worker")
        child = Child("Zed Inventedname", date(2012, 5, 1))
        case = await cases.open_case(tx, worker, NewCase(child, "demo-school", "social_care", Part.SOCIAL_WORKER))
        await members.add(tx, case.id, "demo-manager", Part.LINE_MANAGER, None)
        made = await intervention.make(tx, worker, case, "child_in_need", worker.id)
    (row,) = await due.find(database, GROWN)
    assert (row.reference, row.line.matter, row.line.cites) == (case.reference, "case", "")
    await look(database, GROWN)
    async with at(GROWN) as tx:
        manager, head = await who(tx, "manager"), await who(tx, "head")
        with pytest.raises(StillInUse):
            await deciding.ask(tx, manager, case.reference, "its time is over")
    async with at(NOW) as tx:
        await reviewing.end(tx, await people.get(tx, "demo-worker"), made, "completed", "The work is done.")
    async with at(GROWN) as tx:
        with pytest.raises(StillInUse):
            await deciding.ask(tx, manager, case.reference, "its time is over")
        await tx.connection.execute(CASES.update().values(closed_at=NOW))
        await deciding.ask(tx, manager, case.reference, "its time is over")
        gone = await deciding.agree(tx, head, case.reference)
        assert gone.stone.about == Subject(Kind.CASE, case.id)
    async with at(GROWN) as tx:
        assert await left_of(tx, case.id) == {"audit", "tombstones", "row_seals"}
        kinds = {one.of_kind for one in await tombstones.of_kinds(tx, list(Kind))}
        assert kinds == {Kind.CASE, Kind.INTERVENTION}
    assert [one for one in (await check(database, GROWN)).faults if one.wrong is not Wrong.NOT_SIGNED] == []
