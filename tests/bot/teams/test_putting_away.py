"""A record that was shown in a chat closes by itself, where nothing more is said."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.runtime import Runtime
from bot.teams.delivery import NAMES_STAY
from dialogs.interview.chat import Chat
from dialogs.turn import Card, Choice, Reply, State
from dialogs.words import say
from storage.people import addresses
from storage.queues import jobs
from storage.queues.jobs import JobKind
from tests.bot.conftest import Script
from tests.bot.pretend.pretend_teams import Person

NAME = "Zed Inventedname"


def shows(chat: Chat, state: State) -> list[Reply]:
    """A question for 'ask', a record for anything else."""
    if chat.turn.text == "ask":
        return [Reply("ask", "And now?", (Choice("yes", "Yes"),), asked="f.1")]
    rows = [{"title": "Who is who", "rows": [{"label": "", "text": NAME}]}]
    return [Reply("k", NAME, card=Card("record", {"title": "Record", "sections": rows}))]


async def due(runtime: Runtime, at: datetime) -> int:
    """How many cards are to be closed by then."""
    async with runtime.database.transaction(at) as tx:
        return len(await jobs.claim(tx, lease=timedelta(0), kinds=frozenset({JobKind.PUT_AWAY})))


async def test_a_record_closes_by_itself_and_not_before_its_time(
    worker: Person, script: Script, runtime: Runtime
) -> None:
    script(shows)
    shown_at = datetime.now(UTC)
    runtime.clock = lambda: shown_at
    [shown] = await worker.says("record")
    assert NAME in shown.text
    assert await due(runtime, shown_at + NAMES_STAY - timedelta(seconds=1)) == 0
    runtime.clock = lambda: shown_at + NAMES_STAY
    for _ in range(200):
        if NAME not in shown.text:
            break
        await asyncio.sleep(0.05)
    assert shown.text == say("cards.put_away")
    for _ in range(200):
        async with runtime.database.transaction(runtime.clock()) as tx:
            if not (await addresses.get(tx, "demo-worker")).open_cards:
                break
        await asyncio.sleep(0.05)
    assert await due(runtime, shown_at + timedelta(days=1)) == 0, "it is done"


async def test_a_card_without_names_is_left_alone(worker: Person, script: Script, runtime: Runtime) -> None:
    script(shows)
    await worker.says("ask")
    assert await due(runtime, datetime.now(UTC) + timedelta(days=1)) == 0


async def test_it_closes_with_the_next_message_too(worker: Person, script: Script) -> None:
    script(shows)
    [shown] = await worker.says("record")
    await worker.says("ask")
    assert shown.text == say("cards.put_away")
