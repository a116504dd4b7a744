"""A private chat in Teams, played as activities over HTTP: what is shown, and what is left to press."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.runtime import Runtime
from dialogs.interview.chat import Chat
from dialogs.turn import Card, Choice, Dialog, Field, Reply, State
from dialogs.words import say
from storage import conversations
from storage.people import addresses
from tests.bot.conftest import Script, Someone
from tests.bot.pretend.pretend_teams import Person, PretendTeams

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
SORRY = say("problems.unexpected", reference="x").split("(Reference")[0]
FORM = Dialog("child", "About Child A", "Not shown again.", (Field("name", "Name", required=True),), "Save", "f.child")


async def state_of(runtime: Runtime, person_id: str = "demo-worker") -> dict[str, Any]:
    async with runtime.database.transaction(datetime.now(UTC)) as tx:
        return (await conversations.load(tx, person_id)).state


def asks(chat: Chat, state: State) -> Sequence[Reply]:
    """Asks question after question, and says back what came."""
    number = state.get("turns", 0) + 1
    heard = chat.turn.text if chat.turn.text is not None else (chat.turn.value or {}).get("answer")
    return [Reply("heard", f"Heard {heard}."), Reply("ask", f"Question {number}?", YES_NO, asked=f"f.{number}")]


async def test_the_first_words_come_by_themselves_and_once(worker: Person) -> None:
    shown = await worker.opens()
    assert len(shown) == 1
    assert "Waymark" in shown[0].text
    assert await worker.opens() == []


async def test_a_question_and_what_comes_before_it_is_one_message_with_buttons(worker: Person, script: Script) -> None:
    script(asks)
    [shown] = await worker.says("hello")
    assert shown.text == "Heard hello.\nQuestion 1?"
    assert shown.buttons == ["Yes", "No"]


async def test_an_answered_card_keeps_its_words_and_loses_its_buttons(worker: Person, script: Script) -> None:
    script(asks)
    [first] = await worker.says("hello")
    [second] = await worker.presses("Yes")
    assert second.text == "Heard yes.\nQuestion 2?"
    assert first.buttons == []
    assert first.text.endswith(say("cards.answered", answer="Yes"))


async def test_the_answer_comes_first_and_the_old_card_is_cleared_after_it(
    worker: Person, script: Script, teams: PretendTeams
) -> None:
    script(asks)
    await worker.says("hello")
    teams.requests.clear()
    await worker.presses("Yes")
    assert [method for method, *_ in teams.requests] == ["POST", "PUT"]


async def test_a_card_is_cleared_though_the_answer_to_it_could_not_be_sent(
    worker: Person, script: Script, teams: PretendTeams
) -> None:
    async def takes_no_message(method: str, _activity: dict[str, Any]) -> web.Response | None:
        return web.Response(status=400) if method == "POST" else None

    script(asks)
    [first] = await worker.says("hello")
    teams.answers = takes_no_message
    await worker.presses("Yes")
    assert first.buttons == []


async def test_a_card_answered_by_typing_loses_its_buttons_too(worker: Person, script: Script) -> None:
    script(asks)
    [first] = await worker.says("hello")
    await worker.says("no")
    assert (first.buttons, first.text) == ([], "Heard hello.\nQuestion 1?")


async def test_a_press_on_an_old_card_changes_nothing_and_says_so(worker: Person) -> None:
    await worker.says("report")
    old = worker.chat[-1]
    buttons = old.card
    [now] = await worker.presses("No, everyone is safe now")
    old.activity["attachments"][0]["content"] = buttons  # as on a telephone that missed the update
    shown = await worker.presses("Yes, someone is hurt", on=old)
    assert say("menu.stale").splitlines()[0] in shown[0].text
    assert now.text.splitlines()[-1] in shown[0].text
    assert old.text == say("cards.passed")


async def test_suggested_answers_are_sent_as_they_would_be_typed(worker: Person) -> None:
    await worker.says("hi")
    shown = await worker.presses("Describe an incident")
    assert shown[-1].buttons[0] == "No, everyone is safe now"


async def test_names_are_asked_in_a_card_that_is_replaced_by_a_receipt(worker: Person, script: Script) -> None:
    heard = []

    def form(chat: Chat, _state: State) -> Sequence[Reply]:
        heard.append(chat.turn.value)
        return [Reply("ask", "Now the names.", dialog=FORM)] if len(heard) == 1 else [Reply("ok", "Thank you.")]

    script(form)
    [asked] = await worker.says("go on")
    [thanks] = await worker.presses("Save", name="Invented Name")
    assert heard[1] == {"dialog": "child", "asked": "f.child", "name": "Invented Name"}
    assert (asked.text, asked.buttons) == (say("cards.sent"), [])
    assert thanks.text == "Thank you."
    assert not any("Invented Name" in message.text for message in worker.chat)


@pytest.mark.parametrize("name", ["summary", "record"])
async def test_a_card_with_names_is_put_away_with_the_next_message(worker: Person, script: Script, name: str) -> None:
    card = Card(name, {"sections": [{"rows": [{"label": "Name", "text": "Invented Name"}]}]})
    replies = iter([Reply("shown", "Here.", card=card), Reply("ok", "Good.")])
    script(lambda _chat, _state: [next(replies)])
    [shown] = await worker.says("show")
    assert "Invented Name" in shown.text
    await worker.says("thanks")
    assert shown.text == say("cards.put_away")


async def test_a_turn_that_fails_leaves_its_card_to_be_pressed_again(
    worker: Person, script: Script, runtime: Runtime
) -> None:
    def fails_once(chat: Chat, state: State) -> Sequence[Reply]:
        if (chat.turn.value or {}).get("answer") == "yes":
            raise RuntimeError("the second turn fails")
        return asks(chat, state)

    script(fails_once)
    [first] = await worker.says("hello")
    [sorry] = await worker.presses("Yes")
    assert sorry.text.startswith(SORRY)
    assert first.buttons == ["Yes", "No"]
    assert (await state_of(runtime))["turns"] == 1


async def test_a_repeated_activity_changes_nothing_and_is_not_shown_twice(
    worker: Person, script: Script, runtime: Runtime
) -> None:
    script(asks)
    activity = worker.activity(text="hello")
    assert len(await worker.posts(activity)) == 1
    assert await worker.posts(activity) == []
    assert (await state_of(runtime))["turns"] == 1


async def test_the_same_activity_twice_at_once_is_one_turn(worker: Person, script: Script, runtime: Runtime) -> None:
    script(asks)
    activity = worker.activity(text="hello")
    await asyncio.gather(*(worker.posts(activity) for _ in range(4)))
    assert len(worker.chat) == 1
    assert (await state_of(runtime))["turns"] == 1


async def test_messages_at_once_are_answered_one_by_one(worker: Person, script: Script, runtime: Runtime) -> None:
    script(asks)
    await asyncio.gather(*(worker.says(f"message {n}") for n in range(10)))
    assert [m.text.splitlines()[1] for m in worker.chat] == [f"Question {n}?" for n in range(1, 11)]
    assert sorted(m.text.splitlines()[0] for m in worker.chat) == sorted(f"Heard message {n}." for n in range(10))
    assert [m.buttons for m in worker.chat[:-1]] == [[]] * 9


async def refuse_all(_method: str, _activity: dict[str, Any]) -> web.Response:
    return web.json_response({"error": {"code": "ServiceError"}}, status=500)


async def test_a_reply_that_was_not_delivered_comes_again_with_the_repeated_activity(
    worker: Person, script: Script, teams: PretendTeams, runtime: Runtime
) -> None:
    script(asks)
    activity = worker.activity(text="hello")
    teams.answers = refuse_all
    assert await worker.posts(activity) == []
    assert worker.status == 201
    teams.answers = None
    [shown] = await worker.posts(activity)
    assert shown.text.startswith("Heard hello.")
    assert (await state_of(runtime))["turns"] == 1


async def test_a_reply_that_was_not_delivered_comes_before_the_next(
    worker: Person, script: Script, teams: PretendTeams
) -> None:
    script(asks)
    teams.answers = refuse_all
    await worker.says("first")
    teams.answers = None
    shown = await worker.says("second")
    assert [m.text.splitlines()[0] for m in shown] == ["Heard first.", "Heard second."]
    assert [m.buttons for m in shown] == [[], ["Yes", "No"]]


async def test_several_replies_that_were_not_delivered_all_come_before_the_next(
    worker: Person, script: Script, teams: PretendTeams
) -> None:
    script(asks)
    await worker.says("first")
    teams.answers = refuse_all
    for text in ("second", "third"):
        await worker.says(text)
    teams.answers = None
    await worker.says("fourth")
    said = [m.text.splitlines()[0] for m in worker.chat]
    assert said == ["Heard first.", "Heard second.", "Heard third.", "Heard fourth."]


async def test_a_reply_that_was_not_delivered_comes_by_itself_after_a_while(
    worker: Person, script: Script, teams: PretendTeams, runtime: Runtime
) -> None:
    script(asks)
    await worker.says("first")
    teams.answers = refuse_all
    await worker.says("second")
    teams.answers = None
    later = datetime.now(UTC) + timedelta(minutes=1)
    runtime.clock = lambda: later
    for _ in range(100):
        if [m.buttons for m in worker.chat] == [[], ["Yes", "No"]]:
            break
        await asyncio.sleep(0.05)
    assert [m.text.splitlines()[0] for m in worker.chat] == ["Heard first.", "Heard second."]
    assert [m.buttons for m in worker.chat] == [[], ["Yes", "No"]]


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
async def test_among_others_it_says_one_sentence_and_keeps_nothing(
    someone: Someone, script: Script, runtime: Runtime, kind: str
) -> None:
    script(asks)
    person = someone(conversation="19:somewhere", kind=kind)
    assert await person.opens() == []
    [shown] = await person.says("<at>Waymark</at> a child told me")
    assert shown.text == say("edge.elsewhere_without_link").strip()
    async with runtime.database.transaction(datetime.now(UTC)) as tx:
        assert await addresses.get(tx, "demo-worker") == addresses.Address("demo-worker")
    assert await state_of(runtime) == {}


async def test_someone_unknown_may_ask_to_join_and_hears_nothing_else(someone: Someone, script: Script) -> None:
    script(asks)
    stranger = someone("nobody-here")
    assert [m.text for m in await stranger.says("hello")] == [say("joining.not_known")]
    assert await stranger.opens() == []


async def test_pictures_are_counted_and_never_fetched(worker: Person, script: Script, teams: PretendTeams) -> None:
    seen = []

    def notes(chat: Chat, _state: State) -> Sequence[Reply]:
        seen.append((chat.turn.text, chat.turn.attachments))
        return [Reply("ok", "Ok.")]

    script(notes)
    picture = {"contentType": "image/png", "contentUrl": f"{teams.service_url}secret.png"}
    pasted = {"contentType": "text/html", "content": f'<p>look <img src="{teams.service_url}pasted.png"></p>'}
    words = {"contentType": "text/html", "content": "<p>only words</p>"}
    await worker.says("look", attachments=[picture, pasted, words])
    await worker.says("only words", attachments=[words])
    await worker.posts(worker.activity(attachments=[picture]))
    assert seen == [("look", 2), ("only words", 0), ("", 1)]
    assert not [path for _, path, _ in teams.requests if "png" in path]


async def test_half_a_character_does_no_harm(worker: Person, script: Script) -> None:
    script(asks)
    [shown] = await worker.says("a\ud83d b\0c")
    assert shown.text.splitlines()[0] == "Heard a\ufffd bc."


async def test_a_card_may_be_executed_too(worker: Person, script: Script, runtime: Runtime) -> None:
    script(asks)
    [first] = await worker.says("hello")
    action = {"action": {"type": "Action.Execute", "data": {"asked": "f.1", "answer": "yes"}}}
    [shown] = await worker.posts(
        worker.activity(type="invoke", name="adaptiveCard/action", value=action, replyToId=first.id)
    )
    assert (worker.status, worker.body["statusCode"]) == (200, 200)
    assert shown.text.startswith("Heard yes.")
    assert first.buttons == []


async def test_an_invoke_that_is_not_ours_is_refused_without_a_word(worker: Person) -> None:
    assert await worker.posts(worker.activity(type="invoke", name="task/fetch", value={})) == []
    assert worker.status == 501


@pytest.mark.parametrize("kind", ["messageReaction", "messageUpdate", "event", "endOfConversation", "unheardOf"])
async def test_other_activities_are_taken_without_a_word(worker: Person, kind: str) -> None:
    assert await worker.posts(worker.activity(type=kind)) == []
    assert worker.status == 201


async def test_a_turn_that_takes_a_while_shows_typing_and_one_that_does_not_shows_none(
    worker: Person, script: Script, teams: PretendTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    script(asks)
    await worker.says("quick")
    assert teams.typing == []
    monkeypatch.setattr("bot.teams.handler.TYPING_AFTER", 0.0)

    async def slowly(chat: Chat, state: State) -> tuple[State, list[Reply]]:
        async with asyncio.timeout(10):
            while not teams.typing:  # noqa: ASYNC110 another program says so
                await asyncio.sleep(0.01)
        return state, [Reply("x", "Heard.")]

    monkeypatch.setattr("bot.turns.menu.answer", slowly)
    await worker.says("slow")
    assert teams.typing == [worker.conversation]


@pytest.mark.parametrize("turn_seconds", [1])
async def test_a_turn_that_takes_too_long_changes_nothing_and_says_so(
    worker: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(chat: Chat, state: State) -> tuple[State, list[Reply]]:
        await asyncio.sleep(60)
        return state, []

    monkeypatch.setattr("bot.turns.menu.answer", endless)
    [shown] = await worker.says("hello")
    assert shown.text.startswith(SORRY)
    assert await state_of(runtime) == {}


async def test_a_person_who_removes_the_bot_is_written_to_no_more(worker: Person, runtime: Runtime) -> None:
    await worker.says("hi")
    await worker.posts(worker.activity(type="installationUpdate", action="remove"))
    async with runtime.database.transaction(datetime.now(UTC)) as tx:
        assert (await addresses.get(tx, "demo-worker")).chat is None
