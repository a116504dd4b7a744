"""What the whole process shares."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import job_kinds
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
    locks: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
