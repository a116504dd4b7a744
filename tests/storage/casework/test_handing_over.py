"""A case goes to another agency or area: the new manager accepts, and until then the old one holds it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.job_kinds import KINDS, Rules
from storage.administration import changing_hands, closing_cases, organisation
from storage.administration.closing_cases import StillGoing
from storage.administration.demo_cases import casework as demo
from storage.casework import assessments, cases, events, handing_over, leading, members
from storage.casework.assessments import LIMIT, Assessment, Wanted
from storage.casework.cases import Case, NewCase
from storage.casework.handing_over import OfferedAlready
from storage.casework.letting_in import NotAManager, NotSomebodyHere
from storage.casework.members import InBothCases
from storage.casework.parts import ClosedAs, Happened, Part, Side
from storage.clocks import running
from storage.database.engine import Tx
from storage.people import people
from storage.people.people import Role
from storage.plans.intervention import plan as intervention
from storage.plans.intervention import signing
from storage.plans.intervention.content import Need
from storage.problems import NotAllowed, NotFound
from storage.queues import jobs, outbox
from storage.queues.jobs import JobKind
from tests.dialogs.plans.intervention.planning import PARTS
from tests.storage.casework.test_cases import QUILL, ZED
from tests.storage.conftest import At, who

TUESDAY = datetime(2026, 11, 17, 15, 30, tzinfo=UTC)
NEW, SW = "Ivy Madeup", Part.SOCIAL_WORKER


async def asked(tx: Tx) -> tuple[Case, Assessment]:
    """An assessment of the demo's social care team, led by its social worker; and a manager of youth justice."""
    await demo.organisation(tx)
    await people.add(tx, NEW, demo.YOUTH_JUSTICE, [Role.MANAGER], id="new")
    worker, manager = await who(tx, "social_worker"), await who(tx, "manager")
    route = {"facts": {}, "tools": ["aim3"], "lead": "social_care", "interview": "allowed"}
    wanted = Wanted(ZED, "aim3", "social_care", route, "demo", "0" * 64)
    made = (await assessments.ask(tx, worker, "social_care", wanted)).assessment
    made = await leading.name_lead(tx, manager, made, worker.id)
    return await cases.get(tx, made.case_id), made


async def test_until_somebody_says_yes_the_old_one_holds_it(at: At) -> None:
    async with at(TUESDAY) as tx:
        case, made = await asked(tx)
        manager, new = await who(tx, "manager"), await people.get(tx, "new")
        with pytest.raises(NotAllowed):
            await handing_over.offer(tx, await who(tx, "social_worker"), case, NEW, "Moves to youth justice")
        with pytest.raises(NotSomebodyHere):
            await handing_over.offer(tx, manager, case, "Nobody Ofthat", "Why")
        with pytest.raises(NotAManager):
            await handing_over.offer(tx, manager, case, "Quin Barlow (demo)", "The same team")
        await handing_over.offer(tx, manager, case, NEW, "Moves to youth justice")
        with pytest.raises(OfferedAlready):
            await handing_over.offer(tx, manager, case, NEW, "Again")
        assert [(one.key, one.params) for one in await outbox.waiting_for(tx, "new")] == [
            ("case_offered", {"reference": case.reference})
        ]
        with pytest.raises(NotFound):
            await cases.read(tx, new, case.reference)
        with pytest.raises(StillGoing):
            await closing_cases.close(tx, manager, case, ClosedAs.ELSEWHERE)
        assert await leading.may_name_lead(tx, manager, made)
        ((reference, offer),) = await handing_over.offered_to(tx, new)
        with pytest.raises(NotAllowed):
            await handing_over.take_over(tx, manager, offer)
        await handing_over.decline(tx, new, offer)
        assert reference == case.reference
        assert await handing_over.waiting(tx, case) is None
        assert (await cases.get(tx, case.id)).setting_id == demo.SOCIAL_CARE


async def test_with_the_yes_it_is_theirs_and_every_limit_stays(at: At) -> None:
    async with at(TUESDAY) as tx:
        case, made = await asked(tx)
        worker, manager, new = await who(tx, "social_worker"), await who(tx, "manager"), await people.get(tx, "new")
        plan = await intervention.make(tx, worker, case, "early_help", worker.id)
        content = replace(plan.content, needs=(Need(1, "family", "Two friends", "His diary"),), parts=PARTS)
        plan = await intervention.save(tx, worker, plan, plan.version, content)
        plan = await signing.sign(tx, worker, plan, plan.version, "Nia Harrowby")
        before = await running.find(tx, LIMIT, made.about)
        await handing_over.offer(tx, manager, case, NEW, "Moves to youth justice")
        ((_, offer),) = await handing_over.offered_to(tx, new)
    async with at(TUESDAY + timedelta(days=1)) as tx:
        case = await changing_hands.take_over(tx, new, offer)
        made = await assessments.get(tx, made.id)
        assert (case.setting_id, case.lead_agency) == (demo.YOUTH_JUSTICE, "youth_justice")
        assert (made.setting_id, made.lead_agency, made.lead_id) == (demo.YOUTH_JUSTICE, "youth_justice", worker.id)
        after = await running.find(tx, LIMIT, made.about)
        assert before is not None
        assert after is not None
        assert after.run == before.run
        assert await leading.may_name_lead(tx, new, made)
        assert not await leading.may_name_lead(tx, manager, made)
        with pytest.raises(NotFound):
            await cases.read(tx, manager, case.reference)
        found = await cases.same_child(tx, ZED, demo.YOUTH_JUSTICE, Side.DISPLAYED)
        assert found is not None
        assert await cases.same_child(tx, ZED, demo.SOCIAL_CARE, Side.DISPLAYED) is None
        assert [one.kind for one in await events.of_case(tx, case.id)][-1] is Happened.SIGNIFICANT_CHANGE
        review = await running.find(tx, intervention.AFTER_CHANGE, plan.about)
        assert review is not None
        assert review.limit(tx.now.date(), tx.closed).day.isoformat() == "2026-11-25"
        assert {one.key for one in await outbox.waiting_for(tx, manager.id)} >= {"case_taken_over"}


async def test_nobody_who_answers_is_asked_again_and_whoever_offered_hears(at: At) -> None:
    async with at(TUESDAY) as tx:
        case, _ = await asked(tx)
        await handing_over.offer(tx, await who(tx, "manager"), case, NEW, "Why")
    for day, told in ((18, []), (20, ["case_offer_waits"])):
        async with at(TUESDAY.replace(day=day)) as tx:
            for job in await jobs.claim(tx, kinds=frozenset({JobKind.CLOCK})):
                await KINDS[job.kind](tx, job, Rules())
            for person in ("new", "demo-manager"):
                keys = [one.key for one in await outbox.waiting_for(tx, person)]
                assert [key for key in keys if key == "case_offer_waits"] == told, person
    async with at(TUESDAY.replace(day=21)) as tx:
        await handing_over.take_back(tx, await who(tx, "manager"), case)
        assert await handing_over.offered_to(tx, await people.get(tx, "new")) == []


async def test_whoever_manages_the_other_childs_case_is_not_let_in_but_the_manager_above_them(at: At) -> None:
    async with at(TUESDAY) as tx:
        await demo.organisation(tx)
        theirs = NewCase(QUILL, demo.EARLY_HELP, "early_help", SW, Side.TARGETED, incident_key="s1")
        other = await cases.open_case(tx, await who(tx, "early_help"), theirs)
        await members.add(tx, other.id, "demo-manager", Part.LINE_MANAGER, None)
        route = {"facts": {}, "tools": ["aim3"], "lead": "social_care", "interview": "allowed"}
        wanted = Wanted(ZED, "aim3", "social_care", route, "demo", "0" * 64, incident_key="s1")
        made = (await assessments.ask(tx, await who(tx, "social_worker"), "social_care", wanted)).assessment
        managing = await members.with_part(tx, made.case_id, Part.LINE_MANAGER)
        assert [one.id for one in managing] == ["demo-service_manager"]
        assert "assessment_asked" in {one.key for one in await outbox.waiting_for(tx, "demo-service_manager")}
        assert not [one for one in await outbox.waiting_for(tx, "demo-manager") if one.key == "assessment_asked"]


async def test_an_offer_to_somebody_who_leaves_comes_back(at: At) -> None:
    async with at(TUESDAY) as tx:
        case, _ = await asked(tx)
        await handing_over.offer(tx, await who(tx, "manager"), case, NEW, "Why")
        await organisation.leave(tx, "new")
        assert await handing_over.waiting(tx, case) is None
        assert "case_declined" in {one.key for one in await outbox.waiting_for(tx, "demo-manager")}


async def test_who_is_in_the_other_childs_case_cannot_take_it_over(at: At) -> None:
    async with at(TUESDAY) as tx:
        await asked(tx)
        worker, manager = await who(tx, "social_worker"), await who(tx, "manager")
        one = await cases.open_case(tx, worker, NewCase(QUILL, demo.SOCIAL_CARE, "social_care", SW, incident_key="s1"))
        theirs = NewCase(ZED, demo.EARLY_HELP, "early_help", SW, Side.TARGETED, incident_key="s1")
        other = await cases.open_case(tx, await who(tx, "early_help"), theirs)
        await members.add(tx, one.id, manager.id, Part.LINE_MANAGER, None)
        await members.add(tx, other.id, "new", Part.LINE_MANAGER, None)
        await handing_over.offer(tx, manager, one, NEW, "Why")
        ((_, offer),) = await handing_over.offered_to(tx, await people.get(tx, "new"))
        with pytest.raises(InBothCases):
            await handing_over.take_over(tx, await people.get(tx, "new"), offer)
