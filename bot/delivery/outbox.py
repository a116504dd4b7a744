"""Delivers what `storage/queues/outbox.py` holds: in the person's Teams chat, or by mail to who never opened it.

Neither says anything about a case. A message is tried until it arrives, ever less often; whoever can be reached by
neither way is named by `waymark doctor`.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid

from bot.delivery.mail import send
from bot.runtime import Runtime
from bot.settings import Settings
from dialogs.alerts import reply_of
from dialogs.turn import Reply
from dialogs.words import say
from storage.database.engine import Tx
from storage.people import addresses, on_call
from storage.people import settings as settings_of
from storage.people.addresses import Address
from storage.queues import outbox
from storage.queues.lease import back_off
from storage.queues.outbox import Message

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=15)


class NotNow(Exception):
    """Teams asks to wait for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:.0f} s")
        self.seconds = seconds


class ChatGone(Exception):
    """The person has removed or blocked the bot."""


class NoWay(Exception):
    """The person has no chat, and no mail address or no mail server is set."""


ToChat = Callable[[addresses.Chat, Reply], Awaitable[None]]
"""Says something in a chat. Raises NotNow, ChatGone, or anything else that goes wrong."""


async def deliver_due(runtime: Runtime, settings: Settings, to_chat: ToChat, now: datetime | None = None) -> int:
    """One round: everything that is due and nobody else has borrowed; how many arrived."""
    now = now or runtime.clock()
    async with runtime.database.transaction(now) as tx:
        due = await outbox.claim(tx)
    arrived = 0
    for message in due:
        try:
            await _deliver(runtime, settings, to_chat, message)
        except Exception as error:
            retry_at = now + _wait(message, error)
            logger.warning("an alert waits: %s", type(error).__name__)
            async with runtime.database.transaction(now) as tx:
                await outbox.failed(tx, message, type(error).__name__, retry_at)
        else:
            arrived += 1
            async with runtime.database.transaction(now) as tx:
                await outbox.delivered(tx, message)
    return arrived


def _wait(message: Message, error: Exception) -> timedelta:
    """As long as Teams asks, else twice as long each time."""
    if isinstance(error, NotNow):
        return timedelta(seconds=error.seconds)
    return back_off(message.attempts, FIRST_WAIT)


async def _deliver(runtime: Runtime, settings: Settings, to_chat: ToChat, message: Message) -> None:
    said = reply_of(message.key, message.params)
    async with runtime.database.transaction(runtime.clock()) as tx:
        address = await _address(tx, message)
    if address.chat is not None:
        try:
            return await to_chat(address.chat, said)
        except ChatGone:
            async with runtime.database.transaction(runtime.clock()) as tx:
                await addresses.lose_chat(tx, message.to_person)
    return await _mail(settings, address, message, said.text)


async def _address(tx: Tx, message: Message) -> Address:
    """Where it goes: to the person; of an alert for whoever is on call in a setting, to their address as it is now."""
    if message.key not in outbox.TO_A_CONTACT:
        return await addresses.get(tx, message.to_person)
    setting = await settings_of.setting(tx, message.params["setting_id"])
    return Address(message.to_person, mail=on_call.mail_of(setting))


async def _mail(settings: Settings, address: Address, message: Message, text: str) -> None:
    if not (settings.smtp_host and address.mail):
        raise NoWay
    mail = EmailMessage()
    mail["From"], mail["To"] = settings.mail_from, address.mail
    mail["Subject"] = say("alerts.mail.subject")
    # the same message keeps its id: a mail program then shows it once, however often it was tried
    mail["Message-ID"] = f"<{message.id}@{settings.mail_from.rpartition('@')[2] or make_msgid()}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(say("alerts.mail.body", text=text))
    await send(settings, mail)
