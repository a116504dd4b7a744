"""Safety plans as they are kept: who reads them, what is sealed, what nobody overwrites, who stands in for whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import audit
from storage.administration import organisation
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.plans import access, due, reviewing, writing
from storage.plans.plan import (
    Agreement,
    Agrees,
    Attendance,
    Attends,
    ChangedMeanwhile,
    Content,
    Ending,
    NotChecked,
    Plan,
    PlanEnded,
    Row,
    RowsWithoutOwner,
    Side,
    StaffGroup,
    State,
    subject,
)
from storage.plans.reviewing import NotInForce, ReviewedBeforeItBegan, Said
from storage.plans.tables import plan_versions, safety_plans
from storage.plans.writing import AgreedAlready, AlreadyThere, NamesAnotherChild, StartsWrong
from storage.problems import NotFound
from storage.queues import outbox
from storage.records.signing import Record
from tests.storage.conftest import NOW, At, who
from tests.storage.records.test_records import submit

TODAY = NOW.date()
BREAKS = Row("Plantedword by the wall", "the midday supervisors", (StaffGroup.LUNCH,))
ROWS = Content({"breaks": BREAKS})
SAYS = Agreement(Agrees.DISAGREES, "Plantedword, say the parents", Agrees.AGREES, "My own words", "", "Jo Marlowe")
SAID = Said("", "Works", Agrees.AGREES, "", "", "Jo Marlowe")


@asynccontextmanager
async def planned(at: At, *, side: Side = Side.DISPLAYED) -> AsyncIterator[tuple[Tx, Record, Plan]]:
    """A record, and the DSL's first plan for a child of it."""
    async with at() as tx:
        (record,) = await submit(tx)
        label = record.child_label if side is Side.DISPLAYED else targeted(record)
        yield tx, record, await writing.begin(tx, await who(tx, "dsl"), record.id, label, side, ROWS)


def targeted(record: Record) -> str:
    return str(next(one["label"] for one in record.children if not one["displayed"]))


async def agreed(tx: Tx, plan: Plan, *, days: int = 0) -> Plan:
    dsl = await who(tx, "dsl")
    return await writing.agree(tx, dsl, plan.reference, SAYS, TODAY + timedelta(days=days), seen=plan.version.number)


async def readers(tx: Tx, plan: Plan) -> list[str]:
    found = [one for one in await people.everyone(tx) if await access.reads(tx, one, plan.id)]
    return sorted(str(one.login) for one in found)


async def test_leads_of_the_setting_read_it_and_each_reading_and_refusal_is_kept(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        assert await readers(tx, plan) == ["deputy", "dsl"]
        for login in ("worker", "head", "foster_dsl", "admin", "manager", "consultation"):
            with pytest.raises(NotFound):
                await access.read(tx, await who(tx, login), plan.reference)
        await access.read(tx, await who(tx, "deputy"), plan.reference)
        noted = [entry.action for entry in await audit.entries(tx, subject(plan.id))]
        assert noted == ["safety_plan_begun", *["refused_read"] * 6, "read"]
        assert await audit.verify(tx, subject(plan.id))


async def test_nothing_that_was_written_is_readable_in_the_database(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        plan = await agreed(tx, plan)
        await writing.end(tx, await who(tx, "dsl"), plan.reference, Ending("other", "Plantedword", "All"), seen=2)
        kept = [*await tx.connection.execute(sa.select(safety_plans))]
        kept += [*await tx.connection.execute(sa.select(plan_versions))]
        for words in ("Plantedword", "midday", "own words", "Jo Marlowe", "disagrees"):
            assert words not in repr([tuple(row) for row in kept])


async def test_from_the_first_plan_to_its_end_every_version_stays(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        dsl = await who(tx, "dsl")
        assert plan.state(TODAY) is State.FIRST
        plan = await agreed(tx, plan)
        assert plan.state(TODAY) is State.IN_FORCE
        further = Content({**plan.version.content.rows, "seating": Row("In front", "the tutor")}, agreement=SAYS)
        plan = await reviewing.review(tx, dsl, plan.reference, TODAY, SAID, further, seen=2)
        assert (plan.version.number, plan.version.content) == (3, further)
        plan = await writing.end(tx, dsl, plan.reference, Ending("moved", "", "All"), seen=3)
        assert plan.state(TODAY) is State.ENDED
        versions = await access.versions(tx, plan.id)
        assert [(one.number, str(one.cause)) for one in versions] == [(1, "begun"), (2, "agreed"), (3, "reviewed")]
        assert versions[0].content == ROWS
        assert versions[1].content.agreement == SAYS
        for raised in (
            writing.change(tx, dsl, plan.reference, ROWS, seen=3),
            reviewing.review(tx, dsl, plan.reference, TODAY, SAID, None, seen=3),
            writing.end(tx, dsl, plan.reference, Ending("moved", "", "All"), seen=3),
        ):
            with pytest.raises(PlanEnded):
                await raised


async def test_bad_input_changes_nothing(at: At) -> None:
    async with planned(at) as (tx, record, plan):
        dsl = await who(tx, "dsl")
        ref = plan.reference
        away = replace(ROWS, attends=Attends(Attendance.STAYS_AWAY))
        nobody = Content({"breaks": replace(BREAKS, who="")})
        named = Content({"breaks": replace(BREAKS, text="Away from Billie Example")})
        tomorrow, early = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
        with pytest.raises(NotChecked):
            await writing.change(tx, dsl, ref, away, seen=1)
        with pytest.raises(NamesAnotherChild) as another:
            await writing.change(tx, dsl, ref, named, seen=1)
        assert another.value.parts == ("breaks",)
        with pytest.raises(AlreadyThere):
            await writing.begin(tx, dsl, record.id, plan.label, Side.DISPLAYED, ROWS)
        with pytest.raises(NotFound):
            await writing.begin(tx, await who(tx, "foster_dsl"), record.id, plan.label, Side.DISPLAYED, ROWS)
        for day in (early, TODAY + timedelta(days=15)):
            with pytest.raises(StartsWrong):
                await writing.agree(tx, dsl, ref, SAYS, day, seen=1)
        with pytest.raises(NotInForce):
            await reviewing.review(tx, dsl, ref, TODAY, SAID, None, seen=1)
        assert (await access.look(tx, dsl, ref)).version.number == 1
        await writing.change(tx, dsl, ref, nobody, seen=1)
        with pytest.raises(RowsWithoutOwner) as missing:
            await writing.agree(tx, dsl, ref, SAYS, TODAY, seen=2)
        assert missing.value.parts == ("breaks",)
        await writing.change(tx, dsl, ref, ROWS, seen=2)
        await writing.agree(tx, dsl, ref, SAYS, TODAY, seen=3)
        with pytest.raises(AgreedAlready):
            await writing.agree(tx, dsl, ref, SAYS, TODAY, seen=4)
        with pytest.raises(RowsWithoutOwner):
            await writing.change(tx, dsl, ref, nobody, seen=4)
        for day in (early, tomorrow):
            with pytest.raises(ReviewedBeforeItBegan):
                await reviewing.review(tx, dsl, ref, day, SAID, None, seen=4)


async def test_who_has_not_seen_the_newest_version_overwrites_nothing(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        other = Content({"breaks": replace(BREAKS, text="In the library")})
        await writing.change(tx, await who(tx, "deputy"), plan.reference, other, seen=1)
        with pytest.raises(ChangedMeanwhile) as raised:
            await writing.change(tx, await who(tx, "dsl"), plan.reference, ROWS, seen=1)
        assert raised.value.newer.content == other
        assert (await access.look(tx, await who(tx, "dsl"), plan.reference)).version.content == other


async def test_each_child_has_a_plan_of_their_own(at: At) -> None:
    async with planned(at) as (tx, record, plan):
        dsl = await who(tx, "dsl")
        theirs = await writing.begin(tx, dsl, record.id, targeted(record), Side.TARGETED, Content())
        assert theirs.reference != plan.reference
        for one in (plan, theirs):
            found = await access.of_child(tx, dsl, record.id, one.label)
            assert [row.reference for row in found] == [one.reference]


async def test_a_plan_of_a_record_that_passes_the_dsl_by_passes_them_by_too(at: At) -> None:
    async with at() as tx:
        deputy = await who(tx, "deputy")
        (record,) = await submit(tx, concern_about_dsl=True)
        plan = await writing.begin(tx, deputy, record.id, record.child_label, Side.DISPLAYED, ROWS)
        assert await readers(tx, plan) == ["deputy"]
        assert await access.rows_for(tx, await who(tx, "dsl")) == []


async def test_when_whoever_answers_for_it_goes_the_next_lead_does_and_hears_of_it(at: At) -> None:
    async with planned(at) as (tx, _, plan):
        await organisation.set_roles(tx, "demo-dsl", "demo-school", [Role.WORKER])
        row = await access.get(tx, plan.id)
        assert row.owner_id == "demo-deputy"
        waiting = [(one.key, one.params) for one in await outbox.waiting_for(tx, "demo-deputy")]
        assert ("safety_plan_yours", {"reference": plan.reference}) in waiting
        assert [one.id for one in await due.owners(tx, row)] == ["demo-deputy"]
