"""One turn: one message of one person, in one transaction, with the replies stored beside it.

Messages of one person are handled one at a time. A repeated message changes nothing and gets the same replies. A turn
that fails changes nothing, and the person is told what to do, with a reference and without a word of what they typed.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot import job_kinds
from bot.logs import kind_and_place
from bot.logs import turn as turn_in_log
from bot.runtime import Runtime
from dialogs import conversations as _registered  # noqa: F401  conversations register themselves
from dialogs.interview.chat import Chat
from dialogs.interview.typed_signs import readable
from dialogs.joining import asking
from dialogs.menu import menu
from dialogs.turn import JSON, Reply, Turn
from dialogs.words import has, say
from storage import conversations
from storage.conversations import Conversation, ConversationMoved, StoredTurn
from storage.database.engine import Tx
from storage.database.origin import JOB
from storage.people import addresses, people, settings, writers
from storage.people.people import Person
from storage.problems import Problem
from storage.queues import jobs

log = logging.getLogger("waymark.turns")
T = TypeVar("T")
TOO_OLD = timedelta(days=1)
"""What a person was not told by then is not sent as if it were new: the conversation itself is as it was."""
TRIES = 4
"""How often a turn is taken again where another process was quicker with the same conversation."""


async def take(
    runtime: Runtime,
    person: Person,
    activity_id: str,
    *,
    text: str | None = None,
    value: Mapping[str, JSON] | None = None,
    attachments: int = 0,
) -> list[Reply]:
    """Answer one message, after the one before of the same person. Never raises for what went wrong in it: then the
    reply says so.
    """
    async with runtime.one_at_a_time(person.id):
        return await _take_next(runtime, person, activity_id, text, value, attachments)


@dataclass(frozen=True)
class Writer:
    """Who writes, as Teams knows them, in which chat; and for how long whoever answers has time to send the answer."""

    tenant: str
    object_id: str
    chat: addresses.Chat
    time_to_send: timedelta


@dataclass(frozen=True)
class Answer:
    """What a turn came to. `person` is None where nobody known writes, or where the turn failed, which `failed` says.

    `is_ours`: the replies were not sent yet, and are for whoever called to send. `open_cards` could be pressed when the
    message came. `late`: earlier replies have not arrived yet.
    """

    replies: list[Reply]
    person: Person | None = None
    is_ours: bool = False
    open_cards: Sequence[Mapping[str, Any]] = ()
    late: bool = False
    failed: bool = False


async def answer(
    runtime: Runtime,
    writer: Writer,
    activity_id: str,
    *,
    text: str | None = None,
    value: Mapping[str, JSON] | None = None,
    attachments: int = 0,
) -> Answer:
    """The same for who writes in Teams: all that has to be known or kept before the replies are sent, in one
    transaction. The caller is in `runtime.one_at_a_time` already, and stays in it until the replies are sent.
    """
    turn = Turn("", runtime.clock(), text=readable(text), value=readable(value), attachments=attachments)

    async def work(tx: Tx) -> Answer:
        found = await writers.find(tx, writer.tenant, writer.object_id)
        if found is None and not (writer.tenant and writer.object_id):
            return Answer([])
        if found is None:
            return Answer(await asking.answer(tx, turn, (writer.tenant, writer.object_id), writer.chat, activity_id))
        person, setting, known = found
        if known.chat != writer.chat:
            await addresses.keep_chat(tx, person.id, writer.chat)
        before = await conversations.load(tx, person.id)
        stored, late = await conversations.stored_turn_and_late(tx, person.id, activity_id, turn.now - TOO_OLD)
        if stored is not None:
            is_ours = await conversations.claim_sending(tx, person.id, activity_id, writer.time_to_send)
            return Answer(_replies_of(stored), person, is_ours, known.open_cards, late)
        until = runtime.clock() + writer.time_to_send
        chat = Chat(replace(turn, person_id=person.id), tx, person, setting, runtime.library, desk=runtime.desk)
        return Answer(await _answered(chat, before, activity_id, until), person, True, known.open_cards, late)

    begun = time.monotonic()
    answered = await _safely(runtime, turn.now, work, lambda sorry: Answer([sorry], failed=True))
    failure = answered.replies[0].key.rpartition(".")[2] if answered.failed else ""
    runtime.measures.turn(_kind(turn), time.monotonic() - begun, failure)
    return answered


def _kind(turn: Turn) -> str:
    """For what is measured: a typed message, a card, or what Teams says of itself."""
    if turn.value is None:
        return "message"
    event = turn.value.get("event")
    return event if event in ("opened", "edited") else "card"


async def _take_next(
    runtime: Runtime,
    person: Person,
    activity_id: str,
    text: str | None,
    value: Mapping[str, JSON] | None,
    attachments: int,
) -> list[Reply]:
    # the two places where text enters: here from a terminal or a script, and above from Teams
    turn = Turn(person.id, runtime.clock(), text=readable(text), value=readable(value), attachments=attachments)

    async def work(tx: Tx) -> list[Reply]:
        before = await conversations.load(tx, person.id)
        stored = await conversations.stored_turn(tx, person.id, activity_id)
        if stored is not None:
            return _replies_of(stored)
        # asked again in this transaction: a role may have been withdrawn since the last message
        now = await people.get(tx, person.id)
        chat = Chat(turn, tx, now, await settings.setting(tx, now.setting_id), runtime.library, desk=runtime.desk)
        return await _answered(chat, before, activity_id)

    return await _safely(runtime, turn.now, work, lambda sorry: [sorry])


async def _safely(
    runtime: Runtime, now: datetime, work: Callable[[Tx], Awaitable[T]], apologised: Callable[[Reply], T]
) -> T:
    """Do it in a transaction; what goes wrong changes nothing, and is said."""
    with turn_in_log() as reference:
        try:
            for attempt in range(TRIES):
                try:
                    async with runtime.database.transaction(now) as tx:
                        return await work(tx)
                except ConversationMoved:
                    await asyncio.sleep(0.02 * (attempt + 1))
            raise ConversationMoved
        except Problem as problem:
            log.warning("turn failed", extra={"reason": problem.reason})
            return apologised(_sorry(problem.reason, reference))
        except Exception as error:
            # the kind and the place, never the message: it could repeat what someone typed
            log.error("turn failed", extra={"reason": kind_and_place(error)})
            return apologised(_sorry("unexpected", reference))


async def _answered(
    chat: Chat, before: Conversation, activity_id: str, sending_until: datetime | None = None
) -> list[Reply]:
    """The replies to a new message, kept with it and with the state after it."""
    state, replies = await menu.answer(chat, before.state)
    if chat.tx.unopened:
        replies = [*replies, _left_out(chat.tx.unopened)]
    after = await conversations.save(chat.tx, before, state)
    kept = [reply.as_json() for reply in replies]
    await conversations.keep_turn(
        chat.tx, chat.person.id, activity_id, kept, after.version, sending_until=sending_until
    )
    return replies


def _left_out(unopened: Sequence[str]) -> Reply:
    key = "problems.does_not_open"
    return Reply(key, say(key, which=", ".join(unopened)))


def _replies_of(stored: StoredTurn) -> list[Reply]:
    return [Reply.from_json(reply) for reply in stored.replies]


async def run_due_jobs(runtime: Runtime) -> int:
    """Do what has come due, such as telling the DSL after silence that followed urgent steps; how many there were."""
    now = runtime.clock()
    async with runtime.database.transaction(now) as tx:
        claimed = await jobs.claim(tx, kinds=frozenset(job_kinds.KINDS))
    for job in claimed:
        try:
            async with runtime.database.transaction(now, JOB) as tx:
                await job_kinds.KINDS[job.kind](tx, job, runtime.rules)
        except Problem as problem:
            # the lease runs out and the job comes back
            log.warning("job failed", extra={"turn": job.id, "reason": problem.reason})
    return len(claimed)


def _sorry(reason: str, reference: str) -> Reply:
    key = f"problems.{reason}" if has(f"problems.{reason}") else "problems.unexpected"
    return Reply(key, say(key, reference=reference))


__all__ = ["Answer", "Runtime", "Writer", "answer", "run_due_jobs", "take"]
