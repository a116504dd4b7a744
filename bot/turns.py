"""One turn: one message of one person, in one transaction, with the replies stored beside it.

Messages of one person are handled one at a time. A repeated message changes nothing and gets the same replies. A turn
that fails changes nothing, and the person is told what to do, with a reference and without a word of what they typed.
"""

import asyncio
import logging
from collections.abc import Mapping

from bot import job_kinds
from bot.logs import kind_and_place
from bot.logs import turn as turn_in_log
from bot.runtime import Runtime
from dialogs import conversations as _registered  # noqa: F401  conversations register themselves
from dialogs.interview.chat import Chat
from dialogs.interview.signs import readable
from dialogs.menu import menu
from dialogs.turn import JSON, Reply, Turn
from dialogs.words import has, say
from storage import conversations
from storage.conversations import ConversationMoved
from storage.database.engine import Tx
from storage.database.origin import JOB
from storage.people import people, settings
from storage.people.people import Person
from storage.problems import Problem
from storage.queues import jobs

log = logging.getLogger("waymark.turns")
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
        return await take_next(runtime, person, activity_id, text=text, value=value, attachments=attachments)


async def take_next(
    runtime: Runtime,
    person: Person,
    activity_id: str,
    *,
    text: str | None = None,
    value: Mapping[str, JSON] | None = None,
    attachments: int = 0,
) -> list[Reply]:
    """The same for a caller that is in `runtime.one_at_a_time` already, and stays in it until the replies are sent."""
    # the one place where text enters, from Teams, a terminal or a script
    turn = Turn(person.id, runtime.clock(), text=readable(text), value=readable(value), attachments=attachments)
    with turn_in_log() as reference:
        try:
            return await _take(runtime, person, activity_id, turn)
        except Problem as problem:
            log.warning("turn failed", extra={"reason": problem.reason})
            return [_sorry(problem.reason, reference)]
        except Exception as error:
            # the kind and the place, never the message: it could repeat what someone typed
            log.error("turn failed", extra={"reason": kind_and_place(error)})
            return [_sorry("unexpected", reference)]


async def _take(runtime: Runtime, person: Person, activity_id: str, turn: Turn) -> list[Reply]:
    for attempt in range(TRIES):
        try:
            async with runtime.database.transaction(turn.now) as tx:
                return await _in_transaction(runtime, tx, person, activity_id, turn)
        except ConversationMoved:
            await asyncio.sleep(0.02 * (attempt + 1))
    raise ConversationMoved


async def _in_transaction(runtime: Runtime, tx: Tx, person: Person, activity_id: str, turn: Turn) -> list[Reply]:
    before = await conversations.load(tx, person.id)
    stored = await conversations.stored_turn(tx, person.id, activity_id)
    if stored is not None:
        return [Reply.from_json(reply) for reply in stored.replies]
    # asked again in this transaction: a role may have been withdrawn since the last message
    person = await people.get(tx, person.id)
    chat = Chat(turn, tx, person, await settings.setting(tx, person.setting_id), runtime.library)
    state, replies = await menu.answer(chat, before.state)
    after = await conversations.save(tx, before, state)
    await conversations.keep_turn(tx, person.id, activity_id, [reply.as_json() for reply in replies], after.version)
    return replies


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


__all__ = ["Runtime", "run_due_jobs", "take", "take_next"]
