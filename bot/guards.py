"""What Waymark refuses at the door beyond its settings: practice data in real use, and too much at once."""

import time
from collections import OrderedDict, deque

from bot.settings import Settings, SettingsProblem

MOST_REMEMBERED = 10_000
"""People whose last minute is remembered. The longest silent are forgotten first."""


def refuse_demo_data(settings: Settings, *, demo_data: bool) -> None:
    """Raises SettingsProblem where invented people would meet real ones."""
    if settings.app_id and demo_data:
        raise SettingsProblem(
            "WAYMARK_APP_ID: this database holds the demo organisation. Begin with a new one for real use."
        )


class Pace:
    """How many messages a person may send in one minute. Kept in memory: each process counts for itself."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._seen: OrderedDict[str, deque[float]] = OrderedDict()

    def takes(self, person_id: str, now: float | None = None) -> bool:
        """Whether one more may come now. `now` is in seconds, from any start."""
        now = time.monotonic() if now is None else now
        seen = self._seen.setdefault(person_id, deque())
        self._seen.move_to_end(person_id)
        while len(self._seen) > MOST_REMEMBERED:
            self._seen.popitem(last=False)
        while seen and now - seen[0] >= 60:
            seen.popleft()
        if len(seen) >= self._a_minute:
            return False
        seen.append(now)
        return True
