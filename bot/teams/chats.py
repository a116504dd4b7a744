"""A person's private chat in Teams: who and where it is, and writing to it without having been asked."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference

from bot.teams.adapter import TeamsAdapter

PRIVATE = "personal"

Chat = Mapping[str, Any]
"""Plain JSON, as it is kept: service_url, channel, conversation, tenant, person, bot."""


def chat_of(activity: Activity) -> Chat:
    return {
        "service_url": activity.service_url,
        "channel": activity.channel_id,
        "conversation": activity.conversation.id,
        "tenant": tenant_of(activity),
        "person": activity.from_property.id,
        "bot": activity.recipient.id,
    }


def is_private(activity: Activity) -> bool:
    return bool(activity.conversation.conversation_type == PRIVATE)


def tenant_of(activity: Activity) -> str:
    return str(activity.conversation.tenant_id or "")


def object_id_of(activity: Activity) -> str:
    """Who is writing, as Microsoft knows them."""
    return str(activity.from_property.aad_object_id or "")


def link_to(app_id: str) -> str:
    """Opens the private chat with the bot, in Teams."""
    return f"https://teams.microsoft.com/l/chat/0/0?users=28:{app_id}" if app_id else ""


async def write_to(
    adapter: TeamsAdapter, app_id: str, chat: Chat, say: Callable[[TurnContext], Awaitable[None]]
) -> None:
    """Begin a turn in this chat of our own accord. What goes wrong in it is raised."""
    await adapter.continue_conversation(_reference(chat), say, bot_app_id=app_id)


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
