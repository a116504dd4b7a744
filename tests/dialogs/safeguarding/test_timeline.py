"""What came before: the second view, the story of a child in the chat, and what may be the same incident."""

from datetime import timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from dialogs.incident.second_view import seen_by
from knowledge.observations import Observations
from knowledge.traffic_light import assess
from storage.queues import outbox
from storage.records import signing
from storage.records.register.child_index import ChildPart
from storage.records.tables import same_incidents
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.safeguarding.test_decision import DECISION
from tests.storage.records.test_records import submit
from tests.support.databases import on_both

SPELT = {"identity": {"displayed_1_name": "Zedd Inventedname", "targeted_1_name": "Wren Pretend"}}
HIGHER: dict[str, Any] = {"context": "planned or set up beforehand"}


async def week_after_week(runtime: Runtime, worker: Conversation, **changed: Any) -> tuple[str, str]:
    """Two incidents, a week apart; the references."""
    first = await signed(worker)
    at(runtime, TUESDAY + timedelta(days=7))
    return first, await signed(worker, **changed)


async def test_earlier_records_count_and_only_the_dsl_sees_how(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first, second = await week_after_week(runtime, worker, context="1")
    told = worker.last("record.signed").text
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, second)
        view = await seen_by(tx, record, dsl.person)
        alerts = [message.key for message in await outbox.waiting_for(tx, "demo-dsl")]
    assert view is not None
    assert view.rests_on == [first]
    assert view.observations["earlier_records"] == "yes"
    assert assess(Observations.from_json(view.observations)).as_json() == view.view, "it can be shown again"
    assert view.is_higher, (record.colour, view.colour)
    assert "record_looks_serious" in alerts
    assert "in person or by phone now" in told
    assert first not in told
    assert "earlier" not in told.casefold()
    await dsl.says("inbox")
    assert f"Red. {second}" in dsl.text
    await dsl.says(f"read {second}")
    assert "With earlier records counted: Red" in dsl.text
    await dsl.says(f"read {second} what came before")
    assert "With earlier records counted: Red" in dsl.text
    assert first in dsl.text


async def test_the_record_itself_is_one_of_those_that_repeat(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first, second = await week_after_week(runtime, worker)
    async with runtime.database.transaction(runtime.clock()) as tx:
        signed_alone = await signing.by_reference(tx, first)
        view = await seen_by(tx, await signing.by_reference(tx, second), dsl.person)
    assert signed_alone.observations["repeated"] == "no"
    assert view is not None
    assert view.observations["repeated"] == "yes"


async def test_a_second_view_of_the_same_colour_is_not_higher_and_alerts_nobody(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    _, second = await week_after_week(runtime, worker)
    async with runtime.database.transaction(runtime.clock()) as tx:
        record = await signing.by_reference(tx, second)
        view = await seen_by(tx, record, dsl.person)
        alerts = [message.key for message in await outbox.waiting_for(tx, "demo-dsl")]
    assert view is not None
    assert view.colour == record.colour
    assert not view.is_higher
    assert "record_looks_serious" not in alerts


async def test_whoever_decides_is_told_the_higher_view_before_saying_their_own(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    _, second = await week_after_week(runtime, worker, context="1")
    await dsl.says(f"decide {second}")
    await dsl.answers(DECISION, until="view_opinion")
    assert "Red" in dsl.reply("decision.the_second_view").text


async def test_a_first_record_has_no_second_view(runtime: Runtime, worker: Conversation, dsl: Conversation) -> None:
    reference = await signed(worker)
    async with runtime.database.transaction(TUESDAY) as tx:
        record = await signing.by_reference(tx, reference)
        assert await seen_by(tx, record, dsl.person) is None
    assert "in person or by phone now" not in worker.last("record.signed").text


async def test_the_timeline_tells_the_story_without_a_name(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first, second = await week_after_week(runtime, worker)
    await dsl.says(f"timeline {second}")
    text = dsl.reply("timeline.story").text
    assert text.index(first) < text.index(second, text.index(first))
    assert f"It has happened before: {first}, {second}" in text
    assert "The same place (“corridor”)" in text
    assert "The same time of day (lunch)" in text
    assert "same name; a date of birth is missing" in text
    assert not [name for name in ("Zed", "Quill") if name in text]


async def test_an_uncertain_match_is_confirmed_by_the_dsl_and_then_counts(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first, second = await week_after_week(runtime, worker, context="1", **SPELT)
    await dsl.says(f"timeline {second}")
    assert "timeline.nothing_earlier" in dsl.keys
    asked = dsl.reply("timeline.uncertain")
    assert first in asked.text
    await dsl.says(asked.choices[0].value)
    assert dsl.keys[:2] == ["timeline.kept_same", "timeline.now_higher"]
    await dsl.says(f"timeline {second}")
    assert "timeline.story" in dsl.keys
    assert "timeline.uncertain" not in dsl.keys


BORN = {"displayed_1_born": "2012-05-06", "targeted_1_name": "Quill Madeup"}
KATHERINE = {"displayed_1_name": "Katherine Bellmade", **BORN}
CATHERINE = {"displayed_1_name": "Catherine Bellmade", **BORN}


async def told(runtime: Runtime, person: str) -> list[str]:
    """The alerts that wait for somebody, by key."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, person)]


async def test_an_uncertain_match_is_told_and_asked_about_where_the_record_is_read(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first = await signed(worker, identity=KATHERINE)
    at(runtime, TUESDAY + timedelta(days=7))
    second = await signed(worker, identity=KATHERINE)
    assert "record_may_be_known" not in await told(runtime, "demo-dsl"), "the same name and birth date are sure"
    at(runtime, TUESDAY + timedelta(days=14))
    third = await signed(worker, identity=CATHERINE)
    assert "record_may_be_known" in await told(runtime, "demo-dsl")
    await dsl.says(f"read {third}")
    asked = dsl.reply("timeline.uncertain")
    assert first in asked.text
    assert second in asked.text
    assert {
        f"{word} child {third} {other} unanswered" for word in ("same", "another") for other in (first, second)
    } == {choice.value for choice in asked.choices}
    await dsl.says(f"same child {third} {first}")
    await dsl.says(f"not same child {third} {second}")
    assert dsl.keys == ["timeline.kept_another"]
    await dsl.says(f"read {third}")
    assert dsl.keys == ["inbox.record"], "both were answered"


@on_both
async def test_a_button_about_an_uncertain_match_does_not_overrule_who_answered_meanwhile(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first = await signed(worker, identity=KATHERINE)
    at(runtime, TUESDAY + timedelta(days=7))
    second = await signed(worker, identity=CATHERINE)
    deputy = await someone(runtime, "deputy")
    await deputy.says(f"read {second}")
    same, another = (choice.value for choice in deputy.reply("timeline.uncertain").choices)
    await dsl.says(f"another child {second} {first}")
    await deputy.says(same)
    assert deputy.keys == ["timeline.answered_meanwhile"]
    await deputy.says(another)
    assert deputy.keys == ["timeline.answered_meanwhile"], "twice is once"
    await deputy.says(f"same child {second} {first}")
    assert "timeline.kept_same" in deputy.keys, "who types it means to"


async def test_what_somebody_may_not_read_is_neither_told_nor_asked_about(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    """A concern about the DSL: the record is the deputy's, and the DSL hears nothing of it by a later one."""
    child = ChildPart("Child A", "Katherine Bellmade", "2012-05-06")
    async with runtime.database.transaction(TUESDAY) as tx:
        (first,) = await submit(tx, children=[child], concern_about_dsl=True)
    at(runtime, TUESDAY + timedelta(days=7))
    second = await signed(worker, identity=CATHERINE)
    assert "record_may_be_known" not in await told(runtime, "demo-dsl")
    await dsl.says(f"read {second}")
    assert "inbox.record" in dsl.keys
    assert "timeline.uncertain" not in dsl.keys
    assert first.reference not in dsl.text


async def test_another_child_stays_apart(runtime: Runtime, worker: Conversation, dsl: Conversation) -> None:
    first, second = await week_after_week(runtime, worker, **SPELT)
    await dsl.says(f"another child {second} {first}")
    assert "timeline.kept_another" in dsl.keys
    await dsl.says(f"timeline {second}")
    assert "timeline.uncertain" not in dsl.keys
    assert "timeline.nothing_earlier" in dsl.keys


async def test_records_without_a_child_in_common_are_not_joined(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    others = {"displayed_1_name": "Wren Pretend", "targeted_1_name": "Ash Imagined"}
    first, second = await week_after_week(runtime, worker, identity=others)
    await dsl.says(f"same child {first} {second}")
    assert "timeline.no_match" in dsl.keys


@pytest.mark.parametrize("login", ["worker", "worker2", "foster_dsl", "consultation", "manager", "admin"])
async def test_nobody_else_sees_a_timeline(runtime: Runtime, worker: Conversation, login: str) -> None:
    first, second = await week_after_week(runtime, worker)
    other = await someone(runtime, login)
    await other.says(f"timeline {second}")
    assert {"menu.not_for_you", "inbox.not_found"} & set(other.keys)
    assert first not in other.text


async def test_the_same_incident_signed_twice_on_one_day_is_shown_to_the_dsl_and_to_no_worker(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first = await signed(worker)
    at(runtime, TUESDAY + timedelta(minutes=40))
    other = await someone(runtime, "worker2")
    second = await signed(other)
    assert not [line for line in other.heard if first in line or "15:30" in line]
    await dsl.says(f"read {second} before")
    assert f"{first}: signed on the same day" in dsl.text
    await dsl.says(f"read {first} before")
    assert f"{second}: signed on the same day" in dsl.text


@on_both
async def test_what_workers_said_when_they_were_still_asked_is_shown(
    runtime: Runtime, worker: Conversation, dsl: Conversation
) -> None:
    first = await signed(worker)
    second = await signed(await someone(runtime, "worker2"))
    async with runtime.database.transaction(TUESDAY) as tx:
        this, other = [await signing.by_reference(tx, reference) for reference in (second, first)]
        said = {"answer": "yes", "person_id": "demo-worker2", "at": TUESDAY}
        await tx.connection.execute(same_incidents.insert().values(record_id=this.id, other_record_id=other.id, **said))
    for one, another in ((first, second), (second, first)):
        await dsl.says(f"read {one} before")
        assert f"{another}: the same incident, says the person who signed" in dsl.text
        assert f"{another}: signed on the same day" not in dsl.text


async def test_the_next_day_is_another_incident(runtime: Runtime, worker: Conversation, dsl: Conversation) -> None:
    _, second = await week_after_week(runtime, worker)
    await dsl.says(f"read {second} before")
    assert "signed on the same day" not in dsl.text
