"""The keys with which Microsoft signs what Teams sends: fetched beside the turns, kept, and looked for again.

Where they are published, and that a key names the channels that it may speak for (its endorsements), is in Microsoft's
"Authenticate requests from the Bot Connector service to your bot", which also asks to look at least once a day.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import jwt

logger = logging.getLogger(__name__)

METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
CHANNEL = "msteams"
FETCH_SECONDS = 5.0
"""For both requests together. Teams waits 15 for an answer."""
FRESH_FOR = 12 * 3600.0
"""Seconds after which keys are fetched again, while those that are there go on being used."""
USED_FOR = 48 * 3600.0
"""Seconds that keys are used while Microsoft cannot be reached. Older ones might have been withdrawn."""
LOOK_AGAIN = 300.0
"""Seconds before a key that is not there is looked for again: anybody may name one."""
TRY_AGAIN = 5.0
"""Seconds after a look that failed."""

Key = Any
"""A public key, as PyJWT takes it."""


class KeysOutOfReach(Exception):
    """Whether a token is Microsoft's cannot be said now: their keys could not be fetched."""


class NoKeyNamed(ValueError):
    """What a token says of its key cannot be used: `reason` is form, algorithm or key."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def key_id(token: str) -> str:
    """Which key a token says it was signed with. Raises NoKeyNamed."""
    try:
        header = jwt.get_unverified_header(token)
    except Exception:  # whatever goes wrong in reading it is wrong with the token
        raise NoKeyNamed("form") from None
    if header.get("alg") != "RS256":
        raise NoKeyNamed("algorithm")
    named = header.get("kid")
    if not isinstance(named, str):
        raise NoKeyNamed("key")
    return named


class SigningKeys:
    """One set for the process. However many requests need them at once, they are fetched once."""

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        clock: Callable[[], float] = time.monotonic,
        *,
        metadata: str = "",
        counts: Callable[[Mapping[str, Any]], bool] | None = None,
    ) -> None:
        """`clock` is in seconds, from any start. `metadata` says where the keys are, and `counts` which of them count:
        where neither is said, those of the Bot Connector that may speak for Teams.
        """
        self._session, self._clock = session, clock
        self._metadata, self._counts = metadata, counts or _is_for_teams
        self._keys: Mapping[str, Key] = {}
        self._got_at = self._tried_at = float("-inf")
        self._failed = True
        self._said_so = False
        self._looking: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> Key | None:
        """The key of that id; None where Microsoft publishes none that counts. Raises KeysOutOfReach."""
        if self._usable() and key_id in self._keys:
            self.renew()
            return self._keys[key_id]
        if self._is_due(LOOK_AGAIN):
            await self._look()
        if self._failed:
            raise KeysOutOfReach
        return self._keys.get(key_id)

    async def to_be_had(self) -> bool:
        """Whether a token could be checked now."""
        if not self._usable() and self._is_due(LOOK_AGAIN):
            await self._look()
        return self._usable()

    def renew(self) -> None:
        """Fetch them, in the background, where it is time. Called now and then, so that no message waits for it."""
        if self._is_due(FRESH_FOR):
            self._begin()

    async def close(self) -> None:
        """Ends a fetching that is under way."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.wait([self._looking])

    def _usable(self) -> bool:
        return self._clock() - self._got_at < USED_FOR

    def _is_due(self, after: float) -> bool:
        """Whether to look, `after` so many seconds since a look that went well; or one is under way."""
        if self._looking is not None and not self._looking.done():
            return True
        return self._clock() - self._tried_at >= (TRY_AGAIN if self._failed else after)

    async def _look(self) -> None:
        # shielded: others wait for the same
        await asyncio.shield(self._begin())

    def _begin(self) -> "asyncio.Task[None]":
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._fetch_and_note())
        return self._looking

    async def _fetch_and_note(self) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = await self._fetch()
        except Exception as error:
            self._failed = True
            if not self._said_so:
                logger.warning("Microsoft's signing keys could not be fetched: %s", type(error).__name__)
            self._said_so = True
        else:
            self._failed = self._said_so = False
            self._got_at = self._clock()
        self._tried_at = self._clock()

    async def _fetch(self) -> Mapping[str, Key]:
        where = await self._get(self._metadata or METADATA)
        published = await self._get(where["jwks_uri"])
        found = {key["kid"]: jwt.PyJWK(key, "RS256").key for key in published["keys"] if self._counts(key)}
        if not found:
            raise ValueError("no key of ours among them")
        return found

    async def _get(self, url: str) -> Any:
        async with self._session().get(url) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


def is_rsa(key: Mapping[str, Any]) -> bool:
    """A key for signatures, with a name."""
    return key.get("kty") == "RSA" and isinstance(key.get("kid"), str) and key.get("use", "sig") == "sig"


def _is_for_teams(key: Mapping[str, Any]) -> bool:
    return is_rsa(key) and CHANNEL in (key.get("endorsements") or ())
