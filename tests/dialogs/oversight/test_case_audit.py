"""A case audit in the chat: who may make it, only the gaps are asked, and what is said of it.

Now is Tuesday 17 November 2026, 15:30.
"""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from storage.administration import organisation
from storage.casework import cases, events, meetings, members
from storage.casework.meetings import Meeting, Seat
from storage.casework.parts import Agency, Happened, Part, Precision
from storage.conversations import conversations
from storage.oversight.case_audits import auditing
from storage.oversight.case_audits.questions import content
from storage.people.people import Role
from tests.conversation import Conversation, at, demo_runtime, someone
from tests.dialogs.plans.intervention.planning import case_of

PLANTED = "Plantedword: nobody asked the school"
DAYS = {"disclosed": "June 2010", "charged": "", "plea_or_finding": "no", "sentenced": "Sept 2011"}


async def noted(runtime: Runtime, reference: str, kind: Happened, day: date) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        case = await cases.by_reference(tx, reference)
        await events.note(tx, case.id, "demo-social_worker", kind, day, Precision.DAY)


async def met(runtime: Runtime, reference: str, *came: Agency) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        seats = dict.fromkeys(meetings.AT_MEETING, Seat.NOT_INVITED) | dict.fromkeys(came, Seat.CAME)
        case = await cases.by_reference(tx, reference)
        meeting = Meeting(date(2026, 11, 10), Precision.DAY, seats)
        await meetings.note(tx, case.id, "demo-social_worker", meeting)


def fields(person: Conversation) -> list[str]:
    """What the open form asks."""
    dialog = person.replies[-1].dialog
    assert dialog is not None, person.transcript
    return [field.name for field in dialog.fields]


async def fill(person: Conversation, said: str = "not_known", **changed: str) -> list[str]:
    """Answer every question of every chapter alike, but for those named; what was asked."""
    asked = []
    for chapter in content().chapters:
        if person.asked != chapter:
            continue
        there = fields(person)
        asked += there
        await person.sends(
            {name: changed.get(name, said) for name in there if name != "why"} | {"why": changed.get("why", "")}
        )
    return asked


async def test_a_member_is_refused_and_told_whom_to_ask(social_worker: Conversation, manager: Conversation) -> None:
    """Scenario 7."""
    reference = await case_of(social_worker)
    await manager.says(f"audit case {reference}")
    assert manager.keys[-1] == "case_audit.member"
    assert "Please ask another manager: " in manager.text
    assert "(demo)" in manager.text
    await social_worker.says(f"audit case {reference}")
    assert social_worker.keys[-1] == "menu.not_for_you"


async def test_a_missing_reference_and_one_of_no_case(auditor: Conversation) -> None:
    await auditor.says("audit case WC-2222-22")
    assert auditor.keys[-1] == "case_audit.not_found"
    await auditor.says("case audit WC-2222-22")
    assert auditor.keys[-1] == "case_audit.none_for_you"


async def test_only_the_gaps_are_asked_and_what_is_found_says_where_it_is_from(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    """Scenarios 1, 3 and 5."""
    reference = await case_of(social_worker)
    for day in (date(2009, 2, 1), date(2009, 5, 1), date(2009, 8, 1)):
        await noted(runtime, reference, Happened.EARLIER_SIGN, day)
    await met(runtime, reference, Agency.POLICE, Agency.SOCIAL_CARE)
    await auditor.says(f"audit case {reference}")
    assert "3 earlier signs" in auditor.reply("case_audit.opening").text
    assert "Zed" not in auditor.transcript
    assert auditor.asked == "days"
    await auditor.sends({**DAYS, "service_offered_targeted": "May 2011"})
    assert auditor.asked == "before", "who was at the meeting is known"
    asked = await fill(auditor, own_abuse_considered="no", why=PLANTED)
    assert "signs_acted_on" in asked
    assert not {"earlier_signs", "meeting_held", "service_offered"} & set(asked)
    text = auditor.reply("case_audit.kept").text
    assert "between 428 and 486 days" in text
    assert "The strategy meeting was limited to police and social care [HM-3.5]" in text
    assert "[HM-3.14" in text
    assert "Nobody considered whether the child had been abused [HM-3.2]" in text
    assert "Nobody acted on earlier signs" not in text, "not known is never no"
    assert "whether anybody acted on them" in text
    assert "when that was offered" not in text, "it is known"
    await social_worker.says(f"case audit {reference}")
    assert PLANTED in social_worker.text, "the members read it"
    other = await someone(runtime, "worker2")
    await other.says(f"case audit {reference}")
    assert other.keys[-1] == "case_audit.none_for_you"


async def test_where_waymark_knows_the_days_and_the_meeting_neither_is_asked(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    """Scenario 2."""
    reference = await case_of(social_worker)
    for kind in content().asked_days:
        await noted(runtime, reference, kind, date(2026, 3, 2))
    await noted(runtime, reference, Happened.SENTENCED, date(2026, 11, 2))
    await met(runtime, reference, *meetings.AT_MEETING)
    await auditor.says(f"audit case {reference}")
    assert auditor.asked == "before"
    await fill(auditor, "yes", convicted_again="no")
    text = auditor.reply("case_audit.kept").text
    assert "Nothing that the inspection warned of was found" in text


@pytest.mark.parametrize(
    ("days", "refusal"),
    [
        ({"disclosed": "last summer"}, "refusals.known_day"),
        ({"disclosed": "1 December 2026"}, "refusals.known_day_to_come"),
        ({"disclosed": "December 2026"}, "refusals.known_day_to_come"),
        ({"disclosed": "2 March 2026", "sentenced": "February 2026"}, "case_audit.problems.audit_days_wrong"),
    ],
)
async def test_a_day_that_cannot_be_right_is_refused_and_nothing_is_lost(
    social_worker: Conversation, auditor: Conversation, days: dict[str, str], refusal: str
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    await auditor.sends(days)
    assert refusal in auditor.keys, auditor.transcript
    await auditor.sends({"disclosed": "2 March 2026", "sentenced": "2 Nov 2026"})
    assert auditor.asked == "meeting"


async def test_what_hangs_on_another_answer_and_what_needs_a_why(
    social_worker: Conversation, auditor: Conversation
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    await auditor.sends({})
    await auditor.sends(
        {"meeting_held": "yes", "day": "", "police": "came", "social_care": "came", "school": "not_invited"}
    )
    await fill_chapter(auditor, "before", earlier_signs="yes", signs_acted_on="")
    assert "refusals.audit_if_so" in auditor.keys
    await fill_chapter(auditor, "before", earlier_signs="yes", signs_acted_on="no")
    assert "refusals.audit_why" in auditor.keys
    await fill_chapter(auditor, "before", earlier_signs="yes", signs_acted_on="no", why="Seen as a one-off")
    assert auditor.asked == "targeted"
    await auditor.says("back")
    assert auditor.asked == "before"
    await fill_chapter(auditor, "before", earlier_signs="no", signs_acted_on="no", why="Seen as a one-off")
    await fill(auditor)
    text = auditor.reply("case_audit.kept").text
    assert "Nobody acted on earlier signs" not in text, "there were none"
    assert "limited to police and social care" not in text, "of two agencies nobody knows"
    assert "School or college was not invited" in text


async def fill_chapter(person: Conversation, chapter: str, **changed: str) -> None:
    assert person.asked == chapter, person.transcript
    await person.sends({name: changed.get(name, "not_known" if name != "why" else "") for name in fields(person)})


async def test_who_becomes_a_member_in_the_middle_stops_there(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    async with runtime.database.transaction(runtime.clock()) as tx:
        case = await cases.by_reference(tx, reference)
        await members.add(tx, case.id, "demo-service_manager", Part.REVIEWER, None)
    await auditor.sends(DAYS)
    assert auditor.keys[-1] in ("case_audit.member", "case_audit.member_alone")
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await auditing.newest(tx) == []


async def test_nothing_typed_stands_open_in_the_database(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    await auditor.sends({})
    await auditor.sends({"meeting_held": "not_known"})
    await fill_chapter(auditor, "before", own_abuse_considered="no", why=PLANTED)
    rows: list[Any] = []
    async with runtime.database.transaction(runtime.clock()) as tx:
        rows += (await tx.connection.execute(sa.select(conversations))).all()
    assert "Plantedword" not in str(rows)


async def test_a_sample_prints_its_seed_and_is_drawn_again(
    runtime: Runtime, social_worker: Conversation, manager: Conversation
) -> None:
    for name in ("Quill", "Wren", "Tamsin", "Orla"):
        child = {"name": f"{name} Madeup", "born": "2012-05-01", "sex": "boy", "school": "secondary"}
        await case_of(social_worker, child=child)
    await manager.says("audit sample 2")
    assert manager.keys[-1] == "case_audit.no_cases", "those of today are not drawn from"
    await manager.says("audit sample 0")
    assert manager.keys[-1] == "case_audit.problems.not_a_sample"
    await manager.says("audit sample 2 7")
    assert manager.keys[-1] == "case_audit.problems.not_a_seed"
    at(runtime, runtime.clock() + timedelta(days=1))
    await manager.says("audit sample 2")
    first = manager.text
    assert "Drawn by lot: 2 of 4 cases" in first
    seed = first.split("Seed: ")[1].split(".")[0]
    await manager.says(f"audit sample 2 {seed}")
    assert manager.text == first
    await social_worker.says("audit sample 2")
    assert social_worker.keys[-1] == "menu.not_for_you"


async def test_another_process_goes_on_and_a_message_that_comes_twice_keeps_one_audit(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    lines: list[dict[str, str]] = [{}, {"meeting_held": "no"}]
    lines += [{one.name: "not_known" for one in content().of_chapter(chapter)} for chapter in content().chapters]
    for number, line in enumerate(lines):
        auditor = await someone(await demo_runtime(runtime.database), "service_manager")
        await auditor.sends(line, id=f"m{number}")
        first = auditor.keys
        await auditor.sends(line, id=f"m{number}")
        assert auditor.keys == first
    assert auditor.keys == ["case_audit.kept"]
    async with runtime.database.transaction(runtime.clock()) as tx:
        (kept,) = await auditing.newest(tx)
    assert kept.number == 1
    assert [one.name for one in kept.findings] == ["no_strategy_meeting"]


async def test_a_role_that_is_withdrawn_in_the_middle_stops_there(
    runtime: Runtime, social_worker: Conversation, auditor: Conversation
) -> None:
    reference = await case_of(social_worker)
    await auditor.says(f"audit case {reference}")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await organisation.set_roles(tx, "demo-service_manager", auditor.person.setting_id, [Role.WORKER])
    await auditor.sends(DAYS)
    assert auditor.keys == ["menu.stopped"], auditor.transcript
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await auditing.newest(tx) == []
