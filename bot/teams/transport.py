"""How requests to Teams travel: one pool of connections, and a little patience where Teams asks for it.

Stock, each turn makes its own connection, reads the certificates anew and sends on a handful of threads.
"""

import asyncio
import os
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender
from msrest.universal_http.async_abc import AsyncClientResponse

SEND_SECONDS = 15
"""For one try of one request."""
TRY_AGAIN = frozenset({412, 429, 502, 503, 504})
"""What Teams asks a bot to try again. Nothing else is: a second try might show a message twice."""
TRIES = 3
LONGEST_WAIT = 5.0
"""Seconds. Where Teams asks for more, the reply waits for the next turn, and an alert for the outbox."""


class TryLater(Exception):
    """Teams asks to wait. `seconds` is how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"try again in {seconds:.0f} s")
        self.seconds = seconds


class Pool:
    """One pool of connections for everything that is sent."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self.trouble = ""
        """What kept the last request from being sent or accepted, in a word. Shown by `/readyz`."""

    def session(self) -> aiohttp.ClientSession:
        """Made when first asked for, with the authorities that the system trusts."""
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=SEND_SECONDS)
            # trust_env: a council's own proxy is set in the environment
            connector = aiohttp.TCPConnector(ssl=trusted())
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True, connector=connector)
        return self._session

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


class Sender(AsyncHTTPSender[Any, Any]):
    """Sends over the pool, and waits a little where Teams asks for it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aexit__(self, *_: object) -> None:
        """The pool stays open: it outlives any one client."""

    async def send(self, request: Request[Any], **_: Any) -> Response[Any, Any]:
        """Raises TryLater where Teams asks to wait for too long, and what aiohttp raises where it is out of reach."""
        try:
            answer = await self._patiently(request)
        except Exception as error:
            # only now: until it has failed, nothing is wrong
            self._pool.trouble = "busy" if isinstance(error, TryLater) else "unreachable"
            raise
        self._pool.trouble = "refused" if answer.status_code == 401 else ""
        return Response(request, answer)

    async def _patiently(self, request: Request[Any]) -> "Answer":
        for tried in range(1, TRIES + 1):
            answer = await self._try(request.http_request)
            if answer.status_code not in TRY_AGAIN:
                break
            wait = retry_after(answer.headers) or 0.5 * 2**tried
            if tried == TRIES or wait > LONGEST_WAIT:
                raise TryLater(wait)
            await asyncio.sleep(wait)
        return answer

    async def _try(self, request: Any) -> "Answer":
        async with self._pool.session().request(
            request.method, request.url, data=request.data, headers=request.headers
        ) as response:
            return Answer(request, response, await response.read())


class Answer(AsyncClientResponse):
    """A response that has been read, as msrest wants it."""

    def __init__(self, request: Any, response: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, response)
        self.status_code = response.status
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self.reason = response.reason
        self._body = body

    def body(self) -> bytes:
        """The bytes that came."""
        return self._body

    def text(self, encoding: str | None = None) -> str:
        """The same as text; what cannot be read is replaced."""
        return self._body.decode(encoding or "utf-8", "replace")

    def raise_for_status(self) -> None:
        """Raises ClientResponseError for a status of 400 or more."""
        self.internal_response.raise_for_status()


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Teams asks to wait: a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):  # '²' is a digit too, and no number
        return float(said)
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
