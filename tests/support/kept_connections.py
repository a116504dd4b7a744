"""SQL for a PostgreSQL server from outside any loop, over kept connections: to start psql for each question is slow."""

import asyncio
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

T = TypeVar("T")


class KeptConnections:
    """One for each database that is asked. A thread of their own serves them, so no test's loop is disturbed."""

    def __init__(self) -> None:
        self._engines: dict[str, AsyncEngine] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def ask(self, url: str, statement: str) -> Any:
        """The first value of the first row; None where there is none."""
        return self._wait(self._ask(url, statement))

    def hang_up(self, url: str) -> None:
        """Before the database is copied or dropped."""
        if engine := self._engines.pop(url, None):
            self._wait(engine.dispose())

    def close(self) -> None:
        for url in list(self._engines):
            self.hang_up(url)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _ask(self, url: str, statement: str) -> Any:
        async with self._engine(url).connect() as connection:
            result = await connection.execute(text(statement))
            return result.scalar() if result.returns_rows else None

    def _engine(self, url: str) -> AsyncEngine:
        if url not in self._engines:
            self._engines[url] = create_async_engine(
                make_url(url).set(drivername="postgresql+asyncpg"),
                isolation_level="AUTOCOMMIT",
                pool_size=1,
                pool_pre_ping=True,  # a test may have ended the connection, or stopped the server
                # past the triggers: what a test has written is taken out again
                connect_args={"server_settings": {"session_replication_role": "replica", "lock_timeout": "5s"}},
            )
        return self._engines[url]

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
