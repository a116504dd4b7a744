"""Round a consultation: the summary that names nobody, a call-back, the outcome, and what is done by when."""

from datetime import timedelta
from typing import Any

import pytest

from bot.runtime import Runtime
from bot.turns import run_due_jobs
from storage.consultations import bookings
from storage.database.engine import Database
from storage.people.people import Role
from storage.queues import outbox
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, demo_runtime, someone
from tests.support.databases import Filling, on_both

DETAILS = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning supervision"}
NAMED = {"what_happened": "Zed Inventedname put a hand on Child B's trousers, by the Larkfield corridor."}
NOTHING_TO_DO = {f"{part}_{row}": "" for part in ("what", "who", "due") for row in (1, 2, 3)}


async def told(runtime: Runtime, login: str) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [message.key for message in await outbox.waiting_for(tx, f"demo-{login}")]


async def with_a_booking(database: Database) -> None:
    """The demo organisation, and in it an incident with a consultation booked inside it, signed."""
    worker = await someone(await demo_runtime(database))
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, wants_slot="yes", slot="2", details=DETAILS, **NAMED)


@pytest.fixture
def filling(key: str, request: pytest.FixtureRequest) -> Filling:
    return Filling(with_a_booking if "booked" in request.fixturenames else demo_runtime, key)


@pytest.fixture
def booked(worker: Conversation) -> Conversation:
    """A worker who has just booked a consultation inside an incident, and signed."""
    return worker


async def lines_shown(worker: Conversation) -> str:
    await worker.says("send summary")
    assert worker.asked == "strike"
    return "\n".join(choice.title for choice in worker.replies[-1].choices)


async def test_the_worker_sees_every_line_strikes_some_and_exactly_that_is_sent(
    runtime: Runtime, booked: Conversation
) -> None:
    shown = await lines_shown(booked)
    assert "13 to 15" in shown
    assert not [private for private in ("Zed", "Quill", "14", "corridor by the hall") if private in shown]
    number = next(n for n, c in enumerate(booked.replies[-1].choices, 1) if "Larkfield" in c.title)
    await booked.says(str(number))
    as_sent = booked.reply("pack.as_sent").text
    assert "Larkfield" not in as_sent
    await booked.says("send it")
    assert booked.keys == ["pack.sent"]
    service = await someone(runtime, "consultation")
    assert "pack_arrived" in await told(runtime, "consultation")
    await service.says("pack")
    await service.says("pack 1")
    assert service.reply("pack.read").text.splitlines()[1:] == as_sent.splitlines()[1:]


async def test_nobody_else_reads_it(runtime: Runtime, booked: Conversation) -> None:
    await lines_shown(booked)
    await booked.says("leave nothing out")
    await booked.says("send it")
    for login in ("worker", "dsl", "admin", "manager"):
        other = await someone(runtime, login)
        await other.says("pack 1")
        assert "pack.read" not in other.keys


async def test_not_sending_it_sends_nothing(runtime: Runtime, booked: Conversation) -> None:
    await lines_shown(booked)
    await booked.says("leave nothing out")
    await booked.says("don't send it")
    assert booked.keys == ["pack.not_sent"]
    service = await someone(runtime, "consultation")
    await service.says("pack")
    assert service.keys[-1] == "pack.none_sent"


async def test_a_booking_about_nothing_signed_has_no_summary(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await worker.says("1")
    await worker.sends(DETAILS)
    await worker.says("send summary")
    assert worker.keys == ["pack.nothing"]


async def test_one_case_is_booked_once_a_month_whichever_way(runtime: Runtime, booked: Conversation) -> None:
    async with runtime.database.transaction(TUESDAY) as tx:
        (mine,) = await bookings.my_bookings(tx, booked.person)
    await booked.says("book")
    assert booked.asked == "about"
    await booked.says("1")
    same_month = next(
        n for n, choice in enumerate(booked.replies[-1].choices, 1) if f"{mine.slot.starts_at:%B %Y}" in choice.title
    )
    await booked.says(str(same_month))
    assert booked.keys == ["booking.already_booked", "booking.free", "booking.questions.slot.ask"]
    other_month = next(
        n
        for n, choice in enumerate(booked.replies[-1].choices, 1)
        if f"{mine.slot.starts_at:%B %Y}" not in choice.title
    )
    await booked.says(str(other_month))
    await booked.sends(DETAILS)
    assert booked.keys == ["booking.booked"], "a month is not the end of it"


async def test_red_is_told_to_refer_now_and_may_book_as_well(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="slot", danger_now="danger", after_urgent="carry on", wants_slot="yes")
    assert "booking.red_first" in worker.keys


async def test_an_urgent_call_back_goes_to_the_service_at_once(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("call back")
    await worker.sends({"telephone": "01632 960199, before five", "help_wanted": "Two children in one class tomorrow"})
    assert worker.keys == ["call_back.asked"]
    assert await told(runtime, "consultation") == ["call_back_wanted"]
    service = await someone(runtime, "consultation")
    await service.says("call backs")
    assert "01632 960199" in service.text
    await service.says("called 1")
    assert service.keys == ["call_back.done"]
    await service.says("call backs")
    assert service.keys == ["call_back.none"]


async def held(runtime: Runtime, booked: Conversation) -> Conversation:
    """The consultation has taken place; the consultant in the chat."""
    async with runtime.database.transaction(TUESDAY) as tx:
        (mine,) = await bookings.my_bookings(tx, booked.person)
    at(runtime, mine.slot.starts_at + timedelta(hours=2))
    service = await someone(runtime, "consultation")
    await service.says("outcome")
    await service.says("1")
    return service


def actions(runtime: Runtime, **changed: Any) -> dict[str, str]:
    due = (runtime.clock() + timedelta(days=3)).date().isoformat()
    return NOTHING_TO_DO | {"what_1": "Agree who watches at break", "who_1": "DSL", "due_1": due} | changed


async def test_advice_and_actions_reach_the_worker_and_the_dsl(runtime: Runtime, booked: Conversation) -> None:
    service = await held(runtime, booked)
    await service.says("they came")
    await service.says("Keep both children in their clubs, with an adult near.")
    await service.sends(actions(runtime))
    assert service.keys == ["outcome.recorded"]
    for login in ("worker", "dsl"):
        assert "consultation_advice" in await told(runtime, login)
        person = await someone(runtime, login)
        await person.says("advice")
        assert "Keep both children in their clubs" in person.text
        assert "Agree who watches at break" in person.text
    dsl = await someone(runtime, "dsl")
    await dsl.says("inbox")
    reference = dsl.reply("inbox.list").choices[0].value.removeprefix("read ")
    await dsl.says(f"timeline {reference}")
    assert "Keep both children" in dsl.reply("advice.on_record").text, "it stands in the case's chronology"
    other = await someone(runtime, "worker2")
    await other.says("advice")
    assert other.keys[-1] == "advice.none"


@on_both
async def test_a_due_action_is_brought_up_unless_it_is_done(runtime: Runtime, booked: Conversation) -> None:
    service = await held(runtime, booked)
    await service.says("they came")
    await service.says("Plan the breaks.")
    await service.sends(actions(runtime, what_2="Tell the club", who_2="Worker", due_2=actions(runtime)["due_1"]))
    dsl = await someone(runtime, "dsl")
    await dsl.says("inbox")
    await dsl.says(dsl.reply("inbox.list").choices[0].value)  # read, so that it does not pass on to the deputy
    await booked.says("advice")
    await booked.says("action done 2")
    assert booked.keys == ["advice.done"]
    at(runtime, runtime.clock() + timedelta(days=4))
    for _ in range(3):  # some of what is due puts more in line
        await run_due_jobs(runtime)
    assert (await told(runtime, "dsl")).count("action_due") == 1
    assert (await told(runtime, "worker")).count("action_due") == 1


@on_both
async def test_who_could_not_come_is_helped_to_book_again(runtime: Runtime, booked: Conversation) -> None:
    service = await held(runtime, booked)
    await service.says("nobody came")
    assert service.keys == ["outcome.recorded_missed"]
    assert "consultation_missed" in await told(runtime, "worker")
    await service.says("outcome")
    assert service.keys == ["outcome.none"]
    at(runtime, TUESDAY)  # the consultation was early in the month, and there is another time in it
    await booked.says("book")
    await booked.says("1")
    await booked.says("1")
    await booked.sends(DETAILS)
    assert booked.keys == ["booking.booked"], "the same case, in the same month"


@pytest.mark.parametrize("wrong", [{"who_1": ""}, {"due_1": ""}, {"due_1": "2020-01-01"}, {"due_1": "soon"}])
async def test_half_an_action_is_not_taken(runtime: Runtime, booked: Conversation, wrong: dict[str, str]) -> None:
    service = await held(runtime, booked)
    await service.says("they came")
    await service.says("Plan the breaks.")
    await service.sends(actions(runtime, **wrong))
    assert service.keys[0] in ("refusals.half_an_action", "refusals.due_day")
    assert service.asked == "to_do"


async def test_only_the_service_records_an_outcome(runtime: Runtime, worker: Conversation) -> None:
    assert Role.CONSULTATION not in worker.person.roles
    for words in ("outcome", "call backs", "pack"):
        await worker.says(words)
        assert worker.keys[-1] == "menu.not_for_you"
