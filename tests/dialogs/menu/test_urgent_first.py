"""Words that say that a child is in danger now get the urgent words at once, whatever is open; then one question."""

import pytest

from bot.runtime import Runtime
from storage.records import safety_watch
from tests.conversation import SCHOOL_CASE, Conversation, someone

NEXT_ROOM = "a kid is being hurt right now in the next room"
URGENT = [
    NEXT_ROOM,
    "hes locked himself in the toilet with her and she is screaming",
    "she's gone missing with an older man",
    "someone is filming her in the shower now",
    "shes bleeding badly, what do i do",
    "show me what to do hes hurting her now",
]


@pytest.mark.parametrize("said", URGENT)
async def test_urgent_words_come_before_anything_else(worker: Conversation, said: str) -> None:
    await worker.says(said)
    assert worker.keys == ["menu.urgent", "incident.questions.danger_now.ask"]
    assert "999" in worker.text
    assert "Jo Marlowe (demo), 01632 960110" in worker.text
    assert "01632 960102" in worker.text


async def test_the_words_are_kept_for_the_question_of_what_happened(worker: Conversation) -> None:
    await worker.says(NEXT_ROOM)
    await worker.says("no")
    assert "menu.greeting" in worker.keys
    await worker.answers(SCHOOL_CASE, until="what_happened")
    assert NEXT_ROOM in worker.reply("incident.you_told").text


async def test_in_an_incident_safety_is_asked_again_and_it_goes_on_where_it_was(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("he is hurting her right now")
    assert worker.keys == ["menu.urgent", "incident.questions.danger_now.ask"]
    assert "So far" not in worker.text
    await worker.says("no")
    assert worker.asked == "place"
    assert [c.title for c in worker.replies[-1].choices] == ["Use what I wrote"]


async def test_what_was_answered_waits_while_somebody_is_in_danger_and_it_is_said(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="place")
    await worker.says("summary")
    before = worker.reply("menu.summary").text.splitlines()[2:]
    await worker.says("he is hurting her right now")
    await worker.says("yes someone is hurt")
    assert "incident.dropped" not in worker.keys
    assert "is kept" in worker.reply("incident.kept_meanwhile").text
    await worker.says("summary")
    assert all(row.split(". ", 1)[1] in worker.text for row in before), worker.transcript
    await worker.says("later")
    await worker.says("carry on")
    await worker.says("it's in hand: carry on")
    assert worker.asked == "place", worker.transcript
    await worker.says("summary")
    assert all(row.split(". ", 1)[1] in worker.text for row in before), worker.transcript


async def test_another_interview_is_kept_and_can_be_gone_on_with(worker: Conversation) -> None:
    await worker.says("book")
    before = worker.asked
    await worker.says(NEXT_ROOM)
    assert worker.keys == ["menu.urgent", "incident.questions.danger_now.ask"]
    await worker.says("no")
    await worker.says("save")
    await worker.says("carry on")
    assert worker.keys == ["menu.which_draft"]
    await worker.says("carry on with 2")
    assert worker.asked == before


async def test_it_comes_before_a_yes_or_no_that_was_waited_for(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("no")
    await worker.says("cancel")
    await worker.says(NEXT_ROOM)
    assert worker.keys == ["menu.urgent", "incident.questions.danger_now.ask"]


@pytest.mark.parametrize("login", ["dsl", "deputy", "manager"])
async def test_whoever_writes(runtime: Runtime, login: str) -> None:
    person = await someone(runtime, login)
    await person.says(NEXT_ROOM)
    assert person.keys == ["menu.urgent", "incident.questions.danger_now.ask"]


async def test_the_service_gets_the_words_too(runtime: Runtime) -> None:
    person = await someone(runtime, "consultation")
    await person.says(NEXT_ROOM)
    assert person.keys[0] == "menu.urgent"


async def test_self_harm_has_the_same_place(worker: Conversation) -> None:
    await worker.says("she has taken a load of paracetamol")
    assert worker.keys == ["incident.self_harm", "incident.questions.danger_now.ask"]


@pytest.mark.parametrize(
    "said",
    [
        "He put his hand on her leg and she was crying and screaming. I stopped it.",
        "He locked the door and would not let her out until she kissed him.",
        "She was bleeding and he ran off.",
    ],
)
async def test_an_account_of_something_past_goes_on_as_an_answer(worker: Conversation, said: str) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="what_happened")
    await worker.says(said)
    assert worker.asked == "noticed_on"
    assert "menu.urgent" not in worker.keys


@pytest.mark.parametrize(
    "said",
    ["help", "urgent call", "nobody is being hurt right now", "can i get a slot with someone to talk about a kid"],
)
async def test_a_command_or_a_no_is_no_alarm(worker: Conversation, said: str) -> None:
    await worker.says("hello")
    await worker.says(said)
    assert "menu.urgent" not in worker.keys


@pytest.mark.parametrize(
    "said",
    [
        "decide WM-2YBQ-RN",
        "what happened with wm-y3rn-pc",
        "is WM-TFQN-RN filed?",
        "plan parts WC-FPME-RN",
        "sp-22rn-rn",
    ],
)
async def test_the_letters_of_a_reference_are_no_words(runtime: Runtime, said: str) -> None:
    """RN is short for 'right now', and a reference is drawn by chance."""
    dsl = await someone(runtime, "dsl")
    await dsl.says(said)
    assert "menu.urgent" not in dsl.keys, dsl.transcript


PLAIN_QUESTIONS = [
    "is it normal for 5 yr olds to show each other their bits",
    "should i keep them apart",
    "can they go home together",
    "do i ring the parents?",
]
CALM = [
    "yes everyones safe now",
    "everyones fine now, they've gone home",
    "nobody is hurt, all with staff",
    "hes with his ta shes with me",
    "they have been separated and are ok",
]


@pytest.mark.parametrize("where", ["danger_now", "after_urgent"])
async def test_a_plain_question_at_the_safety_questions_is_answered_and_never_taken_for_hurt(
    runtime: Runtime, where: str
) -> None:
    worker = await someone(runtime)
    await worker.says("report")
    if where == "after_urgent":
        await worker.says("Yes, someone is hurt")
    for said in PLAIN_QUESTIONS:
        await worker.says(said)
        assert worker.asked == where, worker.transcript
        # not a clear 'safe': the steps are shown once with the first question, and not again
        assert ("steps.urgent" in worker.keys) is (where == "danger_now" and said == PLAIN_QUESTIONS[0])
        assert worker.keys[0].startswith(("guidance", "menu.no_guidance")), worker.transcript


@pytest.mark.parametrize("where", ["danger_now", "after_urgent"])
async def test_a_calm_answer_is_taken_as_safe_and_shows_no_steps(runtime: Runtime, where: str) -> None:
    worker = await someone(runtime)
    for said in CALM:
        await worker.says("report")
        if where == "after_urgent":
            await worker.says("Yes, someone is in danger")
        await worker.says(said)
        assert worker.asked == "about", worker.transcript
        assert "steps.urgent" not in worker.keys
        assert not any(key.startswith("guidance") for key in worker.keys)
        await worker.says("cancel")
        await worker.says("yes")


@pytest.mark.parametrize("begins", ["report", "informal talk"])
async def test_what_sounds_safe_is_asked_about_kindly_and_one_tap_says_it(runtime: Runtime, begins: str) -> None:
    worker = await someone(runtime)
    await worker.says(begins)
    await worker.says("hes in bed she's gone home")
    assert worker.keys[0] == "menu.nearly_safe", worker.transcript
    assert "999" in worker.reply("menu.nearly_safe").text
    assert [choice.value for choice in worker.replies[-1].choices] == ["nobody", "the_list"]
    await worker.says("yes they are")
    assert worker.asked not in ("", "danger_now"), worker.transcript


async def test_whoever_falls_silent_after_it_is_not_left_alone(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("hes in bed she's gone home")
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert await safety_watch.last_of(tx, worker.person.id) is not None


async def test_a_hedge_after_it_gets_the_urgent_steps_and_is_never_an_all_clear(worker: Conversation) -> None:
    await worker.says("report")
    await worker.says("hes fine now they're apart")
    assert "steps.urgent" not in worker.keys
    await worker.says("yes i think so")
    assert worker.asked == "danger_now", worker.transcript
    assert "steps.urgent" in worker.keys


@pytest.mark.parametrize("said", ["she's with staff, he ran off", "he's still in her room", "does she need a doctor"])
async def test_what_raises_the_alarm_after_the_urgent_steps_is_never_an_all_clear(
    worker: Conversation, said: str
) -> None:
    await worker.says("report")
    await worker.says("Yes, someone is hurt")
    await worker.says(said)
    assert worker.asked in ("after_urgent", "danger_now"), worker.transcript
