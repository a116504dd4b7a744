"""Microsoft's signing keys and our own token, both fetched in a thread: no other turn waits for them."""

import asyncio
import time
from datetime import datetime
from typing import Any

import requests
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor, _OpenIdMetadata
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPPolicy

from bot.teams.sending import Pool

KEYS_SECONDS = 10
TOKEN_SECONDS = 60
"""How long a token is used before MSAL is asked again, which renews it some minutes before its end."""


def fetch_keys_off_the_loop(url: str) -> None:
    """Stock: while the keys are fetched, once a day, every turn waits, without a time limit."""
    if not isinstance(JwtTokenExtractor.metadataCache.get(url), SigningKeys):
        JwtTokenExtractor.metadataCache[url] = SigningKeys(url)  # type: ignore[no-untyped-call]


class SigningKeys(_OpenIdMetadata):
    """Microsoft's signing keys, fetched in a thread. An unknown key is looked for again once an hour."""

    async def _refresh(self) -> None:
        self.keys = await asyncio.to_thread(self._fetch)
        self.last_updated = datetime.now()  # noqa: DTZ005  compared so by the SDK

    def _fetch(self) -> list[dict[str, Any]]:
        found = requests.get(self.url, timeout=KEYS_SECONDS)
        found.raise_for_status()
        keys = requests.get(found.json()["jwks_uri"], timeout=KEYS_SECONDS)
        keys.raise_for_status()
        listed: list[dict[str, Any]] = keys.json()["keys"]
        return listed

    def _find(self, key_id: str) -> Any:
        known = any(key.get("kid") == key_id for key in self.keys)
        return super()._find(key_id) if known else None


class Signature(AsyncHTTPPolicy[Any, Any]):
    """Adds Entra's token to what is sent. Stock: fetched each turn anew, on the event loop."""

    def __init__(self, credentials: Any, pool: Pool) -> None:
        super().__init__()
        self._credentials, self._pool = credentials, pool
        self._token = ""
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def send(self, request: Request[Any], **kwargs: Any) -> Response[Any, Any]:
        if self._credentials.microsoft_app_id:
            request.http_request.headers["Authorization"] = f"Bearer {await self._fresh()}"
        following: Any = self.next
        signed: Response[Any, Any] = await following.send(request, **kwargs)
        return signed

    async def _fresh(self) -> str:
        async with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                self._pool.trouble = "no_token"
                self._token = await asyncio.to_thread(self._credentials.get_access_token)
                self._good_until = time.monotonic() + TOKEN_SECONDS
        return self._token
