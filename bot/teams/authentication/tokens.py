"""Our own token, with which the bot speaks to Teams: fetched in a thread, so that no other turn waits for it."""

import asyncio
import time
from typing import Any

from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPPolicy

from bot.teams.transport import Pool

TOKEN_SECONDS = 60
"""How long a token is used before MSAL is asked again, which renews it some minutes before its end."""


class Signature(AsyncHTTPPolicy[Any, Any]):
    """Adds Entra's token to what is sent. Stock: fetched each turn anew, on the event loop."""

    def __init__(self, credentials: Any, pool: Pool) -> None:
        super().__init__()
        self._credentials, self._pool = credentials, pool
        self._token = ""
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def send(self, request: Request[Any], **kwargs: Any) -> Response[Any, Any]:
        """With our token where there is an app id; raises what fetching one raises."""
        if self._credentials.microsoft_app_id:
            request.http_request.headers["Authorization"] = f"Bearer {await self._fresh()}"
        following: Any = self.next
        signed: Response[Any, Any] = await following.send(request, **kwargs)
        return signed

    async def _fresh(self) -> str:
        async with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                try:
                    self._token = await asyncio.to_thread(self._credentials.get_access_token)
                except Exception:
                    self._pool.trouble = "no_token"
                    raise
                self._good_until = time.monotonic() + TOKEN_SECONDS
        return self._token
