"""What happens to an activity: who wrote it and where, one turn, its replies sent.

What a turn has acknowledged is kept before anything is sent. Replies that could not be sent are sent later,
with the person's next message or by `bot/teams/redelivery.py`, whichever comes first.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from botbuilder.core import Bot, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot import runtime, turns
from bot.guards import Pace
from bot.logs import turn as turn_in_log
from bot.settings import Settings
from bot.teams import activities, chats
from bot.teams.activities import Pressed
from bot.teams.delivery import deliver, say_at_the_door
from bot.teams.redelivery import deliver_what_is_late
from dialogs.turn import Reply
from dialogs.words import say
from storage import conversations
from storage.people import addresses, people
from storage.people.people import Person

logger = logging.getLogger(__name__)

TYPING_AFTER = 1.0
"""Seconds. Teams asks for a reply, or a sign that one is coming, within two."""
UPDATES = (ActivityTypes.conversation_update, ActivityTypes.installation_update)


class TeamsBot(Bot):
    """Answers activities. The next of a person begins when the replies to the one before are sent: they would
    overtake each other, and a repeat be sent twice.
    """

    def __init__(self, runtime: runtime.Runtime, settings: Settings) -> None:
        self._runtime, self._settings = runtime, settings
        self._pace = Pace(settings.messages_a_minute)

    async def on_turn(self, context: TurnContext) -> None:
        """Answer an activity of any kind. What goes wrong is logged, and said with the turn’s reference."""
        with turn_in_log() as reference:
            try:
                await self._answer(context)
            except Exception:
                logger.exception("an activity was not answered")
                await say_at_the_door(context, say("problems.unexpected", reference=reference))
            finally:
                if context.activity.type == ActivityTypes.invoke:
                    await _settle(context)

    async def _answer(self, context: TurnContext) -> None:
        activity = context.activity
        if activity.type == ActivityTypes.message or activities.is_card_action(activity):
            await self._heard(context)
        elif activities.is_edit(activity):
            await self._edited(context)
        elif activity.type in UPDATES:
            await self._came_or_went(context)

    async def _heard(self, context: TurnContext) -> None:
        activity = context.activity
        if not chats.is_private(activity):
            return await say_at_the_door(context, self._go_to_the_private_chat())
        person = await self._person(activity)
        if isinstance(person, str):
            return await say_at_the_door(context, person)
        async with self._runtime.one_at_a_time(person.id):
            activity_id = activities.id_of(activity)
            if not self._pace.takes(person.id):
                if await self._is_done(person, activity_id):
                    return None
                return await say_at_the_door(context, say("edge.too_fast"))
            async with _typing(context):
                replies = await self._take(person, activity_id, activities.incoming(activity))
            await deliver_what_is_late(context, self._runtime, person.id, before=activity_id)
            await self._send(context, person, activity_id, replies, activities.pressed(activity))
        return None

    async def _edited(self, context: TurnContext) -> None:
        """A message was edited, deleted or brought back in Teams, and the person may believe that this counts. What it
        now says is not read. In a team or a group, and to who is not known here, nothing is said.
        """
        activity = context.activity
        person = await self._person(activity) if chats.is_private(activity) else ""
        if isinstance(person, str):
            return
        async with self._runtime.one_at_a_time(person.id):
            if self._pace.takes(person.id):
                happened = activities.id_of_edit(activity)
                replies = await self._take(person, happened, activities.Incoming(value={"event": "edited"}))
                await self._send(context, person, happened, replies)

    async def _came_or_went(self, context: TurnContext) -> None:
        """The bot was opened for the first time, or removed. In a team or a group nothing is said or kept."""
        activity = context.activity
        person = await self._person(activity) if chats.is_private(activity) else ""
        if isinstance(person, str):
            return None
        async with self._runtime.one_at_a_time(person.id):
            if activity.type == ActivityTypes.installation_update and activity.action == "remove":
                async with self._runtime.database.transaction(self._runtime.clock()) as tx:
                    return await addresses.lose_chat(tx, person.id)
            if await self._is_new(person, chats.chat_of(activity)):
                opened = activities.id_of(activity)
                replies = await self._take(person, opened, activities.Incoming(value={"event": "opened"}))
                await self._send(context, person, opened, replies)
        return None

    async def _person(self, activity: Activity) -> Person | str:
        """Who is writing, as Microsoft says; or the sentence that says why nobody may be."""
        tenant, object_id = activities.tenant_of(activity), activities.object_id_of(activity)
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            person = await people.find_entra(tx, tenant, object_id) if tenant and object_id else None
        return person or say("edge.not_known_here")

    async def _is_done(self, person: Person, activity_id: str) -> bool:
        """Whether this very activity was answered before, and the answer arrived."""
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            stored = await conversations.stored_turn(tx, person.id, activity_id)
        return stored is not None and stored.delivered

    async def _is_new(self, person: Person, chat: addresses.Chat) -> bool:
        """Whether the bot has never been in this chat. From now on this is where the person is reached."""
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            known = (await addresses.get(tx, person.id)).chat
            await addresses.keep_chat(tx, person.id, chat)
            first = await addresses.welcome(tx, person.id)
        return first or (known is not None and known["conversation"] != chat["conversation"])

    async def _take(self, person: Person, activity_id: str, said: activities.Incoming) -> list[Reply]:
        """Raises TimeoutError where a turn takes too long; then it has changed nothing."""
        taken = turns.take_next(
            self._runtime,
            person,
            activity_id,
            text=said.text,
            value=said.value,
            attachments=said.attachments,
        )
        return await asyncio.wait_for(taken, self._settings.turn_seconds)

    async def _send(
        self,
        context: TurnContext,
        person: Person,
        activity_id: str,
        replies: list[Reply],
        pressed: Pressed | None = None,
    ) -> None:
        """What fails here was kept with the turn before, and is sent later: the activity itself is
        answered.
        """
        try:
            await deliver(context, self._runtime, person.id, activity_id, replies, pressed)
        except Exception:
            logger.exception("replies were kept, and could not be sent yet")

    def _go_to_the_private_chat(self) -> str:
        link = chats.link_to(self._settings.app_id)
        return say("edge.elsewhere", link=link) if link else say("edge.elsewhere_without_link")


@asynccontextmanager
async def _typing(context: TurnContext) -> AsyncIterator[None]:
    """Shows that an answer is coming where it takes a while, and never after it has come."""

    async def later() -> None:
        await asyncio.sleep(TYPING_AFTER)
        await context.send_activity(Activity(type=ActivityTypes.typing))

    soon = asyncio.create_task(later())
    try:
        yield
    finally:
        soon.cancel()
        with suppress(Exception, asyncio.CancelledError):
            await soon


async def _settle(context: TurnContext) -> None:
    """What Teams wants to hear of an invoke. The card itself is replaced by an update."""
    known = activities.is_card_action(context.activity)
    answer = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": say("cards.received"),
    }
    response = InvokeResponse(status=200, body=answer) if known else InvokeResponse(status=501)
    await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))
