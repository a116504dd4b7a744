"""One turn: one message of one person, in one transaction, with the replies stored beside it.

Messages of one person are handled one at a time. A repeated message changes nothing and gets the same replies. A turn
that fails changes nothing, and the person is told what to do, with a reference and without a word of what they typed.
"""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import due
from bot.running import kind_and_place
from dialogs import conversations as _registered  # noqa: F401  conversations register themselves
from dialogs import menu
from dialogs.chat import Chat, Library
from dialogs.signs import readable
from dialogs.turn import JSON, Reply, Turn
from dialogs.words import say
from storage import conversations, jobs, people
from storage.conversations import ConversationMoved
from storage.engine import Database, Tx
from storage.origin import JOB
from storage.people import Person
from storage.problems import Problem

log = logging.getLogger("waymark.turns")
TRIES = 4
"""How often a turn is taken again where another process was quicker with the same conversation."""


@dataclass
class House:
    """What the whole process shares."""

    database: Database
    library: Library
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The moment of each turn, in UTC. Only the demo in a terminal ever sets another."""
    rules: due.Rules = field(default_factory=due.Rules)
    locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


async def take(
    house: House,
    person: Person,
    activity_id: str,
    *,
    text: str | None = None,
    value: Mapping[str, JSON] | None = None,
    attachments: int = 0,
) -> list[Reply]:
    """Answer one message. Never raises for what went wrong in it: then the reply says so."""
    # the one place where text enters, from Teams, a terminal or a script
    turn = Turn(person.id, house.clock(), text=readable(text), value=readable(value), attachments=attachments)
    reference = secrets.token_hex(4)
    async with house.locks[person.id]:
        try:
            return await _take(house, person, activity_id, turn)
        except Problem as problem:
            log.warning("turn failed", extra={"turn": reference, "reason": problem.reason})
            return [_sorry(problem.reason, reference)]
        except Exception as error:
            # the kind and the place, never the message: it could repeat what someone typed
            log.error("turn failed", extra={"turn": reference, "reason": kind_and_place(error)})
            return [_sorry("unexpected", reference)]


async def _take(house: House, person: Person, activity_id: str, turn: Turn) -> list[Reply]:
    for attempt in range(TRIES):
        try:
            async with house.database.transaction(turn.now) as tx:
                return await _in_transaction(house, tx, person, activity_id, turn)
        except ConversationMoved:
            await asyncio.sleep(0.02 * (attempt + 1))
    raise ConversationMoved


async def _in_transaction(house: House, tx: Tx, person: Person, activity_id: str, turn: Turn) -> list[Reply]:
    before = await conversations.load(tx, person.id)
    stored = await conversations.stored_turn(tx, person.id, activity_id)
    if stored is not None:
        return [Reply.from_json(reply) for reply in stored.replies]
    # asked again in this transaction: a role may have been withdrawn since the last message
    person = await people.get(tx, person.id)
    chat = Chat(turn, tx, person, await people.setting(tx, person.setting_id), house.library)
    state, replies = await menu.answer(chat, before.state)
    after = await conversations.save(tx, before, state)
    await conversations.keep_turn(tx, person.id, activity_id, [reply.as_json() for reply in replies], after.version)
    return replies


async def run_due_jobs(house: House) -> int:
    """Do what has come due, such as telling the DSL after two working hours of silence; how many there were."""
    now = house.clock()
    async with house.database.transaction(now) as tx:
        claimed = await jobs.claim(tx, kinds=frozenset(due.KINDS))
    for job in claimed:
        try:
            async with house.database.transaction(now, JOB) as tx:
                await due.KINDS[job.kind](tx, job, house.rules)
        except Problem as problem:
            # the lease runs out and the job comes back
            log.warning("job failed", extra={"turn": job.id, "reason": problem.reason})
    return len(claimed)


def _sorry(reason: str, reference: str) -> Reply:
    from dialogs.words import has

    key = f"problems.{reason}" if has(f"problems.{reason}") else "problems.unexpected"
    return Reply(key, say(key, reference=reference))


__all__ = ["House", "run_due_jobs", "take"]
