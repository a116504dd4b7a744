"""Plans and groups at the desk: what is due, one of each, what is mostly done; to others they are not there."""

import pytest
from aiohttp.test_utils import TestServer

from bot.runtime import Runtime
from storage.groups import access as group_access
from storage.people import people
from storage.plans import access, behaviour
from storage.plans.behaviour import Behaviour
from storage.plans.intervention import plan as interventions
from tests.bot.desk.test_record import field
from tests.bot.desk.visitor import Visitor


@pytest.fixture
async def runtime(whole_demo: Runtime) -> Runtime:
    return whole_demo


@pytest.fixture
async def references(runtime: Runtime) -> dict[str, str]:
    """A safety plan of the fostering team, an intervention plan, and a referral that waits."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        (plan,) = await access.rows_for(tx, await people.get(tx, "demo-foster_dsl"))
        (made,) = await interventions.of_person(tx, await people.get(tx, "demo-yj"))
        sent = await group_access.sent_by(tx, await people.get(tx, "demo-early_help"))
    return {"safety": plan.reference, "intervention": made.reference, "group": sent[0].reference}


async def test_a_lead_sees_what_is_due_reads_a_plan_and_begins_its_review(
    server: TestServer, references: dict[str, str]
) -> None:
    reference = references["safety"]
    lead = await Visitor(server).signs_in("foster_dsl")
    await lead.opens("/")
    assert f"{reference}: until" in lead.text, "what is due stands on the first page"
    await lead.opens("/plans")
    assert reference in lead.text
    assert "In the living room" not in lead.text, "a list says nothing of what is in it"
    await lead.opens(f"/plans/{reference}")
    assert "In the living room with an adult until bedtime." in lead.text
    await lead.sends(f"/plans/{reference}/review/begin")
    await lead.opens(f"/plans/{reference}/review")
    assert field(lead.text, "asked"), lead.text
    await lead.sends(f"/plans/{reference}/review", act="drop")
    assert lead.goes_to == f"/desk/plans/{reference}?done=dropped"


async def test_whoever_leads_an_intervention_plan_reads_it_and_has_its_review_before_them(
    server: TestServer, references: dict[str, str]
) -> None:
    reference = references["intervention"]
    lead = await Visitor(server).signs_in("yj")
    await lead.opens("/")
    assert f"{reference}: until" in lead.text
    await lead.opens("/plans")
    assert reference in lead.text
    await lead.opens(f"/plans/{reference}")
    assert "Keeps to the rules about space and touch at school" in lead.text
    await lead.sends(f"/plans/{reference}/plan_review/begin")
    await lead.opens(f"/plans/{reference}/plan_review")
    assert field(lead.text, "asked")


async def test_a_step_of_an_intervention_plan_is_marked_there(
    runtime: Runtime, server: TestServer, references: dict[str, str]
) -> None:
    reference = references["intervention"]
    lead = await (await Visitor(server).signs_in("yj")).opens(f"/plans/{reference}")
    await lead.sends(f"/plans/{reference}/plan_action/begin", number="1")
    assert lead.goes_to == f"/desk/plans/{reference}/plan_action?number=1"
    await lead.opens(lead.goes_to.removeprefix("/desk"))
    assert field(lead.text, "number") == "1", "which one it is, is filled in"
    asked, dialog = field(lead.text, "asked"), field(lead.text, "dialog")
    stopped = {"number": "1", "state": "stopped", "why": "The tutor has left", "panel_agreed_on": ""}
    await lead.sends(f"/plans/{reference}/plan_action", None, asked=asked, dialog=dialog, **stopped)
    assert "The tutor has left" in (await lead.opens(f"/plans/{reference}")).text
    assert "step 1" not in lead.text, "it is over, and is not offered again"


async def test_the_lead_of_a_group_notes_who_came(
    runtime: Runtime, server: TestServer, references: dict[str, str]
) -> None:
    lead = await (await Visitor(server).signs_in("group_lead")).opens("/groups")
    await lead.sends("/groups/came/begin")
    assert lead.goes_to == "/desk/groups/came"
    await lead.opens("/groups/came")
    asked, dialog = field(lead.text, "asked"), field(lead.text, "dialog")
    await lead.sends("/groups/came", asked=asked, dialog=dialog, day="2026-11-16")
    await lead.opens("/groups/came")
    await lead.sends("/groups/came", asked=field(lead.text, "asked"), answer="nobody_came")
    assert "Monday 16 November 2026" in lead.text


async def test_the_lead_of_a_group_answers_there(server: TestServer, references: dict[str, str]) -> None:
    reference = references["group"]
    lead = await Visitor(server).signs_in("group_lead")
    await lead.opens("/")
    assert f"{reference}: until" in lead.text
    await lead.opens("/groups")
    assert reference in lead.text
    assert "Ivy Madeup" not in lead.text, "a list names no child"
    await lead.opens(f"/groups/{reference}")
    assert "Ivy Madeup" in lead.text
    await lead.sends(f"/groups/{reference}/answer/begin")
    address = f"/groups/{reference}/answer"
    await lead.opens(address)
    await lead.sends(address, asked=field(lead.text, "asked"), answer="waiting")
    sender = await Visitor(server).signs_in("early_help")
    await sender.opens(f"/groups/{reference}")
    assert "Ivy Madeup" not in sender.text
    assert "Draws for hours" in sender.text


async def test_who_is_named_counts_and_nobody_else(
    runtime: Runtime, server: TestServer, references: dict[str, str]
) -> None:
    reference = references["safety"]
    async with runtime.database.transaction(runtime.clock()) as tx:
        lead = await people.get(tx, "demo-foster_dsl")
        made = Behaviour((), {}, {}, {}, "remarks about bodies", 0, assessed=True, multi_agency=True)
        await behaviour.keep(tx, lead, reference, made, ["demo-foster"], seen=0)
    carer, other = await Visitor(server).signs_in("foster"), await Visitor(server).signs_in("worker")
    for count, done in (("2", "counted"), ("-1", "not_a_count"), ("3.5", "not_a_count"), ("9999", "not_a_count")):
        await carer.opens("/plans")
        await carer.sends(f"/plans/{reference}/tally", count=count)
        assert carer.goes_to == f"/desk/plans?done={done}"
    await other.opens("/plans")
    await other.sends(f"/plans/{reference}/tally", count="2")
    assert other.goes_to == "/desk/plans?done=not_counted"


async def test_to_everybody_else_they_are_not_there(server: TestServer, references: dict[str, str]) -> None:
    for login in ("worker", "dsl", "head", "admin"):
        them = await Visitor(server).signs_in(login)
        for kind, page, unknown in (("safety", "plans", "SP-2222-22"), ("intervention", "plans", "WC-2222-22")):
            await them.opens(f"/{page}")
            assert references[kind] not in them.text, login
            seen = []
            for which in (references[kind], unknown):
                await them.opens(f"/{page}/{which}")
                seen.append((them.status, them.text.replace(which, "")))
            assert seen[0] == seen[1], login
            assert seen[0][0] == 404
