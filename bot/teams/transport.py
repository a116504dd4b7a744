"""How requests to Teams travel: one pool of connections, and a little patience where Teams asks for it.

Stock, each turn makes its own connection, reads the certificates anew and sends on a handful of threads.
"""

import asyncio
import json
import os
import re
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.request import getproxies_environment

import aiohttp
from yarl import URL

from dialogs.turn import JSON

SEND_SECONDS = 15
"""For one try of one request."""
TRY_AGAIN = frozenset({412, 429, 502, 503, 504})
"""What Teams asks a bot to try again. Nothing else is: a second try might show a message twice."""
TRIES = 3
HEADERS = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json", "User-Agent": "waymark"}
LONGEST_WAIT = 5.0
"""Seconds. Where Teams asks for more, the reply waits for the next turn, and an alert for the outbox."""


class TryLater(Exception):
    """Teams asks to wait. `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.0f} s")
        self.seconds = seconds


class Refused(Exception):
    """Teams does not take a message, and says so with a `status` of 400 or more."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Teams answered {status}")
        self.status = status


class Pool:
    """One pool of connections for everything that is sent."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self.token_at: float | None = None
        """When our own token was asked for last and given, by the monotonic clock."""
        self.sent: Callable[[float, int], None] = lambda seconds, status: None
        """Called with how long each request took, and the status of its answer; 0 where there was none."""
        self.trouble = ""
        """What kept the last request from being sent or accepted, in a word. Shown by `/readyz`."""

    def session(self) -> aiohttp.ClientSession:
        """Made when first asked for, with the authorities that the system trusts."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=SEND_SECONDS)
            connector = aiohttp.TCPConnector(ssl=trusted())
            # a council's own proxy is set in the environment; where there is none, aiohttp is not to look for one in a
            # thread before each request
            by_proxy = bool(getproxies_environment())
            self._session = aiohttp.ClientSession(
                timeout=timeout, trust_env=by_proxy, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def send(self, method: str, url: str, body: JSON, headers: Mapping[str, str]) -> dict[str, JSON]:
        """The object that is answered. Raises Refused where Teams says no, TryLater where it asks to wait for too long,
        and what aiohttp raises where it is out of reach.
        """
        try:
            status, answer = await self._patiently(method, url, json.dumps(body).encode(), {**HEADERS, **headers})
        except Exception as error:
            # only now: until it has failed, nothing is wrong
            self.trouble = "busy" if isinstance(error, TryLater) else "unreachable"
            raise
        self.trouble = "refused" if status == 401 else ""
        if status >= 400:
            raise Refused(status)
        try:
            said = json.loads(answer or b"{}")
        except ValueError:
            said = {}
        return said if isinstance(said, dict) else {}

    async def _patiently(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        for tried in range(1, TRIES + 1):
            begun, status = time.monotonic(), 0
            try:
                async with self.session().request(
                    method, URL(url, encoded=True), data=body, headers=headers
                ) as response:
                    answer = await response.read()
                    status = response.status
            finally:
                self.sent(time.monotonic() - begun, status)
            if response.status not in TRY_AGAIN:
                break
            wait = retry_after(response.headers) or 0.5 * 2**tried
            if tried == TRIES or wait > LONGEST_WAIT:
                raise TryLater(wait)
            await asyncio.sleep(wait)
        return response.status, answer

    async def close(self) -> None:
        """Ends all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def trusted() -> ssl.SSLContext:
    """What the system trusts, and a proxy's own authority where a council names one in `REQUESTS_CA_BUNDLE`.

    MSAL, which fetches our token, reads the same variable: it needs to be set only once.
    """
    made = ssl.create_default_context()
    if own := os.environ.get("REQUESTS_CA_BUNDLE"):
        made.load_verify_locations(**{"capath" if os.path.isdir(own) else "cafile": own})
    return made


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Teams asks to wait: a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):  # '²' is a digit too, and no number
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
