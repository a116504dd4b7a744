"""`/healthz`: the process is alive. `/readyz`: it can do its work, or what keeps it from it, in a word each."""

import asyncio
import time

from aiohttp import web

from bot.turns import House
from storage import status
from storage.problems import Problem

DATABASE_SECONDS = 5
ROUNDS_SECONDS = 90
"""The rounds that deliver alerts begin every few seconds. Quiet for so long, they are stuck."""


class Health:
    """`went_round` is called after each round; `teams` says what troubles the way to Teams."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._last_round = time.monotonic()
        self.teams = ""

    def went_round(self, teams: str) -> None:
        self._last_round, self.teams = time.monotonic(), teams

    async def alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        parts = {
            "database": await self._database(),
            "alerts": "ok" if time.monotonic() - self._last_round < ROUNDS_SECONDS else "stuck",
            "teams": self.teams or "ok",
        }
        ready = set(parts.values()) == {"ok"}
        return web.json_response({"ready": ready, **parts}, status=200 if ready else 503)

    async def _database(self) -> str:
        try:
            async with asyncio.timeout(DATABASE_SECONDS), self._house.database.transaction(self._house.clock()) as tx:
                await status.answers(tx)
        except Problem as problem:
            return problem.reason
        except TimeoutError:
            return "slow"
        return "ok"
