"""What the whole process shares."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from bot import job_kinds
from bot.measures import Measures
from dialogs.interview.chat import Library
from storage.database.engine import Database


@dataclass
class Runtime:
    """What the whole process shares."""

    database: Database
    library: Library
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The moment of each turn, in UTC. Only the demo in a terminal ever sets another."""
    rules: job_kinds.Rules = field(default_factory=job_kinds.Rules)
    measures: Measures = field(default_factory=Measures)
    desk: str = ""
    """The address of the desk's first page as a browser reaches it; '' where this process serves none."""
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary, init=False)
    """By a person's id, for as long as a message of theirs is being answered or waits for that."""

    @asynccontextmanager
    async def one_at_a_time(self, person_id: str) -> AsyncIterator[None]:
        """One message of a person at a time, in the order in which they came. Not to be entered twice by one turn."""
        lock = self._locks.setdefault(person_id, asyncio.Lock())
        async with lock:
            yield
