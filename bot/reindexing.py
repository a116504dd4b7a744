"""What earlier records are found by, made anew after an upgrade: all at once by command, or little by little
while it serves.

See `storage/administration/reindexing.py` for what it is.
"""

from dataclasses import dataclass

from bot.cli.console import database, real_clock
from bot.runtime import Runtime
from bot.settings import Settings
from storage.administration import reindexing


@dataclass(frozen=True)
class Again:
    """How many records were `done`, and how many are `left` because they cannot be opened."""

    done: int
    left: int


async def all_of_them(of: Settings) -> Again:
    """A few in each transaction: killed in between, the next run goes on. Needs no key where none is left."""
    if not await reindexing.left_in(of.url):
        return Again(0, 0)
    async with database(of) as opened:
        done, after, more = 0, "", True
        while more:
            async with opened.transaction(real_clock()) as tx:
                count, after = await reindexing.some(tx, after)
            done, more = done + count, bool(after)
        async with opened.transaction(real_clock()) as tx:
            return Again(done, await reindexing.left(tx))


class LittleByLittle:
    """A few in each round of `waymark serve`, until it has been through all; then nothing until `begin` again."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._after: str | None = None

    def begin(self) -> None:
        """Go through all records, unless that is under way."""
        self._after = self._after or ""

    async def go_on(self) -> None:
        """A few more, in one transaction."""
        if self._after is None:
            return
        async with self._runtime.database.transaction(self._runtime.clock()) as tx:
            _, after = await reindexing.some(tx, self._after)
        self._after = after or None
