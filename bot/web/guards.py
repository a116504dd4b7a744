"""What Waymark refuses at the door beyond its settings: practice data in real use, web pages while nobody is asked who
they are, and too much at once; and a count of the sign-ins that were refused.
"""

import logging
import time
from collections import Counter, OrderedDict, deque
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.settings import LOOPBACK, Settings, SettingsProblem
from dialogs.words import say

logger = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000
"""People whose last minute is remembered. The longest silent are forgotten first."""
SECONDS_BETWEEN_LINES = 60.0
"""Whoever knocks without a right to may not fill the log."""


def refuse_demo_data(settings: Settings, *, demo_data: bool) -> None:
    """Raises SettingsProblem where invented people would meet real ones."""
    if settings.app_id and demo_data:
        raise SettingsProblem(say("settings.demo_data"))


@web.middleware
async def refuse_web_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Without an app id nothing is signed, and any page in a browser on this machine could talk to the bot.

    A page elsewhere that has its own name point here (DNS rebinding) gives itself away by the name it asks for, and
    whatever a page posts carries an `Origin`. The Playground, `curl` and health checks have neither. The desk's pages
    send their own forms to the desk, and nowhere else.
    """
    origin = request.headers.get("Origin")
    is_own = request.path.startswith("/desk/") and origin == f"http://{request.headers.get('Host', '')}"
    if not (origin is None or is_own) or _name_asked_for(request) not in LOOPBACK:
        raise web.HTTPForbidden(text=say("edge.only_this_machine"))
    return await handler(request)


def _name_asked_for(request: web.Request) -> str | None:
    try:
        return urlsplit(f"//{request.headers.get('Host', '')}").hostname
    except ValueError:
        return None


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


class Refusals:
    """Counts the sign-ins that were refused since the start. At most one line a minute about them reaches the log."""

    def __init__(self) -> None:
        self.by_reason: Counter[str] = Counter()
        self._said_of = 0
        self._said_at = float("-inf")

    @property
    def count(self) -> int:
        """How many sign-ins were refused since the start, for whatever reason."""
        return self.by_reason.total()

    def note(self, reason: str, now: float | None = None) -> None:
        """One more. `reason` is a word of ours, and holds nothing that was sent; `now` as in `Pace`."""
        now = time.monotonic() if now is None else now
        self.by_reason[reason] += 1
        if now - self._said_at >= SECONDS_BETWEEN_LINES:
            refused = self.count - self._said_of
            logger.warning("refused %d sign-ins since the last such line, %d in all; the last for its %s", refused,
                           self.count, reason)  # fmt: skip
            self._said_of, self._said_at = self.count, now
