"""Sheets in people's hands and the tally of a behaviour plan, as they are kept; and which records concern a plan."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration import organisation
from storage.database.engine import Tx
from storage.people.people import Role
from storage.plans import behaviour, due, reviewing, sheets, writing
from storage.plans.behaviour import Behaviour, NotCounted, NotNamed, OnlyDisplayed, WhichPlan
from storage.plans.plan import ChangedMeanwhile, Content, NoSuchGroup, Plan, Side, StaffGroup, subject
from storage.plans.sheets import HasIt, NotHere
from storage.plans.tables import behaviour_plans, plan_sheets
from storage.problems import NotFound
from storage.queues import outbox
from storage.records.register.child_index import ChildPart
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.plans.test_safety_plans import BREAKS, ROWS, SAID, agreed, planned, targeted
from tests.storage.records.test_records import submit

BEHAVIOUR = Behaviour(
    ("too_close",), {"when": "Plantedword at break"}, {"instead": "Asks"}, {"stop": "Stop."}, "too close", 2, True, True
)
LUNCH = StaffGroup.LUNCH


async def test_a_sheet_is_read_by_whom_it_was_given_to_and_by_nobody_else(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl, colleague = await who(tx, "dsl"), await who(tx, "worker2")
        sheet_id = await sheets.give(tx, dsl, plan.reference, LUNCH, colleague)
        with pytest.raises(HasIt):
            await sheets.give(tx, dsl, plan.reference, LUNCH, colleague)
        with pytest.raises(NotHere):
            await sheets.give(tx, dsl, plan.reference, LUNCH, await who(tx, "foster"))
        with pytest.raises(NoSuchGroup):
            await sheets.give(tx, dsl, plan.reference, StaffGroup.TEACHERS, colleague)
        with pytest.raises(NotFound):
            await sheets.give(tx, await who(tx, "worker"), plan.reference, LUNCH, colleague)
        for other in ("worker", "head", "deputy"):
            with pytest.raises(NotFound):
                await sheets.read(tx, await who(tx, other), sheet_id)
        read = await sheets.read(tx, colleague, sheet_id)
        assert dict(read.rows) == {"breaks": BREAKS}
        await sheets.sign(tx, colleague, sheet_id, read.version)
        assert [one.is_read for one in await sheets.mine(tx, colleague)] == [True]
        await sheets.signed_on_paper(tx, dsl, plan.reference, LUNCH, "Vic Invented", "taxi escort")
        kept = repr([tuple(row) for row in await tx.connection.execute(sa.select(plan_sheets))])
        assert "Vic" not in kept
        assert await audit.verify(tx, subject(plan.id))


async def test_what_has_changed_is_not_signed_unread(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl, colleague = await who(tx, "dsl"), await who(tx, "worker2")
        sheet_id = await sheets.give(tx, dsl, plan.reference, LUNCH, colleague)
        other = Content({"breaks": replace(BREAKS, text="In the library")})
        await writing.change(tx, dsl, plan.reference, other, seen=1)
        with pytest.raises(ChangedMeanwhile):
            await sheets.sign(tx, colleague, sheet_id, 1)
        await sheets.sign(tx, colleague, sheet_id, 2)
        await writing.change(tx, dsl, plan.reference, ROWS, seen=2)
        assert [one.is_read for one in await sheets.mine(tx, colleague)] == [False]


async def test_who_has_left_or_lost_every_role_has_no_sheet_and_counts_nothing(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl, colleague = await who(tx, "dsl"), await who(tx, "worker2")
        await sheets.give(tx, dsl, plan.reference, LUNCH, colleague)
        await behaviour.keep(tx, dsl, plan.reference, BEHAVIOUR, [colleague.id], seen=0)
        await organisation.set_roles(tx, colleague.id, "demo-school", [])
        assert await sheets.mine(tx, colleague) == []
        assert await behaviour.counts_for(tx, colleague) == []
        assert await behaviour.staff_of(tx, plan.id) == []
        await organisation.set_roles(tx, colleague.id, "demo-school", [Role.WORKER])
        assert len(await sheets.mine(tx, colleague)) == 1


async def test_a_behaviour_plan_starts_after_an_assessment_within_a_plan_of_several_agencies(at: At) -> None:
    async with planned(at) as (tx, record, plan):
        dsl, colleague = await who(tx, "dsl"), await who(tx, "worker2")
        draft = await behaviour.keep(
            tx, dsl, plan.reference, replace(BEHAVIOUR, assessed=False), [colleague.id], seen=0
        )
        assert draft.is_draft
        with pytest.raises(NotNamed):
            await behaviour.tally(tx, colleague, 2)
        with pytest.raises(ChangedMeanwhile):
            await behaviour.keep(tx, dsl, plan.reference, BEHAVIOUR, [colleague.id], seen=0)
        kept = await behaviour.keep(tx, dsl, plan.reference, BEHAVIOUR, [colleague.id], seen=1)
        assert kept.starts_on == NOW.date()
        assert "Plantedword" not in repr([tuple(r) for r in await tx.connection.execute(sa.select(behaviour_plans))])
        theirs = await writing.begin(tx, dsl, record.id, targeted(record), Side.TARGETED, Content())
        with pytest.raises(OnlyDisplayed):
            await behaviour.keep(tx, dsl, theirs.reference, BEHAVIOUR, [], seen=0)


async def test_tallies_add_up_by_week_and_one_that_was_taken_back_counts_no_more(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl, colleague = await who(tx, "dsl"), await who(tx, "worker2")
        await behaviour.keep(tx, dsl, plan.reference, BEHAVIOUR, [colleague.id], seen=0)
        for wrong in (-1, 100):
            with pytest.raises(NotCounted):
                await behaviour.tally(tx, colleague, wrong)
        with pytest.raises(NotNamed):
            await behaviour.tally(tx, await who(tx, "worker"), 1)
        assert (await behaviour.tally(tx, colleague, 2))[1] == 2
        assert (await behaviour.tally(tx, colleague, 3))[1] == 5
        assert (await behaviour.take_back(replace(tx, now=NOW + timedelta(minutes=1)), colleague))[1] in (2, 3)
        later = replace(tx, now=NOW + timedelta(days=14))
        await behaviour.tally(later, colleague, 9)
        counted = [week.count for week in await behaviour.weeks(later, plan.id)]
        assert counted[1:] == [None, 9]
        with pytest.raises(NotNamed):
            await behaviour.take_back(replace(tx, now=NOW + timedelta(days=21)), colleague)
        (other,) = await submit(tx, key="case-2", children=[ChildPart("Child A", "Zed Other", "2013-01-02")])
        second = await writing.begin(tx, dsl, other.id, other.child_label, Side.DISPLAYED, ROWS)
        await behaviour.keep(tx, dsl, second.reference, BEHAVIOUR, [colleague.id], seen=0)
        with pytest.raises(WhichPlan) as which:
            await behaviour.tally(tx, colleague, 1)
        assert sorted(which.value.references) == sorted([plan.reference, second.reference])


async def noticed(tx: Tx, plan: Plan, record: Record) -> list[str]:
    await due.new_record(tx, record)
    return [one for one, _ in await due.not_looked_at(tx, plan.id)]


async def test_a_new_record_is_noticed_by_those_only_who_may_know_of_it(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        await agreed(tx, plan)
        (hidden,) = await submit(tx, key="case-2", concern_about_dsl=True)
        assert await noticed(tx, plan, hidden) == [hidden.id]
        heard = {name: [one.key for one in await outbox.waiting_for(tx, f"demo-{name}")] for name in ("dsl", "deputy")}
        assert "safety_plan_new_record" in heard["deputy"]
        assert "safety_plan_new_record" not in heard["dsl"]
        for login, knows in (("dsl", False), ("deputy", True)):
            clocks = {one.clock.name for one in await due.clocks_for(tx, await who(tx, login), plan.id)}
            assert (due.NEW_RECORD in clocks) is knows, login
        dsl = await who(tx, "dsl")
        await reviewing.review(tx, dsl, plan.reference, NOW.date(), SAID, None, seen=2)
        assert [one for one, _ in await due.not_looked_at(tx, plan.id)] == [hidden.id], "it still waits for the deputy"
        (known,) = await submit(tx, key="case-3")
        assert set(await noticed(tx, plan, known)) == {hidden.id, known.id}
