"""The demo with its desk, served from a thread of the tests: its clock stands where it is put, and the chat is spoken
to without a browser.
"""

import asyncio
import threading
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from bot.runtime import Runtime
from bot.web.app import build_app
from storage.database.engine import Database, sqlite_url
from storage.database.vault import Vault, new_key
from tests.bot.conftest import settings_with
from tests.bot.served import free_port
from tests.cases.play import BEGINS, Play
from tests.conversation import demo_runtime

T = TypeVar("T")


class AtTheDesk:
    """`url` is where it listens; `does` runs something of the bot's own; `play` are its people in the chat."""

    def __init__(self, file: Path, now: datetime = BEGINS) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.runtime: Runtime = self.does(self._begin(file, now))
        self.play = Play(self.runtime)

    def does(self, work: Coroutine[Any, Any, T]) -> T:
        """In the loop of the server, to its end."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def stop(self) -> None:
        self.does(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(15)
        self._loop.close()

    async def _begin(self, file: Path, now: datetime) -> Runtime:
        runtime = await demo_runtime(Database(sqlite_url(file), Vault([new_key()])), now)
        app = build_app(settings_with(data_dir=file.parent), runtime, round_seconds=3600)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        return runtime

    async def _end(self) -> None:
        await self._runner.cleanup()
        await self.runtime.database.close()
