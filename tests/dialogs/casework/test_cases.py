"""A case in the chat: seen, somebody let in, handed to another service, closed and opened again. No child is named."""

import sqlalchemy as sa

from bot.runtime import Runtime
from storage.administration.demo_cases.casework import YOUTH_JUSTICE
from storage.casework.parts import State
from storage.casework.tables import assessments, cases
from storage.people import people
from storage.people.people import Role
from storage.records.register.child_index import ChildPart
from tests.conversation import Conversation, someone
from tests.dialogs.casework.team import fills_in, led, on_to
from tests.dialogs.plans.intervention.planning import case_of
from tests.storage.records.test_records import submit
from tests.support.databases import on_both

QUILL = ChildPart("Child B", "Quill Madeup", displayed=False)


@on_both
async def test_who_is_in_it_and_who_is_let_in(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    reference = await case_of(social_worker)
    colleague = await someone(runtime, "social_worker2")
    await colleague.says(f"case {reference}")
    assert colleague.keys[-1] == "case.not_found"
    await fills_in(social_worker, f"let into case {reference}", name="bo tansley (demo)", part="health", why_in_both="")
    assert social_worker.keys == ["case.let_in"]
    await colleague.says(f"case {reference}")
    assert "• Bo Tansley (demo): health" in colleague.text
    assert "• Nia Harrowby (demo): social worker" in colleague.text
    assert "An assessment was asked for: Tuesday 17 November 2026" in colleague.text
    assert "Zed" not in colleague.transcript
    await fills_in(colleague, f"let out of case {reference}", name="Nia Harrowby (demo)")
    assert colleague.keys == ["case.problems.not_allowed"]
    await fills_in(social_worker, f"let into case {reference}", name="Nobody Ofthat", part="police", why_in_both="")
    assert social_worker.keys == ["case.problems.not_somebody_here"]
    await fills_in(manager, f"let out of case {reference}", name="Bo Tansley (demo)")
    await colleague.says(f"case {reference}")
    assert colleague.keys[-1] == "case.not_found"
    await fills_in(manager, f"let out of case {reference}", name="Dana Thorley (demo)")
    assert manager.keys == ["case.problems.still_leads"], "the last who manages it"
    await social_worker.says("casework")
    assert f"• {reference}: about a child’s own behaviour" in social_worker.text


async def test_it_is_closed_by_who_manages_it_once_nothing_goes_on(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    wanted = await led(social_worker, manager)
    await manager.says("casework")
    reference = manager.replies[-1].choices[0].title
    await fills_in(manager, f"close case {reference}", closed_as="help_given")
    assert manager.keys == ["case.still_going"]
    assert f"an assessment, {wanted}" in manager.text
    await fills_in(social_worker, f"not able {wanted}", state="not_able", why="The family went abroad.")
    await fills_in(social_worker, f"close case {reference}", closed_as="help_given")
    assert social_worker.keys == ["case.asked_to_close"]
    await fills_in(manager, f"close case {reference}", closed_as="help_given")
    assert manager.keys == ["case.closed"]
    await social_worker.says(f"case {reference}")
    assert social_worker.keys[-1] == "case.not_found"
    await manager.says(f"case {reference}")
    assert "Closed on Tuesday 17 November 2026: the help that was needed has been given." in manager.text
    await manager.says(f"close case {reference}")
    assert manager.keys == ["case.problems.case_closed"], "before the form is filled in in vain"
    await manager.says(f"reopen case {reference}")
    await social_worker.says(f"case {reference}")
    assert "case.title" in social_worker.keys


@on_both
async def test_each_child_of_a_record_has_a_case_of_their_own_and_nobody_is_in_both(
    runtime: Runtime, social_worker: Conversation
) -> None:
    """What the record says stands in the form already; whoever may not read the record learns nothing of it."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        children = [ChildPart("Child A", "Zed Inventedname", "2012-05-01"), QUILL]
        ((reference,),) = [[one.reference for one in await submit(tx, "social_worker", children=children)]]
    colleague = await someone(runtime, "social_worker2")
    await colleague.says(f"open a case {reference}")
    assert colleague.keys[-1] == "inbox.not_found"
    made = {}
    for side, name in (("displayed", "Zed Inventedname"), ("targeted", "Quill Madeup")):
        await social_worker.says(f"open a case {reference}")
        await social_worker.says("1" if side == "displayed" else "2")
        form = social_worker.replies[-1].dialog
        assert form is not None
        there = {field.name: field.value for field in form.fields}
        assert there["name"] == name
        await social_worker.sends({**there, "born": there["born"] or "2013-05-01", "sex": "not_known"})
        made[side] = social_worker.keys[-1]
    assert made == {"displayed": "open_case.opened", "targeted": "case.problems.in_both_cases"}
    async with runtime.database.transaction(runtime.clock()) as tx:
        rows = (await tx.connection.execute(sa.select(cases.c.side, cases.c.incident_key))).all()
        assert [(row.side, bool(row.incident_key)) for row in rows] == [("displayed", True)]


@on_both
async def test_another_service_takes_it_over_and_knows_nothing_before(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    wanted = await led(social_worker, manager)
    await on_to(social_worker, wanted, "interviews")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await people.add(tx, "Ivy Madeup", YOUTH_JUSTICE, [Role.MANAGER], people.KnownAs(login="new"), id="new")
    await manager.says("casework")
    reference = manager.replies[-1].choices[0].title
    await fills_in(manager, f"offer case {reference}", name="Ivy Madeup", why="He is charged now.")
    assert "Demo Youth Justice Service" in manager.text
    new = await someone(runtime, "new")
    await new.says(f"case {reference}")
    assert new.keys[-1] == "case.not_found"
    await new.says("requests")
    assert new.replies[-1].choices[0].value == f"take over case {reference} yes"
    await new.says(f"take over case {reference} yes")
    assert "He is charged now." in new.text
    await new.says(f"lead {wanted}")
    assert "name_lead.opening" in new.keys
    await new.says("cancel")
    await new.says("yes")
    await manager.says(f"assessment {wanted}")
    assert manager.keys[-1] == "assessment.not_found"
    await new.says(f"take over case {reference} yes")
    assert new.keys[-1] == "case.not_offered", "only once"
    async with runtime.database.transaction(runtime.clock()) as tx:
        row = (await tx.connection.execute(sa.select(assessments))).one()
        assert (row.setting_id, row.state) == (YOUTH_JUSTICE, State.INTERVIEWS)
