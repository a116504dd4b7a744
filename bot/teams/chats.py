"""A person's private chat in Teams: who and where it is, and writing to it without having been asked."""

from collections.abc import Awaitable, Callable

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference

from bot.delivery.outbox import ChatGone, NotNow, ToChat
from bot.teams import connector
from bot.teams.activities import of_alert, tenant_of
from bot.teams.adapter import TeamsAdapter
from bot.teams.transport import Refused, TryLater
from dialogs.turn import Reply
from storage.people.addresses import Chat

PRIVATE = "personal"


def chat_of(activity: Activity) -> Chat:
    """As it is kept."""
    return {
        "service_url": activity.service_url,
        "channel": activity.channel_id,
        "conversation": activity.conversation.id,
        "tenant": tenant_of(activity),
        "person": activity.from_property.id,
        "bot": activity.recipient.id,
    }


def is_private(activity: Activity) -> bool:
    """Whether the chat is one-to-one."""
    return bool(activity.conversation.conversation_type == PRIVATE)


def link_to(app_id: str) -> str:
    """Opens the private chat with the bot, in Teams."""
    return f"https://teams.microsoft.com/l/chat/0/0?users=28:{app_id}" if app_id else ""


async def write_to(adapter: TeamsAdapter, chat: Chat, say: Callable[[TurnContext], Awaitable[None]]) -> None:
    """Begin a turn in this chat of our own accord, by the registration of its tenant. What goes wrong in it is
    raised.
    """
    app_id = adapter.app_id_of(chat["tenant"] or "")
    await adapter.continue_conversation(_reference(chat), say, bot_app_id=app_id)


def alerts(adapter: TeamsAdapter) -> ToChat:
    """How the outbox speaks to a chat, with a sign on the person's screen."""

    async def to_chat(chat: Chat, said: Reply) -> None:
        activity = of_alert(said)
        activity.channel_data = {"notification": {"alert": True}}

        async def say(context: TurnContext) -> None:
            await connector.send(context, activity)

        try:
            await write_to(adapter, chat, say)
        except TryLater as error:
            raise NotNow(error.seconds) from error
        except Refused as refused:
            if refused.status in (403, 404):
                raise ChatGone from refused
            raise

    return to_chat


def _reference(chat: Chat) -> ConversationReference:
    return ConversationReference(
        user=ChannelAccount(id=chat["person"]),
        bot=ChannelAccount(id=chat["bot"]),
        conversation=ConversationAccount(
            id=chat["conversation"], conversation_type=PRIVATE, tenant_id=chat["tenant"] or None
        ),
        channel_id=chat["channel"],
        service_url=chat["service_url"],
    )
