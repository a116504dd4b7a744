"""An informal talk, from the worry to what came of it: the seven scenarios of the design, with their dates.

It is Tuesday 17 November 2026, 15:30, unless a test moves on.
"""

from datetime import timedelta

import sqlalchemy as sa

from bot.runtime import Runtime
from storage.talks.tables import talks
from tests.conversation import TUESDAY, Conversation, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.talks.talking import (
    WATCH,
    WORRY,
    answers,
    asks,
    jobs_done,
    keys_told,
    london,
    told,
)
from tests.support.databases import on_both


async def how_many(runtime: Runtime) -> int:
    async with runtime.database.transaction(TUESDAY) as tx:
        return await tx.connection.scalar(sa.select(sa.func.count()).select_from(talks)) or 0


async def test_firm_evidence_leaves_for_the_report_and_nothing_is_queued(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("informal talk")
    await worker.answers(WORRY, until="evidence")
    await worker.says("Yes: seen, told or found")
    assert worker.keys[0] == "talk.report_it"
    assert "Yes: seen, told or found" in worker.reply("talk.report_it").text
    assert [choice.value for choice in worker.reply("talk.report_it").choices] == ["report", "informal talk"]
    assert await how_many(runtime) == 0
    assert await told(runtime, "yj_one") == []


async def test_where_it_is_not_clear_the_report_is_offered_first(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("informal talk")
    await worker.answers(WORRY, until="rather_report", evidence="Not clear")
    await worker.says("Describe it for my DSL")
    assert worker.keys == ["talk.report_first"]
    await worker.says("informal talk")
    await worker.answers(WORRY, evidence="Not clear")
    assert "talk.sent" in worker.keys


async def test_without_the_managers_agreement_it_is_kept_and_not_sent(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("informal talk")
    await worker.answers({**WORRY, "manager": "Not yet"})
    assert worker.keys == ["talk.manager_first"]
    assert await how_many(runtime) == 0
    assert await told(runtime, "yj_one") == []
    await worker.says("carry on")
    assert worker.asked == "manager"
    await worker.says("Yes")
    assert worker.asked == "agreement", "what was written is kept: only the agreement is new"
    await worker.answers(WORRY, until="send_talk")
    assert "very close to younger children" in worker.text
    assert "Dana Thorley, agreed Monday 16 November 2026" in worker.text
    await worker.says("Send it")
    assert "talk.sent" in worker.keys
    assert await keys_told(runtime, "yj_one") == ["talk_asked"]


async def test_unanswered_the_manager_of_youth_justice_hears_after_two_working_days(runtime: Runtime) -> None:
    worker = await asks(runtime)
    assert "Thursday 19 November 2026, 15:30" in worker.text
    await jobs_done(runtime, london(2026, 11, 19, 15, 29))
    assert await told(runtime, "yj_boss") == []
    await jobs_done(runtime, london(2026, 11, 19, 15, 30))
    ((key, carries),) = await told(runtime, "yj_boss")
    assert key == "talk_waits"
    assert set(carries) == {"reference", "count"}
    boss = await someone(runtime, "yj_boss")
    await boss.says("talks")
    assert "waits for somebody on duty" in boss.text
    await boss.says("talk 1")
    assert boss.keys == ["talks.only_that_it_is"]
    assert "younger children" not in boss.text


async def test_answered_in_time_nobody_is_told_that_it_waited(runtime: Runtime) -> None:
    await asks(runtime)
    await answers(runtime)
    await jobs_done(runtime, london(2026, 11, 24, 9))
    assert await told(runtime, "yj_boss") == []


async def test_two_outcomes_are_both_kept_and_watching_is_reviewed_after_four_weeks(runtime: Runtime) -> None:
    worker = await asks(runtime)
    duty = await answers(runtime, outcomes="1, 2", talk_advice="Ring me if it changes.")
    assert "Look again by Tuesday 15 December 2026" in duty.text
    await worker.says("talks")
    await worker.says("talk 1")
    assert "Watch it further: how close Child A stands at break. Who: the form tutor." in worker.text
    assert "Look again by Tuesday 15 December 2026" in worker.text
    assert "Help from one agency" in worker.text
    assert "Ring me if it changes." in worker.text
    assert "refer to a group" in worker.text
    assert {choice.value.split()[0] for choice in worker.replies[-1].choices} == {"review", "talks"}


async def test_watching_without_who_watches_is_refused(runtime: Runtime) -> None:
    await asks(runtime)
    duty = await someone(runtime, "yj_one")
    await duty.says("talks")
    await duty.says("talk outcome 1")
    await duty.answers(WATCH, until="watch")
    for given, why in (
        ({"what": "how close they stand", "who": "", "review_on": ""}, "watch_who_missing"),
        ({"what": "", "who": "the tutor", "review_on": ""}, "watch_what_missing"),
        ({"what": "how close they stand", "who": "the tutor", "review_on": "2026-11-16"}, "review_day"),
        ({"what": "how close they stand", "who": "the tutor", "review_on": "2026-12-16"}, "review_day"),
    ):
        await duty.sends(given)
        assert duty.keys[0] == f"refusals.{why}", given
    await duty.sends(WATCH["watch"])
    assert duty.asked == "talk_advice"


@on_both
async def test_the_third_time_that_the_same_is_watched_the_dsl_is_to_look_at_the_whole(
    runtime: Runtime, worker: Conversation
) -> None:
    reference = await signed(worker)
    for time in (1, 2, 3):
        await asks(runtime, about=reference)
        duty = await someone(runtime, "yj_one")
        await duty.says("talks")
        await duty.says("talk 1")
        assert ("watching was agreed about the same matter" in duty.text) == (time > 1)
        await answers(runtime)
        heard = [(key, carries) for key, carries in await told(runtime, "dsl") if key == "talk_watched_again"]
        assert heard == ([("talk_watched_again", {"reference": reference})] if time == 3 else [])


async def test_an_unanswered_review_is_asked_once_then_the_manager_hears_and_it_never_closes_itself(
    runtime: Runtime, worker: Conversation
) -> None:
    await asks(runtime)
    await answers(runtime)
    for moment in (london(2026, 12, 14, 17), london(2026, 12, 15, 8, 30), london(2026, 12, 15, 17)):
        await jobs_done(runtime, moment)
    asked = await keys_told(runtime, "worker")
    assert asked.count("talk_review_due") == 1
    assert await told(runtime, "manager") == []
    await jobs_done(runtime, london(2026, 12, 16, 8, 30))
    assert await keys_told(runtime, "manager") == ["talk_review_overdue"]
    await jobs_done(runtime, london(2027, 6, 1, 9))
    assert (await keys_told(runtime, "worker")).count("talk_review_due") == 1
    await worker.says("talks")
    assert "look again by Tuesday 15 December 2026" in worker.text
    await worker.says("review talk 1")
    await worker.says("Nothing more")
    await worker.says("skip")
    assert worker.keys == ["talk_review.kept.nothing_more"]
    before = len(await told(runtime, "manager"))
    await jobs_done(runtime, london(2027, 6, 1, 9) + timedelta(days=60))
    assert len(await told(runtime, "manager")) == before


async def test_a_worry_near_the_dsl_is_told_to_the_deputy_and_the_dsl_finds_nothing_of_it(runtime: Runtime) -> None:
    worker = await asks(runtime, concern="It is about the DSL, who is often alone with Child A.")
    await answers(runtime, outcomes="5")
    assert await keys_told(runtime, "deputy") == ["talk_needs_lead"]
    await worker.says("talks")
    await worker.says("talk 1")
    assert "Speak to the deputy DSL or the head today" in worker.text
    assert await told(runtime, "dsl") == []
    dsl = await someone(runtime, "dsl")
    await dsl.says("talks")
    assert dsl.keys[-1] == "talks.none"
