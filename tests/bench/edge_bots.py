"""What the benches of the edge stand on: what is said, whom it is said by, and the processes that answer."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dialogs.words import say
from storage import conversations
from storage.administration import demo
from storage.database.engine import Database
from storage.database.vault import Vault
from storage.people import people
from storage.people.entra import entra_id
from storage.people.people import Role
from tests.bench.edge_load import Message
from tests.bot.served import Served
from tests.conversation import SCHOOL_CASE

MOST_AT_ONCE = 200
TURNS_EACH = 3
"""Of a conversation that is stored and not gone on with."""
AT_A_TIME = 5_000
"""Rows of one statement."""
ECHO = [Message("hello", expects="echo hello")]
TYPED = [Message(answer) for answer in SCHOOL_CASE.values() if isinstance(answer, str)]
INCIDENT = [
    Message("report"),
    *TYPED[: list(SCHOOL_CASE).index("identity")],
    Message("cancel"),
    Message("yes", expects=say("menu.cancelled").split(".")[0]),
]
"""Described by typing up to the form with the names; then deleted, and from the beginning."""


def processor_seconds(pid: int) -> float:
    """Of one process, all its threads."""
    parts = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Of one process, as it is held in memory; in MB."""
    found = Path(f"/proc/{pid}/status").read_text("ascii").partition("VmRSS:")[2]
    return int(found.split()[0]) / 1024


@contextmanager
def serving(bot: Served) -> Iterator[Served]:
    ours = os.sched_getaffinity(0)
    if len(ours) > 1:
        first, second, *_ = sorted(ours)
        os.sched_setaffinity(bot.process.pid, {first})
        os.sched_setaffinity(0, {second})
    try:
        yield bot
    finally:
        os.sched_setaffinity(0, ours)
        bot.stop()


async def with_people(url: str, key: str, number: int = MOST_AT_ONCE, *, stored: int = 0) -> None:
    """The demo organisation, as many more workers as write, and others with a conversation that is stored."""
    database, now = Database(url, Vault([key])), datetime.now(UTC)
    async with database.transaction(now) as tx:
        await demo.fill(tx)
        name, state, said = tx.vault.seal("Invented Worker"), tx.vault.seal_json(STATE), tx.vault.seal_json([STATE])
        for first in range(0, number + stored, AT_A_TIME):
            numbers = range(first, min(first + AT_A_TIME, number + stored))
            of = {"tenant": entra_id(demo.TENANT), "name_sealed": name, "setting_id": demo.SCHOOL, "is_demo": True}
            ids = [{"id": f"bench-{one}", "object_id": f"bench-{one}", "added_at": now, **of} for one in numbers]
            await tx.connection.execute(people.people.insert(), ids)
            worker = {"setting_id": demo.SCHOOL, "role": Role.WORKER.value}
            await tx.connection.execute(people.roles.insert(), [{"person_id": one["id"], **worker} for one in ids])
            kept = [one["id"] for one in ids[max(0, number - first) :]]
            if kept:
                row = {"state_sealed": state, "version": TURNS_EACH, "changed_at": now}
                await tx.connection.execute(
                    conversations.conversations.insert(), [{"person_id": one, **row} for one in kept]
                )
                row = {"replies_sealed": said, "answered_at": now, "delivered_at": now}
                turns = [(one, turn) for one in kept for turn in range(1, TURNS_EACH + 1)]
                await tx.connection.execute(
                    conversations.turns.insert(),
                    [{"person_id": one, "activity_id": str(turn), "number": turn, **row} for one, turn in turns],
                )
    await database.close()


STATE = {"words": "as long as a conversation's state is after some turns " * 20}
