"""Once a day what has come to the end of its time is found, and whoever reviews it is told that there is something."""

from datetime import date, datetime

from bot.runtime import Runtime
from storage.administration.disposal import deciding, due
from storage.administration.disposal.due import Due
from storage.database.engine import Database
from storage.working_hours import LONDON


class RetentionReview:
    """Of this process: another one that looks as well finds nothing new."""

    def __init__(self) -> None:
        self._looked_on: date | None = None

    async def go_on(self, runtime: Runtime) -> None:
        """The day's look, where it has not been made yet."""
        today = runtime.clock().astimezone(LONDON).date()
        if self._looked_on != today:
            await look(runtime.database, runtime.clock())
            self._looked_on = today


async def look(database: Database, now: datetime) -> list[Due]:
    """What is due now; those that are newly so are kept as waiting, and told."""
    found = await due.find(database, now)
    async with database.transaction(now) as tx:
        await deciding.tell(tx, await due.notice(tx, found))
    return found
