"""A press acts on the very thing that was shown, or on nothing: numbers, buttons, and what happens in between."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime import Runtime
from dialogs.cards import said_by
from dialogs.consultations.slot_words import in_words
from dialogs.interview.shown import Item, Shown, Stale, number_in
from dialogs.turn import Choice
from storage.consultations import bookings as consultation_bookings
from storage.consultations import call_backs, outcomes, slots, summaries, waiting_list
from storage.consultations.bookings import Booking
from storage.consultations.outcomes import Action
from storage.people import people
from tests.conversation import SCHOOL_CASE, TUESDAY, Conversation, at, someone
from tests.dialogs.incident.test_record import signed
from tests.roles.busy_month import AGREED
from tests.support.databases import on_both

MANY = 12
"""Plays of each list, with fixed seeds."""


@pytest.fixture
async def worker(runtime: Runtime) -> Conversation:
    """Greeted already."""
    return await (await someone(runtime)).says("hi")


async def books(runtime: Runtime, number: int = 0, login: str = "demo-worker", case: str = "") -> Booking:
    async with runtime.database.transaction(runtime.clock()) as tx:
        free = await consultation_bookings.free_slots(tx, until=TUESDAY.replace(year=2027))
        person = await people.get(tx, login)
        return await consultation_bookings.book(
            tx, free[number].id, person, AGREED, case_key=case or f"case {free[number].id}"
        )


async def bookings(runtime: Runtime, login: str = "demo-worker") -> list[Booking]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await consultation_bookings.my_bookings(tx, await people.get(tx, login))


async def asks_for_a_call(runtime: Runtime, login: str) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await call_backs.ask(tx, await people.get(tx, login), telephone=f"01632 {login}", help_wanted=f"For {login}")


async def waiting_for_a_call(runtime: Runtime) -> list[str]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return [one.person_id for one in await call_backs.waiting(tx, await people.get(tx, "demo-consultation"))]


async def called(runtime: Runtime, who: str) -> None:
    """Somebody else at the service has called."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        service = await people.get(tx, "demo-consultation")
        one = next(one for one in await call_backs.waiting(tx, service) if one.person_id == who)
        await call_backs.answered(tx, one.id, service)


def buttons(person: Conversation, about: str) -> list[Choice]:
    return [choice for reply in person.replies for choice in reply.choices if choice.value.startswith(about)]


async def press(person: Conversation, choice: Choice) -> Conversation:
    """As Teams sends it."""
    return await person.says(said_by(choice))


# -- a call-back ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def service(runtime: Runtime) -> Conversation:
    """Two people wait to be called, and the service has been shown both."""
    at(runtime, TUESDAY)
    await asks_for_a_call(runtime, "demo-worker")
    at(runtime, TUESDAY + timedelta(minutes=1))
    await asks_for_a_call(runtime, "demo-foster")
    return await (await someone(runtime, "consultation")).says("call backs")


@pytest.mark.parametrize("how", ["number", "button"])
async def test_a_call_that_a_colleague_has_made_is_not_marked_on_somebody_elses(
    runtime: Runtime, service: Conversation, how: str
) -> None:
    button = buttons(service, "called")[0]
    await called(runtime, "demo-worker")
    await (service.says("called 1") if how == "number" else press(service, button))
    assert service.keys == ["call_back.stale.gone"]
    assert await waiting_for_a_call(runtime) == ["demo-foster"]


@pytest.mark.parametrize("how", ["number", "button"])
async def test_a_call_is_marked_once_however_often_it_is_pressed(
    runtime: Runtime, service: Conversation, how: str
) -> None:
    button = buttons(service, "called")[0]
    for key in ("call_back.done", "call_back.stale.gone", "call_back.stale.gone"):
        await (service.says("called 1") if how == "number" else press(service, button))
        assert service.keys == [key]
    assert await waiting_for_a_call(runtime) == ["demo-foster"]
    await service.says("called 2")
    assert service.keys == ["call_back.done"], "a number keeps its meaning"


async def test_a_number_without_a_list_shows_the_list_and_does_nothing(runtime: Runtime) -> None:
    await asks_for_a_call(runtime, "demo-worker")
    service = await someone(runtime, "consultation")
    await service.says("called 1")
    assert service.keys[-1] == "call_back.list"
    assert await waiting_for_a_call(runtime) == ["demo-worker"]


async def test_the_list_is_kept_through_other_messages_and_a_restart(runtime: Runtime, service: Conversation) -> None:
    for text in ("month", "help", "what is aim3?"):
        await service.says(text)
    again = await someone(Runtime(runtime.database, runtime.library, runtime.clock), "consultation")
    await again.says("called 2")
    assert again.keys == ["call_back.done"]
    assert await waiting_for_a_call(runtime) == ["demo-worker"]


# -- a booking -----------------------------------------------------------------------------------------------------


async def test_cancelling_asks_first_and_names_the_day_and_time(runtime: Runtime, worker: Conversation) -> None:
    booking = await books(runtime)
    await worker.says("cancel booking")
    assert worker.keys == ["booking.cancel_asks"]
    assert in_words(booking.slot) in worker.text
    assert await bookings(runtime) == [booking]
    await worker.says("yes")
    assert worker.keys == ["booking.cancelled"]
    assert await bookings(runtime) == []


@pytest.mark.parametrize("no", ["no", "No, keep it", "no thanks", "cancel", "maybe", "hmm", "button"])
async def test_anything_but_a_yes_keeps_it_and_is_asked_once(runtime: Runtime, worker: Conversation, no: str) -> None:
    booking = await books(runtime)
    await worker.says("cancel booking")
    await (press(worker, buttons(worker, "cancel booking")[1]) if no == "button" else worker.says(no))
    assert worker.keys[0] in ("menu.left_as_it_was", "booking.cancel_kept")
    assert await bookings(runtime) == [booking]
    await worker.says("yes")
    assert await bookings(runtime) == [booking], "a yes that comes later answers nothing"


async def test_a_question_in_its_place_is_answered_and_keeps_it(runtime: Runtime, worker: Conversation) -> None:
    booking = await books(runtime)
    await worker.says("cancel booking")
    await worker.says("what is AIM3?")
    assert worker.keys == ["menu.left_as_it_was", "guidance.card"]
    assert await bookings(runtime) == [booking]


@pytest.mark.parametrize("yes", ["yes", "button"])
async def test_pressing_twice_cancels_one(runtime: Runtime, worker: Conversation, yes: str) -> None:
    await books(runtime)
    second = await books(runtime)
    await worker.says("my bookings")
    cancel = buttons(worker, "cancel booking")[0]
    await press(worker, cancel)
    await press(worker, cancel)
    assert worker.keys == ["booking.cancel_asks"], "the second press is no yes"
    sure = buttons(worker, "cancel booking")[0]
    for _ in range(2):
        await (worker.says("Yes, cancel it") if yes == "yes" else press(worker, sure))
    assert worker.keys[0] in ("booking.stale.gone", "menu.nothing_to_confirm")
    await press(worker, cancel)
    assert worker.keys == ["booking.stale.gone"]
    await worker.says("cancel booking 1")
    assert worker.keys == ["booking.stale.gone"], "number 1 of what was shown is gone"
    assert await bookings(runtime) == [second]


async def test_one_that_the_service_moved_is_not_cancelled(runtime: Runtime, worker: Conversation) -> None:
    booking = await books(runtime)
    await worker.says("my bookings")
    cancel = buttons(worker, "cancel booking")[0]
    async with runtime.database.transaction(runtime.clock()) as tx:
        await slots.move(tx, booking.slot.id, booking.slot.starts_at + timedelta(hours=2))
    await press(worker, cancel)
    assert worker.keys == ["booking.stale.changed"]
    assert len(await bookings(runtime)) == 1


async def test_one_that_is_moved_between_the_question_and_the_yes_is_not_cancelled(
    runtime: Runtime, worker: Conversation
) -> None:
    booking = await books(runtime)
    await worker.says("cancel booking")
    async with runtime.database.transaction(runtime.clock()) as tx:
        await slots.move(tx, booking.slot.id, booking.slot.starts_at + timedelta(hours=2))
    await worker.says("yes")
    assert worker.keys == ["booking.stale.changed"]
    assert len(await bookings(runtime)) == 1


async def test_in_the_middle_of_an_interview_a_yes_answers_what_was_asked_last(
    runtime: Runtime, worker: Conversation
) -> None:
    await books(runtime)
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="mutual")
    await worker.says("cancel booking")
    assert worker.keys == ["booking.cancel_asks"]
    sure = buttons(worker, "cancel booking")[0]
    await worker.says("yes")
    assert worker.keys == ["booking.cancelled", "incident.questions.mutual.ask"]
    for again in (said_by(sure), "Yes, cancel it", "Yes, delete it"):
        await worker.says(again)
        assert worker.asked == "mutual", "a late yes answers no other question"
        assert worker.keys[0] in ("booking.stale.gone", "menu.nothing_to_confirm")


@pytest.mark.parametrize("odd", ["²", "٣", "1.5", "-1", "0", "1, 2", "9" * 250, "1 2", "one", "🙂"])
@pytest.mark.parametrize("command", ["cancel booking", "called", "action done", "pack", "leave the list", "change"])
async def test_an_odd_number_means_nothing_and_breaks_nothing(
    runtime: Runtime, worker: Conversation, service: Conversation, command: str, odd: str
) -> None:
    await books(runtime)
    waited = await waiting_for_a_call(runtime)
    await worker.says("my bookings")
    for person in (worker, service):
        await person.says(f"{command} {odd}")
        assert person.replies
        assert not [key for key in person.keys if key.startswith("problems.")], person.transcript
    assert len(await bookings(runtime)) == 1
    assert await waiting_for_a_call(runtime) == waited


# -- an action, a summary, a place in line -------------------------------------------------------------------------


@pytest.fixture
async def advised(runtime: Runtime, worker: Conversation) -> Conversation:
    """Advice with three actions, shown to the worker."""
    booking = await books(runtime)
    at(runtime, booking.slot.starts_at + timedelta(hours=2))
    todo = [Action(n, f"Matter {n}", "The deputy", date(2026, 12, 20)) for n in (1, 2, 3)]
    async with runtime.database.transaction(runtime.clock()) as tx:
        service = await people.get(tx, "demo-consultation")
        await outcomes.record(tx, booking, service, attended=True, advice="Keep them in their clubs.", to_do=todo)
    return await worker.says("advice")


async def open_actions(runtime: Runtime) -> list[int]:
    async with runtime.database.transaction(runtime.clock()) as tx:
        (one,) = await outcomes.of_person(tx, await people.get(tx, "demo-worker"))
    return [action.number for action in one.actions if action.done_at is None]


@pytest.mark.parametrize("how", ["number", "button"])
async def test_an_action_is_done_once_and_no_other_with_it(runtime: Runtime, advised: Conversation, how: str) -> None:
    button = buttons(advised, "action done")[0]
    for key in ("advice.done", "advice.stale.gone"):
        await (advised.says("action done 1") if how == "number" else press(advised, button))
        assert advised.keys == [key]
    assert await open_actions(runtime) == [2, 3]
    await advised.says("action done 3")
    assert await open_actions(runtime) == [2]


@on_both
async def test_the_summary_that_is_opened_is_the_one_that_was_shown(runtime: Runtime, worker: Conversation) -> None:
    reference = await signed(worker)
    async with runtime.database.transaction(runtime.clock()) as tx:
        person = await people.get(tx, "demo-worker")
        case = await summaries.case_of(tx, person, reference)
    first = await books(runtime, 4, case=case)
    async with runtime.database.transaction(runtime.clock()) as tx:
        await summaries.send(tx, first, person, ["The first"])
    service = await (await someone(runtime, "consultation")).says("pack")
    button = buttons(service, "pack")[0]
    await press(service, button)
    assert service.keys == ["pack.read"]
    assert "The first" in service.text
    async with runtime.database.transaction(runtime.clock()) as tx:
        await slots.move(tx, first.slot.id, first.slot.starts_at + timedelta(hours=2))
    await press(service, button)
    assert service.keys == ["pack.stale.changed"]
    async with runtime.database.transaction(runtime.clock()) as tx:
        await consultation_bookings.cancel(tx, first.id, person)
    for text in (said_by(button), "pack 1"):
        await service.says(text)
        assert service.keys == ["pack.stale.gone"]


async def offered(runtime: Runtime, cases: Sequence[str]) -> list[Booking]:
    """The worker waits with these cases, and two times become free one after the other."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        colleague, worker = await people.get(tx, "demo-worker2"), await people.get(tx, "demo-worker")
        free = await consultation_bookings.free_slots(tx, until=TUESDAY.replace(year=2027))
        taken = [await consultation_bookings.book(tx, s.id, colleague, AGREED, case_key=f"case {s.id}") for s in free]
        for case in cases:
            await waiting_list.join(tx, worker, case_key=case, details=AGREED, carried=True)
    return taken


async def given_back(runtime: Runtime, booking: Booking) -> None:
    async with runtime.database.transaction(runtime.clock()) as tx:
        await consultation_bookings.cancel(tx, booking.id, await people.get(tx, "demo-worker2"))


async def test_taking_an_offer_twice_takes_one(runtime: Runtime, worker: Conversation) -> None:
    taken = await offered(runtime, ["one", "two"])
    await given_back(runtime, taken[0])
    await given_back(runtime, taken[1])
    await worker.says("take it")
    assert worker.keys == ["waiting.mine"], "two are kept: which is asked"
    button = buttons(worker, "take the offer")[0]
    for key in ("waiting.taken", "waiting.stale.offer.gone"):
        await press(worker, button)
        assert worker.keys == [key]
    await worker.says("take it")
    assert worker.keys == ["waiting.mine"], "not the one of which nothing was said"
    assert [one.slot.id for one in await bookings(runtime)] == [taken[0].slot.id]


async def test_another_offer_than_was_shown_is_not_taken(runtime: Runtime, worker: Conversation) -> None:
    taken = await offered(runtime, ["one"])
    await given_back(runtime, taken[0])
    await worker.says("waiting list")
    button = buttons(worker, "take the offer")[0]
    async with runtime.database.transaction(runtime.clock()) as tx:
        (place,) = await waiting_list.places_of(tx, worker.person)
        await waiting_list.decline(tx, place.id, worker.person)
    await given_back(runtime, taken[1])
    await press(worker, button)
    assert worker.keys == ["waiting.stale.offer.changed"]
    await worker.says("take it")
    assert worker.keys == ["waiting.mine"], "another is kept now, and is shown first"
    assert await bookings(runtime) == []
    await worker.says("take it")
    assert [one.slot.id for one in await bookings(runtime)] == [taken[1].slot.id]


async def test_leaving_the_list_leaves_the_place_that_was_pressed(runtime: Runtime, worker: Conversation) -> None:
    await offered(runtime, ["one", "two"])
    await worker.says("leave the list")
    assert worker.keys == ["waiting.mine"], "which of the two is asked"
    button = buttons(worker, "leave the list")[1]
    for key in ("waiting.left", "waiting.stale.place.gone"):
        await press(worker, button)
        assert worker.keys == [key]
    async with runtime.database.transaction(runtime.clock()) as tx:
        assert [place.case_key for place in await waiting_list.places_of(tx, worker.person)] == ["one"]
    await worker.says("leave the list 2")
    assert worker.keys == ["waiting.mine"], "what looks like its number in line is no number of a list"


# -- slots ---------------------------------------------------------------------------------------------------------


async def moves_a_slot(runtime: Runtime, number: int = 0) -> str:
    """The service moves a slot by two hours; its id."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        slot = (await consultation_bookings.coming(tx, until=TUESDAY.replace(year=2027)))[number]
        return (await slots.move(tx, slot.id, slot.starts_at + timedelta(hours=2))).id


FORM = {"manager_name": "Val Manager", "manager_agreed_on": "yesterday", "help_wanted": "Planning supervision"}


async def test_a_free_time_that_was_moved_is_not_kept_or_booked(runtime: Runtime, worker: Conversation) -> None:
    await worker.says("book")
    await moves_a_slot(runtime)
    await worker.says("1")
    assert worker.keys == ["booking.moved", "booking.free", "booking.questions.slot.ask"]
    await worker.says("1")
    await moves_a_slot(runtime)
    await worker.sends(FORM)
    assert worker.keys[0] == "booking.moved"
    assert await bookings(runtime) == []
    await worker.says("1")
    assert worker.keys == ["booking.held", "booking.booked"], "what was filled in is kept"


async def test_a_booking_is_not_changed_to_a_time_that_was_moved_nor_once_it_was_moved_itself(
    runtime: Runtime, worker: Conversation
) -> None:
    booking = await books(runtime)
    await worker.says("change booking")
    await moves_a_slot(runtime, 1)
    await worker.says("1")
    assert worker.keys[0] == "rebooking.slot_moved"
    assert await bookings(runtime) == [booking]
    await moves_a_slot(runtime)
    await worker.says("2")
    assert worker.keys == ["rebooking.moved"]
    assert [one.slot.id for one in await bookings(runtime)] == [booking.slot.id]


@pytest.mark.parametrize("task", ["move a slot", "withdraw a slot"])
async def test_the_service_does_not_change_a_slot_that_a_colleague_has_moved(runtime: Runtime, task: str) -> None:
    service = await someone(runtime, "consultation")
    await service.says("our slots")
    await service.says(task)
    moved = await moves_a_slot(runtime)
    before = await slot(runtime, moved)
    await service.says("1")
    if task == "move a slot":
        await service.sends({"day": "2026-12-18", "starts": "11:00"})
    assert service.keys == ["service_slots.moved_meanwhile"]
    assert await slot(runtime, moved) == before


async def slot(runtime: Runtime, id: str) -> Any:
    async with runtime.database.transaction(runtime.clock()) as tx:
        return await consultation_bookings.starts_at(tx, id)


async def test_a_slot_that_was_booked_since_is_asked_about_before_it_is_withdrawn(runtime: Runtime) -> None:
    service = await someone(runtime, "consultation")
    await service.says("our slots")
    await service.says("withdraw a slot")
    booking = await books(runtime)
    await service.says("1")
    assert service.keys == ["service_slots.booked_meanwhile", "service_slots.questions.sure.ask"]
    assert await bookings(runtime) == [booking]
    await service.says("1")
    assert service.keys == ["service_slots.withdrawn"]


# -- answers -------------------------------------------------------------------------------------------------------


async def test_a_number_after_change_is_that_of_the_answers_shown_last(worker: Conversation) -> None:
    await worker.says("report")
    await worker.answers(SCHOOL_CASE, until="view_opinion")
    await worker.says("summary")
    numbered = [line for line in worker.text.splitlines() if line[:1].isdigit()]
    place = next(line for line in numbered if "The corridor by the hall" in line).partition(".")[0]
    await worker.says("change what it is about")
    await worker.says("one child on their own")
    await worker.says(f"change {place}")
    assert worker.asked == "place"


# -- whatever happens ----------------------------------------------------------------------------------------------

names = st.sampled_from([f"{letter * 12}" for letter in "abcdef"])
items = st.builds(Item, names, st.sampled_from(["", "0", "1", "2"]))
lists = st.lists(items, unique_by=lambda item: item.id, max_size=6)


@given(lists, lists, st.integers(-2, 9))
def test_a_number_means_what_stood_there_as_it_stood_there_or_nothing(
    before: list[Item], after: list[Item], number: int
) -> None:
    shown = Shown()
    shown.keep("things", before)
    meant = Shown(shown.kept).meant("things", str(number), after)
    if isinstance(meant, Item):
        assert meant == before[number - 1]
        assert meant in after
    elif meant is None:
        assert not 1 <= number <= len(before)
    else:
        assert before[number - 1] not in after


@given(lists, lists, items)
def test_a_button_means_its_own_thing_as_it_was_or_nothing(
    before: list[Item], after: list[Item], pressed: Item
) -> None:
    shown = Shown()
    shown.keep("things", before)
    meant = shown.meant("things", str(pressed), after)
    assert meant == pressed if pressed in after else isinstance(meant, Stale)


@given(st.text(max_size=12) | st.from_regex(r"\d{1,6}", fullmatch=True))
def test_a_number_is_read_as_it_is_written_or_not_at_all(text: str) -> None:
    number = number_in(text)
    assert number is None or text.strip().lstrip("0") in (str(number), "")


class Happens:
    """What goes on at the service while somebody looks at a list."""

    def __init__(self, runtime: Runtime, chance: random.Random) -> None:
        self.runtime, self.chance = runtime, chance
        self.callers = 0

    async def something(self) -> None:
        await self.chance.choice(
            [self.somebody_asks, self.somebody_is_called, self.a_booking, self.cancelled, self.moved]
        )()

    async def somebody_asks(self) -> None:
        at(self.runtime, self.runtime.clock() + timedelta(seconds=1))
        await asks_for_a_call(self.runtime, self.chance.choice(["demo-worker", "demo-foster", "demo-manager"]))

    async def somebody_is_called(self) -> None:
        if waits := await waiting_for_a_call(self.runtime):
            await called(self.runtime, self.chance.choice(waits))

    async def a_booking(self) -> None:
        if len(await bookings(self.runtime)) < 4:
            await books(self.runtime, self.chance.randrange(2))

    async def cancelled(self) -> None:
        if mine := await bookings(self.runtime):
            async with self.runtime.database.transaction(self.runtime.clock()) as tx:
                service = await people.get(tx, "demo-consultation")
                await consultation_bookings.cancel(tx, self.chance.choice(mine).id, service)

    async def moved(self) -> None:
        if mine := await bookings(self.runtime):
            one = self.chance.choice(mine)
            async with self.runtime.database.transaction(self.runtime.clock()) as tx:
                to = one.slot.starts_at + timedelta(minutes=self.chance.randrange(1, 90))
                await slots.move(tx, one.slot.id, to)


async def standing(runtime: Runtime) -> dict[str, Any]:
    """Every call that waits and every booking as it is, by what a button about it carries."""
    async with runtime.database.transaction(runtime.clock()) as tx:
        waits = await call_backs.waiting(tx, await people.get(tx, "demo-consultation"))
    return {one.id: "waits" for one in waits} | {f"{one.id}.{one.sequence}": one for one in await bookings(runtime)}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(MANY))
async def test_whatever_happens_a_press_acts_on_what_was_shown_or_on_nothing(runtime: Runtime, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    happens = Happens(runtime, chance)
    worker, service = await someone(runtime), await someone(runtime, "consultation")
    for _ in range(6):
        await happens.something()
    for _ in range(8):
        about, person, lists = chance.choice(
            [("called", service, "call backs"), ("cancel booking", worker, "my bookings")]
        )
        await person.says(lists)
        shown = [button.value.removeprefix(f"{about} ") for button in buttons(person, about)]
        if not shown:
            await happens.something()
            continue
        number = chance.randrange(len(shown))
        for _ in range(chance.randrange(4)):
            await happens.something()
        before = await standing(runtime)
        for _ in range(chance.choice([1, 2, 3])):  # a slip of the thumb
            await person.says(f"{about} {chance.choice([str(number + 1), shown[number]])}")
            if about == "cancel booking" and person.keys == ["booking.cancel_asks"]:
                await press(person, buttons(person, about)[0])
        after = await standing(runtime)
        assert {key: before[key] for key in before if after.get(key) != before[key]}.keys() <= {shown[number]}
        assert after.keys() <= before.keys()
