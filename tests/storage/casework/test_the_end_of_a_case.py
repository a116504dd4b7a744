"""How a case ends and what follows: who may say so, what is in the way, which clocks stop, who reads it afterwards."""

from datetime import timedelta

import pytest

from bot.job_kinds import KINDS, Rules
from storage import audit
from storage.administration import closing_cases, organisation
from storage.administration.closing_cases import NotClosed, StillGoing
from storage.audit import Kind
from storage.casework import cases, information, members
from storage.casework.cases import Case, CaseClosed
from storage.casework.members import about
from storage.casework.parts import Agency, ClosedAs, Part, Side
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import managers
from storage.plans.good_life import plan as good_life
from storage.plans.good_life.content import State
from storage.plans.intervention import plan as intervention
from storage.plans.intervention import reviewing
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.storage.casework.test_cases import ZED, opened
from tests.storage.conftest import NOW, At, who


async def managed(tx: Tx) -> Case:
    case = await opened(tx)
    await members.add(tx, case.id, "demo-manager", Part.LINE_MANAGER, "demo-worker")
    return case


async def test_a_manager_in_it_closes_it_and_its_clocks_stop(at: At) -> None:
    async with at() as tx:
        case = await managed(tx)
        worker = await who(tx, "worker")
        await information.ask(tx, worker, case.id, Agency.POLICE, "What", reference="WA-1")
        for login in ("worker", "head"):
            with pytest.raises(NotAllowed):
                await closing_cases.close(tx, await who(tx, login), case, ClosedAs.HELP_GIVEN)
    later = NOW + timedelta(days=9)
    async with at(later) as tx:
        closed = await closing_cases.close(tx, await who(tx, "manager"), case, ClosedAs.HELP_GIVEN)
        assert (closed.closed_at, closed.closed_as) == (later, "help_given")
        every = await running.every(tx)
        assert not [one for one in every if one.about.id.startswith(case.id)]
        told = {message.key for message in await outbox.waiting_for(tx, "demo-worker")}
        assert told == {"case_closed"}
        with pytest.raises(NotFound):
            await cases.read(tx, await who(tx, "worker"), case.reference)
        assert (await cases.read(tx, await who(tx, "manager"), case.reference)).child == ZED
        assert await cases.of_person(tx, await who(tx, "manager")) == []
        assert await cases.same_child(tx, ZED, "demo-school", Side.DISPLAYED) is None, "a new request is a new case"
        assert await audit.verify(tx, about(case.id))


async def test_nothing_begins_in_a_case_that_is_closed(at: At) -> None:
    async with at() as tx:
        case = await managed(tx)
        manager = await who(tx, "manager")
        closed = await closing_cases.close(tx, manager, case, ClosedAs.ELSEWHERE)
        with pytest.raises(CaseClosed):
            await closing_cases.close(tx, manager, closed, ClosedAs.ADULT)
        with pytest.raises(CaseClosed):
            await information.ask(tx, manager, case.id, Agency.POLICE, "What", reference="WA-1")
        with pytest.raises(CaseClosed):
            await intervention.make(tx, manager, closed, "early_help", manager.id)
        with pytest.raises(CaseClosed):
            await good_life.begin(tx, manager, closed, State.DRAFTING)


async def test_it_is_not_closed_while_a_plan_goes_on(at: At) -> None:
    async with at() as tx:
        case = await managed(tx)
        worker, manager = await who(tx, "worker"), await who(tx, "manager")
        plan = await intervention.make(tx, worker, case, "early_help", worker.id)
        life = await good_life.begin(tx, worker, case, State.DRAFTING)
        with pytest.raises(StillGoing) as raised:
            await closing_cases.close(tx, manager, case, ClosedAs.HELP_GIVEN)
        assert [one.kind for one in raised.value.going] == [Kind.INTERVENTION, Kind.GOOD_LIFE]
        await reviewing.end(tx, worker, plan, "completed", "All of it is done")
        await good_life.save(tx, worker, life, life.content, state=State.ENDED.value, ended_at=tx.now, ended_as="adult")
        assert (await closing_cases.close(tx, manager, case, ClosedAs.ADULT)).closed_at == NOW


async def test_one_that_was_closed_too_soon_is_opened_again_with_whoever_was_in_it(at: At) -> None:
    async with at() as tx:
        case = await managed(tx)
        await members.add(tx, case.id, "demo-worker2", Part.HEALTH, "demo-worker")
        await members.add(tx, case.id, "demo-dsl", Part.SCHOOL_DSL, "demo-worker")
        await members.end(tx, case.id, "demo-dsl", "demo-worker")
        with pytest.raises(NotClosed):
            await closing_cases.reopen(tx, await who(tx, "manager"), case)
    async with at(NOW + timedelta(days=1)) as tx:
        closed = await closing_cases.close(tx, await who(tx, "manager"), case, ClosedAs.HELP_GIVEN)
        await organisation.leave(tx, "demo-worker2")
    async with at(NOW + timedelta(days=2)) as tx:
        with pytest.raises(NotAllowed):
            await closing_cases.reopen(tx, await who(tx, "worker"), closed)
        again = await closing_cases.reopen(tx, await who(tx, "manager"), closed)
        assert (again.closed_at, again.closed_as) == (None, None)
        there = {(one.person_id, one.part) for one in await members.of_case(tx, case.id) if one.until is None}
        assert there == {("demo-worker", Part.SOCIAL_WORKER), ("demo-manager", Part.LINE_MANAGER)}
        assert (await cases.read(tx, await who(tx, "worker"), case.reference)).child == ZED


async def test_every_quarter_those_who_manage_a_quiet_case_are_asked_whether_it_is_over(at: At) -> None:
    """Not while something goes on in it; and it never closes by itself."""
    async with at() as tx:
        case = await managed(tx)
        worker = await who(tx, "worker")
        plan = await intervention.make(tx, worker, case, "early_help", worker.id)
    told: list[int] = []
    for days in range(80, 280):
        async with at(NOW + timedelta(days=days)) as tx:
            if days == 100:
                await reviewing.end(tx, worker, plan, "completed", "Done")
            for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
                await KINDS[job.kind](tx, job, Rules())
            for message in await outbox.waiting_for(tx, "demo-manager"):
                if message.key == "case_quiet":
                    told.append(days)
                    assert message.params["reference"] == case.reference
                await outbox.withdraw(tx, message)
    assert len(told) == 2
    assert told[0] > 100, "while the plan went on nobody was asked"
    async with at(NOW + timedelta(days=280)) as tx:
        assert (await cases.get(tx, case.id)).closed_at is None


async def test_who_works_in_a_case_that_nobody_manages_tells_their_managers(at: At) -> None:
    async with at() as tx:
        case = await opened(tx)
        assert await closing_cases.ask_to_close(tx, await who(tx, "worker"), case) == [], "nobody is there to hear it"
        await managers.set_line_manager(tx, "demo-worker", "demo-manager")
        assert await closing_cases.ask_to_close(tx, await who(tx, "worker"), case) == ["demo-manager"]
        assert await members.manages(tx, await who(tx, "manager"), case.id)
