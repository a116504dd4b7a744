"""What people type who are short of time, or are not who Waymark was made for: 'SOS', 'what next', a child."""

import pytest

from bot.runtime import Runtime
from tests.conversation import Conversation, someone


@pytest.mark.parametrize(
    "said", ["999", "SOS", "ambulance", "theres a fight", "they are still doing it", "kid missing", "help!!!", "HELP!"]
)
async def test_a_call_for_help_comes_before_everything(worker: Conversation, said: str) -> None:
    await worker.says(said)
    assert worker.keys == ["menu.urgent", "incident.questions.danger_now.ask"]


@pytest.mark.parametrize(
    "said",
    [
        "everyones fine now, they've gone home",
        "he wont stop touching himself in class",
        "mum is on her way up fuming",
        "two reception kids showed each other bits, is that normal",
        "got a nude of a pupil on a phone, i've got the phone here what do i do",
    ],
)
async def test_what_is_not_going_on_now_raises_no_alarm(worker: Conversation, said: str) -> None:
    await worker.says(said)
    assert "menu.urgent" not in worker.keys
    assert "Describe it now" in [choice.title for choice in worker.replies[-1].choices], worker.transcript


@pytest.mark.parametrize("said", ["i'm 13 and my brother does stuff to me", "im in year 8 and he touches me"])
async def test_a_child_who_writes_gets_words_for_a_child_and_nothing_made_for_staff(
    worker: Conversation, said: str
) -> None:
    await worker.says(said)
    assert worker.keys == ["menu.child_writes"]
    assert all(word in worker.text for word in ("not your fault", "adult you trust", "999", "0800 1111"))
    await worker.says("can you help me")
    assert worker.keys == ["menu.child_writes"], "not a card for staff"
    await worker.says("report")
    assert worker.asked == "danger_now", "an adult whom it took for a child goes on"


@pytest.mark.parametrize("said", ['she said "im 13 and my brother does stuff to me"', "i am 6 weeks into the job"])
async def test_what_a_child_said_is_told_by_an_adult(worker: Conversation, said: str) -> None:
    await worker.says(said)
    assert "menu.child_writes" not in worker.keys


async def test_can_i_report_something_begins(worker: Conversation) -> None:
    await worker.says("can i report something")
    assert worker.asked == "danger_now"


async def test_never_mind_lets_go(worker: Conversation) -> None:
    await worker.says("nvm sorted")
    assert worker.keys[-1] == "menu.rather_not"


async def test_the_greeting_before_an_answer_is_short(worker: Conversation) -> None:
    await worker.says("what is sexting?")
    assert worker.keys[0] == "menu.greeting"
    assert worker.replies[0].text.count("\n") == 0
    assert all(said in worker.replies[0].text for said in ("no names", "999"))


async def test_something_forgotten_is_added_to_what_was_signed(worker: Conversation, reference: str) -> None:
    await worker.says("i forgot to say that she was crying")
    assert [choice.value for choice in worker.reply("addition.forgot").choices] == [f"add to {reference}", "report"]
    await worker.says(f"add {reference}")
    assert worker.asked == "addition"


@pytest.mark.parametrize("command", ["read", "timeline", "received"])
async def test_a_command_about_a_record_asks_which(dsl: Conversation, reference: str, command: str) -> None:
    await dsl.says(command)
    assert [choice.value for choice in dsl.reply("inbox.which").choices] == [f"{command} {reference}"]


@pytest.mark.parametrize(
    ("said", "replied"),
    [
        ("anything new", "inbox.list"),
        ("find a child's records", "search.questions.child.ask"),
    ],
)
async def test_a_lead_asks_in_own_words(dsl: Conversation, reference: str, said: str, replied: str) -> None:
    await dsl.says(said)
    assert replied in dsl.keys, dsl.transcript


@pytest.mark.parametrize(
    ("said", "replied"), [("who's booked this month", "booking.month"), ("add a slot on thursday", "service_slots.")]
)
async def test_the_service_asks_in_own_words(runtime: Runtime, said: str, replied: str) -> None:
    service = await someone(runtime, "consultation")
    await service.says(said)
    assert any(one.startswith(replied) for one in service.keys), service.transcript


async def test_what_is_not_for_ones_role_is_not_done(worker: Conversation) -> None:
    await worker.says("who wants a call back")
    assert "call_back.list" not in worker.keys
    assert "menu.not_for_you" not in worker.keys


async def test_a_worker_cancels_in_own_words(worker: Conversation) -> None:
    await worker.says("cancel my tuesday slot")
    assert "booking.mine_none" in worker.keys


async def test_yes_after_a_card_that_offered_to_describe_it(worker: Conversation) -> None:
    await worker.says("may I promise a child to keep it secret?")
    assert "guidance.card" in worker.keys, worker.transcript
    await worker.says("yes please")
    assert worker.asked == "danger_now"
