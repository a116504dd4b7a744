"""Our own token, with which the bot speaks to Teams: fetched in a thread, so that no other turn waits for it."""

import asyncio
import time
from typing import Any

from bot.teams.transport import Pool

TOKEN_SECONDS = 60
"""How long a token is used before MSAL is asked again, which renews it some minutes before its end."""


class OwnToken:
    """Entra's token for what is sent. Stock: fetched each turn anew, on the event loop."""

    def __init__(self, credentials: Any, pool: Pool) -> None:
        self._credentials, self._pool = credentials, pool
        self._token = ""
        self._good_until = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def headers(self) -> dict[str, str]:
        """With our token where there is an app id; raises what fetching one raises."""
        if not self._credentials.microsoft_app_id:
            return {}
        return {"Authorization": f"Bearer {await self._fresh()}"}

    async def _fresh(self) -> str:
        async with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                try:
                    self._token = await asyncio.to_thread(self._credentials.get_access_token)
                except Exception:
                    self._pool.trouble = "no_token"
                    raise
                self._pool.token_at = time.monotonic()
                self._good_until = time.monotonic() + TOKEN_SECONDS
        return self._token
