"""What happens to an activity: who wrote it and where, one turn, its replies sent.

What a turn has acknowledged is kept before anything is sent. Replies that could not be sent are sent later,
with the person's next message or by `bot/teams/redelivery.py`, whichever comes first.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from botbuilder.core import Bot, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from bot import runtime, turns
from bot.logs import turn as turn_in_log
from bot.settings import Settings
from bot.teams import activities, chats, connector
from bot.teams.delivery import SENDING, Cleared, OpenCard, clear, deliver, say_at_the_door, send
from bot.teams.redelivery import deliver_what_is_late
from bot.turns import Answer, Writer
from bot.web.guards import Pace
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
        self.cleared = Cleared()

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
            return await say_at_the_door(context, self._go_to_the_private_chat(activity))
        who, activity_id = activities.writer_of(activity), activities.id_of(activity)
        if not who:
            return await say_at_the_door(context, say("edge.not_known_here"))
        async with self._runtime.one_at_a_time(who):
            if not self._pace.takes(who):
                if await self._is_done(activity, activity_id):
                    return None
                return await say_at_the_door(context, say("edge.too_fast"))
            async with _typing(context):
                answer = await self._answer_to(activity, activity_id, activities.incoming(activity))
            before = await self._send(context, activity_id, answer)
        await self._clear(context, answer, before)
        return None

    async def _edited(self, context: TurnContext) -> None:
        """A message was edited, deleted or brought back in Teams, and the person may believe that this counts. What it
        now says is not read. In a team or a group, and to who is not known here, nothing is said.
        """
        activity = context.activity
        who = activities.writer_of(activity)
        if not who or not chats.is_private(activity):
            return
        async with self._runtime.one_at_a_time(who):
            if self._pace.takes(who):
                happened = activities.id_of_edit(activity)
                answer = await self._answer_to(activity, happened, activities.Incoming(value={"event": "edited"}))
                before = await self._send(context, happened, answer)
                await self._clear(context, answer, before)

    async def _came_or_went(self, context: TurnContext) -> None:
        """The bot was opened for the first time, or removed. In a team or a group nothing is said or kept."""
        activity = context.activity
        who = activities.writer_of(activity)
        if not who or not chats.is_private(activity):
            return None
        async with self._runtime.one_at_a_time(who):
            person = await self._person(activity)
            if person is None:
                return None
            if activity.type == ActivityTypes.installation_update and activity.action == "remove":
                async with self._runtime.database.transaction(self._runtime.clock()) as tx:
                    return await addresses.lose_chat(tx, person.id)
            if await self._is_new(person, chats.chat_of(activity)):
                opened = activities.id_of(activity)
                answer = await self._answer_to(activity, opened, activities.Incoming(value={"event": "opened"}))
                before = await self._send(context, opened, answer)
                await self._clear(context, answer, before)
        return None

    async def _person(self, activity: Activity) -> Person | None:
        """Who is writing, as Microsoft says; None for whoever is not known here."""
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            return await people.find_entra(tx, activities.tenant_of(activity), activities.object_id_of(activity))

    async def _is_done(self, activity: Activity, activity_id: str) -> bool:
        """Whether this very activity was answered before, and the answer arrived."""
        person = await self._person(activity)
        if person is None:
            return False
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

    async def _answer_to(self, activity: Activity, activity_id: str, said: activities.Incoming) -> Answer:
        """Raises TimeoutError where a turn takes too long; then it has changed nothing."""
        tenant, object_id = activities.tenant_of(activity), activities.object_id_of(activity)
        answered = turns.answer(
            self._runtime,
            Writer(tenant, object_id, chats.chat_of(activity), SENDING),
            activity_id,
            text=said.text,
            value=said.value,
            attachments=said.attachments,
        )
        async with asyncio.timeout(self._settings.turn_seconds):
            return await answered

    async def _send(self, context: TurnContext, activity_id: str, answer: Answer) -> Sequence[OpenCard]:
        """What fails here was kept with the turn before, and is sent later: the activity itself is answered. The cards
        that came before, and are not as they should be any more; none where nothing new is shown.
        """
        person, before = answer.person, answer.open_cards
        try:
            if person is None:
                # nobody, who is told nothing; or a turn that failed and changed nothing, so that its cards stay too
                await send(context, answer.replies, [])
                return ()
            if answer.late:
                await deliver_what_is_late(context, self._runtime, self.cleared, person.id, before=activity_id)
                before = await self._open_cards(person)
            before = self.cleared.left_of(person.id, before)
            if answer.is_ours:
                gone = await deliver(context, self._runtime, self.cleared, person.id, activity_id, answer.replies)
                before = [card for card in before if card["id"] not in gone]
        except Exception:
            logger.exception("replies were kept, and could not be sent yet")
        return before if answer.is_ours and answer.replies else ()

    async def _open_cards(self, person: Person) -> Sequence[OpenCard]:
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            return (await addresses.get(tx, person.id)).open_cards

    async def _clear(self, context: TurnContext, answer: Answer, before: Sequence[OpenCard]) -> None:
        """Those of a person one turn after the other; nobody's next turn waits for it."""
        if answer.person and answer.is_ours and answer.replies:
            async with self._runtime.one_at_a_time(f"cards of {answer.person.id}"):
                pressed = activities.pressed(context.activity)
                await clear(context, self.cleared, answer.person.id, before, pressed)

    def _go_to_the_private_chat(self, activity: Activity) -> str:
        link = chats.link_to(self._settings.registration_of(activities.tenant_of(activity)).app_id)
        return say("edge.elsewhere", link=link) if link else say("edge.elsewhere_without_link")


@asynccontextmanager
async def _typing(context: TurnContext) -> AsyncIterator[None]:
    """Shows that an answer is coming where it takes a while, and never after it has come."""

    begun: list[asyncio.Task[str | None]] = []

    def show() -> None:
        begun.append(asyncio.create_task(connector.send(context, Activity(type=ActivityTypes.typing))))

    soon = asyncio.get_running_loop().call_later(TYPING_AFTER, show)
    try:
        yield
    finally:
        soon.cancel()
        for task in begun:
            task.cancel()
            with suppress(Exception, asyncio.CancelledError):
                await task


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
