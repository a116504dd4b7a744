"""`/healthz`: the process is alive. `/readyz`: it can do its work, or what keeps it from it, in a word each."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from bot.runtime import Runtime
from storage.administration import key_rotation
from storage.problems import Problem

DATABASE_SECONDS = 5
READING_SECONDS = 5
ROUNDS_SECONDS = 90
"""The rounds that deliver alerts begin every few seconds. Quiet for so long, they are stuck."""


class SignIns(NamedTuple):
    """Whether Microsoft's keys are there, by which Teams is known; how many sign-ins were refused since the start."""

    keys: bool
    refused: int


async def nothing_is_signed() -> None:
    """As where there is no app id."""


class Health:
    """`went_round` is called after each round; `teams` says what troubles the way to Teams.

    `reading` is what reads the guidance at the start, and ends with a word for how it went.
    """

    def __init__(
        self,
        runtime: Runtime,
        sign_ins: Callable[[], Awaitable[SignIns | None]] = nothing_is_signed,
        days_left: Callable[[datetime], int | None] = lambda now: None,
    ) -> None:
        self._runtime, self._sign_ins, self._days_left = runtime, sign_ins, days_left
        self.reading: asyncio.Task[str] | None = None
        self._last_round = time.monotonic()
        self.teams = ""

    def went_round(self, teams: str) -> None:
        """A round is done; `teams` is what troubles the way to Teams, empty where nothing does."""
        self._last_round, self.teams = time.monotonic(), teams

    async def alive(self, _request: web.Request) -> web.Response:
        """`GET /healthz`: 200 for as long as the process answers."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """`GET /readyz`: 200 where every part is `ok`, else 503; in JSON a word for each part."""
        parts = {
            "database": await self._database(),
            "guidance": await self._guidance(),
            "alerts": "ok" if time.monotonic() - self._last_round < ROUNDS_SECONDS else "stuck",
            "teams": self.teams or "ok",
        }
        counts = {}
        if (sign_ins := await self._sign_ins()) is not None:
            parts["sign_in"] = "ok" if sign_ins.keys else "no_keys"
            counts["refused_sign_ins"] = sign_ins.refused
        if (days := self._days_left(self._runtime.clock())) is not None:
            counts["secret_days"] = days
        ready = set(parts.values()) == {"ok"}
        return web.json_response({"ready": ready, **parts, **counts}, status=200 if ready else 503)

    async def _guidance(self) -> str:
        if self.reading is None:
            return "ok"
        done, _ = await asyncio.wait([self.reading], timeout=READING_SECONDS)
        return self.reading.result() if done else "being_read"

    async def _database(self) -> str:
        try:
            async with (
                asyncio.timeout(DATABASE_SECONDS),
                self._runtime.database.transaction(self._runtime.clock()) as tx,
            ):
                await key_rotation.check_keys(tx)
        except Problem as problem:
            return problem.reason
        except TimeoutError:
            return "slow"
        return "ok"
