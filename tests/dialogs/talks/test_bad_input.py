"""What goes wrong in an informal talk: a clear sentence each, nothing lost, and nothing let slip."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.runtime import Runtime
from dialogs.interview.answers import Heard
from dialogs.interview.looks_like_a_name import may_hold_a_name
from dialogs.menu.registry import registry
from dialogs.talks.asking import AGREEMENT
from storage.administration import organisation
from storage.database.engine import Database
from storage.people import people
from storage.people.people import KnownAs, Role
from storage.talks.tables import talks
from tests.conversation import TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.dialogs.talks.talking import WATCH, WORRY, answers, asks, jobs_done, keys_told
from tests.support.databases import on_both

PLANTED = "Plantedword stands close"


async def test_somebody_in_danger_gets_the_urgent_steps_and_the_dsl_hears_of_silence(
    runtime: Runtime, worker: Conversation
) -> None:
    await worker.says("informal talk")
    await worker.says("someone is hurt")
    assert {"menu.urgent", "talk.danger"} <= set(worker.keys) or {"steps.urgent", "talk.danger"} <= set(worker.keys)
    assert worker.asked == ""
    await jobs_done(runtime, TUESDAY + timedelta(hours=3))
    assert await keys_told(runtime, "dsl") == ["safety_alert"]
    assert await keys_told(runtime, "yj_one") == []


async def test_a_manager_cannot_have_agreed_tomorrow(worker: Conversation) -> None:
    await worker.says("informal talk")
    await worker.answers(WORRY, until="agreement")
    await worker.sends({"manager_name": "Dana Thorley", "manager_agreed_on": "2026-11-18"})
    assert worker.keys[0] == "refusals.agreed_on_missing"
    await worker.answers(WORRY)
    assert "talk.sent" in worker.keys


@pytest.mark.parametrize(
    "said",
    ["Zedekiah", "It is odd. Thanks", "It began in May. Twice.", "Online. Several saw it.", "He said no. Stop!", ""],
)
def test_a_usual_word_at_the_end_is_no_name(said: str) -> None:
    assert not may_hold_a_name(said)


@pytest.mark.parametrize("said", ["this morning", "today", "today at 9", "earlier today", "16/11"])
def test_the_day_of_the_agreement_as_people_say_it(said: str) -> None:
    heard = AGREEMENT.filled_in("agreement", {"manager_name": "Dana", "manager_agreed_on": said}, {}, TUESDAY)
    assert isinstance(heard, Heard), said


@pytest.mark.parametrize("said", ["she agreed", "she's fine with it", "shes ok with it"])
def test_an_agreement_is_taken_as_people_say_it(said: str) -> None:
    assert registry.listener.hear("talk.manager", said).took == ("agreed",)


@pytest.mark.parametrize("said", ["He is called Zedekiah and stands close to others.", "gives me the creeps. Zedekiah"])
async def test_what_looks_like_a_name_is_refused_and_not_kept(
    runtime: Runtime, worker: Conversation, said: str
) -> None:
    await worker.says("informal talk")
    await worker.answers(WORRY, until="concern")
    await worker.says(said)
    assert worker.keys[0] == "refusals.no_names_in_words"
    async with runtime.database.transaction(TUESDAY) as tx:
        from storage import conversations

        assert "Zedekiah" not in str((await conversations.load(tx, worker.person.id)).state)
    await worker.answers(WORRY)
    assert "talk.sent" in worker.keys


async def test_with_nobody_on_duty_it_is_kept_and_goes_once_somebody_is(runtime: Runtime) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "yj-one", "yj", [])
    worker = await asks(runtime)
    assert worker.keys == ["talk.nobody_on_duty"]
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "yj-one", "yj", [Role.YOUTH_JUSTICE])
    await worker.says("carry on")
    assert worker.asked == "send_talk"
    await worker.says("Send it")
    assert "talk.sent" in worker.keys


@pytest.mark.parametrize("login", ["worker", "yj_one", "yj_boss"])
async def test_a_list_says_what_is_past_its_time_and_whom_to_ring(runtime: Runtime, login: str) -> None:
    await asks(runtime)
    reader = await someone(runtime, login)
    await reader.says("talks")
    assert "Past its time" not in reader.text
    at(runtime, TUESDAY + timedelta(days=3))
    await reader.says("talks")
    assert "Past its time: the answer was due by Thursday 19 November 2026" in reader.text
    assert "Please ring" in reader.text


async def test_not_now_keeps_it_and_cancel_deletes_it(runtime: Runtime) -> None:
    worker = await asks(runtime, send_talk="Not now")
    assert worker.keys == ["talk.not_sent"]
    await worker.says("cancel")
    await worker.says("yes")
    assert worker.keys[0] == "talk.cancelled"
    assert await keys_told(runtime, "yj_one") == []


async def test_two_on_duty_answer_at_once_and_the_first_answer_stays(runtime: Runtime) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        await people.add(tx, "Cy Invented", "yj", [Role.YOUTH_JUSTICE], KnownAs(login="yj_two"), id="yj-two")
    worker = await asks(runtime)
    slow = await someone(runtime, "yj_two")
    await slow.says("talks")
    await slow.says("talk outcome 1")
    await slow.answers(WATCH, until="talk_advice", outcomes="5")
    await answers(runtime, talk_advice="First.")
    await slow.says("Second.")
    assert slow.keys == ["talk_outcome.not_waiting"]
    await slow.says("talk 1")
    assert slow.keys == ["talks.stale.changed"], "the list that was shown is not what stands now"
    await worker.says("talks")
    await worker.says("talk 1")
    assert "First." in worker.text
    assert "Second." not in worker.text


async def test_a_duty_worker_whose_role_is_withdrawn_stops_at_the_next_message(runtime: Runtime) -> None:
    await asks(runtime)
    duty = await someone(runtime, "yj_one")
    await duty.says("talks")
    await duty.says("talk outcome 1")
    async with runtime.database.transaction(TUESDAY) as tx:
        await organisation.set_roles(tx, "yj-one", "yj", [Role.WORKER])
    await duty.says("Watch it further")
    assert duty.keys == ["menu.stopped"]
    await duty.says("cancel")
    await duty.says("yes")
    await duty.says("talks")
    assert "younger children" not in duty.text


async def test_a_talk_is_about_ones_own_record_or_about_nothing(runtime: Runtime, worker: Conversation) -> None:
    reference = await signed(worker)
    colleague = await someone(runtime, "worker2")
    await colleague.says(f"informal talk {reference}")
    assert colleague.keys[-1] == "inbox.not_found"
    dsl = await someone(runtime, "dsl")
    await dsl.says(f"informal talk {reference.lower()}")
    assert "talk.opening_about" in dsl.keys
    # what was begun and signed meanwhile is one matter, whichever way it is named
    for about in (reference, ""):
        await asks(runtime, about=about, linked=f"My record {reference}")
    async with runtime.database.transaction(TUESDAY) as tx:
        cases = list(await tx.connection.scalars(sa.select(talks.c.case_key)))
    assert len(cases) == 2
    assert len(set(cases)) == 1


@on_both
async def test_planted_words_of_a_talk_reach_its_readers_only(runtime: Runtime) -> None:
    await asks(runtime, concern=PLANTED)
    (reference,) = await references(runtime.database)
    await answers(runtime, talk_advice=PLANTED)
    async with runtime.database.transaction(TUESDAY) as tx:
        logins = [str(person.login) for person in await people.everyone(tx)]
    readers = set()
    for login in logins:
        person = await someone(runtime, login)
        for said in ("talks", "talk 1", f"talk {reference}", "talk outcome 1", "review talk 1"):
            await person.says(said)
            if "Plantedword" in str([vars(reply) for reply in person.replies]):
                readers.add(login)
    assert readers == {"worker", "yj_one"}


async def references(database: Database) -> list[str]:
    async with database.transaction(TUESDAY) as tx:
        return list(await tx.connection.scalars(sa.select(talks.c.reference)))


@pytest.mark.parametrize("login", ["yj_one", "consultation", "admin"])
async def test_whoever_may_not_ask_for_one_gets_the_guidance_of_that_name(runtime: Runtime, login: str) -> None:
    person = await someone(runtime, login)
    await person.says("informal talk")
    assert "guidance.card" in person.keys


async def test_more_than_the_command_is_a_question(worker: Conversation) -> None:
    for said in ("what is an informal talk with youth justice", "talk to me", "talks about sex at break"):
        await worker.says(said)
        assert not [key for key in worker.keys if key.startswith(("talk.", "talks."))], said


@pytest.mark.parametrize(
    ("question", "said", "not_taken"),
    [
        ("evidence", "i saw something odd but it may be nothing", "only_a_worry"),
        ("evidence", "nobody has told me anything", "firm"),
        ("evidence", "not really just a feeling, heard kids talking", "firm"),
        ("evidence", "not really just a feeling", "firm"),
        ("evidence", "told me she is fine, just a feeling", "firm"),
        ("evidence", "a worry, she told the ta something", "only_a_worry"),
        ("rather_report", "no", "go_on"),
        ("manager", "ill ask her tomorrow", "agreed"),
        ("manager", "she hasnt agreed", "agreed"),
        ("manager", "she isnt fine with it", "agreed"),
        ("manager", "not asked, shes on leave", "agreed"),
        ("send_talk", "dont send it", "send_now"),
        ("outcomes", "not social care", "social_care"),
        ("seen", "nothing since but im still worried", "nothing_more"),
        ("seen", "he did it again", "nothing_more"),
    ],
)
def test_half_an_answer_is_not_taken_as_the_whole_one(question: str, said: str, not_taken: str) -> None:
    """Each of these would lead away from the DSL, send what is not agreed, or close what is open."""
    interview = {"outcomes": "talk_outcome", "seen": "talk_review"}.get(question, "talk")
    assert not_taken not in registry.listener.hear(f"{interview}.{question}", said).took
